// The element of either loader, for `name`, its attributes `names`, and `start`, which puts a card into it.
customElements.define(name, class extends HTMLElement {
  static observedAttributes = names;
  constructor() {
    super().attachShadow({ mode: 'open' });
    // Attributes and properties are one, whatever was set first, even before the element was known.
    for (const key of names) {
      let now = this[key];
      Object.defineProperty(this, key, {
        get: () => now,
        set: value => now !== (now = value) && this.card?.[key]?.()
      });
    }
  }
  connectedCallback() {
    this.card = start(this);
  }
  disconnectedCallback() {
    this.card = this.card.stop();
  }
  attributeChangedCallback(key, before, value) {
    this[key] = value;
  }
  // Who listens for replies gets them; without a listener, the card offers to copy.
  addEventListener(type, ...rest) {
    this.replies ||= type == 'insert-reply';
    super.addEventListener(type, ...rest);
  }
});
