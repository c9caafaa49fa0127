/** The elements in JSX, for React 19: `import "shopify-context-card/react"`, and without an iframe `…/inline/react`. */
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { InsertReply, Problem, Resize, ShopifyContextCard, Theme, TokenCallback } from "./index.js";
import type { ShopifyContextCardInline } from "./inline.js";

export * from "./inline.js";

/** What both elements take. */
interface CardProps<E> extends DetailedHTMLProps<HTMLAttributes<E>, E> {
  src?: string;
  inbox: string;
  conversation?: string | null;
  next?: string | null;
  scheme?: "light" | "dark" | "auto";
  theme?: Theme;
  token?: TokenCallback;
  "token-url"?: string;
  onready?: (event: CustomEvent<null>) => void;
  onproblem?: (event: CustomEvent<Problem>) => void;
  "oninsert-reply"?: (event: CustomEvent<InsertReply>) => void;
  "onopen-url"?: (event: CustomEvent<{ readonly url: string }>) => void;
}

export interface ShopifyContextCardProps extends CardProps<ShopifyContextCard> {
  "ticket-url"?: string;
  onresize?: (event: Resize) => void;
}

export interface ShopifyContextCardInlineProps extends CardProps<ShopifyContextCardInline> {}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "shopify-context-card": ShopifyContextCardProps;
      "shopify-context-card-inline": ShopifyContextCardInlineProps;
    }
  }
}
