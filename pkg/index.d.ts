/** What both elements have: with an iframe, and without. */
export interface CardElement extends HTMLElement {
  /** Where the card comes from: `https://card.example`. Needed where the loader was not loaded from there by a script tag. */
  src: string;
  /** The inbox's id, `i_…`; followed by `/settings` it shows the card's settings to an admin. */
  inbox: string;
  /** The id of the conversation that is open. Set it whenever an agent opens another one. */
  conversation: string | null | undefined;
  /** The conversation that is likely to come next: the card may ask for it ahead. */
  next: string | null | undefined;
  /** Light, dark, or as the agent's system says. */
  scheme: "light" | "dark" | "auto" | null | undefined;
  /** Colours, lengths and fonts of yours: `{ "--scx-accent": "#1f73b7" }`. */
  theme: Theme | null | undefined;
  /** Asks your backend for a host token. */
  token: TokenCallback | null | undefined;
  /** In place of `token`: a route of yours that is sent `{conversation, nonce}` by POST and answers with the token as text. */
  "token-url": string | null | undefined;
  /**
   * Whether replies are taken. It becomes true with the first listener for `insert-reply` on the element; set it yourself where
   * you listen further up.
   */
  replies: boolean | undefined;

  addEventListener<K extends keyof ShopifyContextCardEventMap>(
    type: K,
    listener: (this: CardElement, event: ShopifyContextCardEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof ShopifyContextCardEventMap>(
    type: K,
    listener: (this: CardElement, event: ShopifyContextCardEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

/**
 * `<shopify-context-card>`: the Shopify context card in a page of yours. Importing the package defines the element; on a server
 * the import does nothing.
 */
export interface ShopifyContextCard extends CardElement {
  /** An address that your backend got for a ticket: the first card is then drawn before its own code has loaded. */
  "ticket-url": string | null | undefined;
}

/** Names that begin with `--scx-`, and their values. */
export type Theme = Readonly<Record<`--scx-${string}`, string>>;

/** What the host token has to be about. */
export interface TokenRequest {
  /** The conversation's id, as you gave it; undefined for the settings. */
  conversation: string | undefined;
  /** Goes into the token as it is. */
  nonce: string;
}

/** Resolves to the host token; to nothing where there is none. */
export type TokenCallback = (request: TokenRequest) => Promise<string | undefined> | string | undefined;

/** A reply for the conversation that is open. It is text, never HTML, and is never sent by itself. */
export interface InsertReply {
  readonly text: string;
  readonly mode: string;
  readonly format: string;
}

/** What the agent is told of in place of a card, or above it. It names nobody. */
export interface Problem {
  readonly code: string;
  /** Finds the occasion in the proxy's log; empty where nothing failed there. */
  readonly reference: string;
}

export interface ShopifyContextCardEventMap extends Omit<HTMLElementEventMap, "resize"> {
  /** The card has taken over. */
  ready: CustomEvent<null>;
  problem: CustomEvent<Problem>;
  /** The agent puts a reply into the composer. `preventDefault()` says that it was not taken. */
  "insert-reply": CustomEvent<InsertReply>;
  /** A link is opened; `preventDefault()` where you open it yourself. */
  "open-url": CustomEvent<{ readonly url: string }>;
  resize: Resize;
}

/** The card has another height. The element grows with it; `preventDefault()` keeps it as it is. */
export type Resize = CustomEvent<{ readonly height: number }>;

declare global {
  interface HTMLElementTagNameMap {
    "shopify-context-card": ShopifyContextCard;
  }
}
