/** `import "shopify-context-card/inline"`: the card in your own page, without an iframe. On a server the import does nothing. */
import type { CardElement } from "./index.js";

export * from "./index.js";

/**
 * `<shopify-context-card-inline>`: the same card in the element's shadow root. Every script in your page can read it, so your inbox
 * has to allow it; `shopify-context-card` is the safe choice. It has no tickets, no settings and no event `resize`: it is as high as
 * what is in it.
 */
export interface ShopifyContextCardInline extends CardElement {}

declare global {
  interface HTMLElementTagNameMap {
    "shopify-context-card-inline": ShopifyContextCardInline;
  }
}
