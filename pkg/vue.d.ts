/** The element in Vue's templates: `import "shopify-context-card/vue"`. */
import type { DefineComponent } from "vue";
import type { InsertReply, Problem, Resize, Theme, TokenCallback } from "./index.js";

export * from "./index.js";

export interface ShopifyContextCardProps {
  src?: string;
  inbox: string;
  conversation?: string | null;
  next?: string | null;
  scheme?: "light" | "dark" | "auto";
  theme?: Theme;
  token?: TokenCallback;
  "token-url"?: string;
  "ticket-url"?: string;
  onReady?: (event: CustomEvent<null>) => void;
  onProblem?: (event: CustomEvent<Problem>) => void;
  onInsertReply?: (event: CustomEvent<InsertReply>) => void;
  onOpenUrl?: (event: CustomEvent<{ readonly url: string }>) => void;
  onResize?: (event: Resize) => void;
}

declare module "vue" {
  interface GlobalComponents {
    "shopify-context-card": DefineComponent<ShopifyContextCardProps>;
  }
}
