/** `<lock-button>`: one tap locks the journal, or covers the screen where there is no lock. */

import { NotKept } from "../journal/database.js";
import { openJournal } from "../journal/open.js";
import { focusIfLost, lockedHeading } from "./focus.js";

class LockButton extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    const [lock, cover] = this.querySelectorAll("button");
    const sheet = /** @type {HTMLDialogElement} */ (document.getElementById("cover"));
    lock.addEventListener("click", () => openJournal().then((journal) => journal.lock()));
    cover.addEventListener("click", () => sheet.showModal());
    sheet.querySelector("button")?.addEventListener("click", () => sheet.close());
    this.start(lock, cover).catch((error) => {
      if (!(error instanceof NotKept)) throw error;
      cover.hidden = false; // what is on the screen can be covered, kept or not
    });
  }

  disconnectedCallback() {
    this.stopListening();
  }

  /** @param {HTMLButtonElement} lock @param {HTMLButtonElement} cover */
  async start(lock, cover) {
    const { vault, onLock } = await openJournal();
    const show = () => {
      lock.hidden = !vault.hasLock || vault.locked;
      cover.hidden = vault.hasLock;
      if (vault.locked) focusIfLost(lockedHeading());
    };
    this.stopListening = onLock(show);
    show();
  }
}

customElements.define("lock-button", LockButton);
