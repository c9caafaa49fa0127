/** The elements in Vue's templates: `import "shopify-context-card/vue"`, and without an iframe `…/inline/vue`. */
import type { DefineComponent } from "vue";
import type { InsertReply, Problem, Resize, Theme, TokenCallback } from "./index.js";

export * from "./inline.js";

/** What both elements take. */
export interface ShopifyContextCardInlineProps {
  src?: string;
  inbox: string;
  conversation?: string | null;
  next?: string | null;
  scheme?: "light" | "dark" | "auto";
  theme?: Theme;
  token?: TokenCallback;
  "token-url"?: string;
  onReady?: (event: CustomEvent<null>) => void;
  onProblem?: (event: CustomEvent<Problem>) => void;
  onInsertReply?: (event: CustomEvent<InsertReply>) => void;
  onOpenUrl?: (event: CustomEvent<{ readonly url: string }>) => void;
}

export interface ShopifyContextCardProps extends ShopifyContextCardInlineProps {
  "ticket-url"?: string;
  onResize?: (event: Resize) => void;
}

declare module "vue" {
  interface GlobalComponents {
    "shopify-context-card": DefineComponent<ShopifyContextCardProps>;
    "shopify-context-card-inline": DefineComponent<ShopifyContextCardInlineProps>;
  }
}
