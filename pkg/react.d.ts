/** The element in JSX, for React 19: `import "shopify-context-card/react"`. */
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { InsertReply, Problem, Resize, ShopifyContextCard, Theme, TokenCallback } from "./index.js";

export * from "./index.js";

export interface ShopifyContextCardProps
  extends DetailedHTMLProps<HTMLAttributes<ShopifyContextCard>, ShopifyContextCard> {
  src?: string;
  inbox: string;
  conversation?: string | null;
  next?: string | null;
  scheme?: "light" | "dark" | "auto";
  theme?: Theme;
  token?: TokenCallback;
  "token-url"?: string;
  "ticket-url"?: string;
  onready?: (event: CustomEvent<null>) => void;
  onproblem?: (event: CustomEvent<Problem>) => void;
  "oninsert-reply"?: (event: CustomEvent<InsertReply>) => void;
  "onopen-url"?: (event: CustomEvent<{ readonly url: string }>) => void;
  onresize?: (event: Resize) => void;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "shopify-context-card": ShopifyContextCardProps;
    }
  }
}
