/** `<message-to-send>`: words of one's own to send to somebody. The person sends them; we do not. */

import { openJournal } from "../journal/open.js";
import { noteBeside } from "./identifier-note.js";
import { copy, share } from "./sharing.js";

class MessageToSend extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    this.addEventListener("laid-out", () => this.note());
    this.note();
    this.addEventListener("click", (event) => {
      const by = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.send;
      const told = /** @type {HTMLElement} */ (this.querySelector("[data-told]"));
      if (by) (by === "share" ? share : copy)(this.area.value, told);
    });
    openJournal().then(
      ({ onLock, vault }) => (this.stopListening = onLock(() => vault.locked && this.clear())),
      () => {}, // nothing is kept here; a message can be sent all the same
    );
  }

  disconnectedCallback() {
    this.stopListening();
  }

  note() {
    noteBeside(this.area, this.area.value);
  }

  clear() {
    this.area.value = "";
    this.note();
  }

  get area() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }
}

customElements.define("message-to-send", MessageToSend);
