/** `<update-banner>`: a newer version is offered, and taken only when nothing is under way. */

import { onUpdate, takeUpdate } from "../service.js";

let later = false;

class UpdateBanner extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    this.querySelector("[data-take]")?.addEventListener("click", () => this.take());
    this.querySelector("[data-later]")?.addEventListener("click", () => this.wait());
    this.stopListening = onUpdate((waits) => (this.hidden = later || !waits));
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async take() {
    const taken = await takeUpdate();
    /** @type {HTMLElement} */ (this.querySelector("[data-busy]")).hidden = taken;
  }

  wait() {
    later = true;
    this.hidden = true;
  }
}

customElements.define("update-banner", UpdateBanner);
