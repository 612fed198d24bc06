/** `<unlock-box>`: stands where words would be while the journal is locked. */

import { NotKept } from "../journal/database.js";
import { openJournal } from "../journal/open.js";
import { WrongSecret } from "../vault/lock.js";
import { word } from "../words.js";
import { focusIfLost, moveFocus, pageHeading } from "./focus.js";
import { lockProblem } from "./refusals.js";
import { say, sayInView, standBelow } from "./telling.js";

class UnlockBox extends HTMLElement {
  stopListening = () => {};
  busy = false;
  /** Stands where the box was: what is said once the journal is open. */
  note = document.createElement("p");

  connectedCallback() {
    this.note.className = "problem";
    this.note.setAttribute("role", "alert");
    this.addEventListener("click", (event) => {
      const act = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.do;
      if (act) this.unlock(act === "unlock-by-code");
    });
    this.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target instanceof HTMLInputElement) this.unlock(event.target.name === "code");
    });
    this.querySelector("[data-show]")?.addEventListener("change", (event) => {
      this.field("passphrase").type = /** @type {HTMLInputElement} */ (event.target).checked ? "text" : "password";
    });
    this.start().catch((error) => {
      if (!(error instanceof NotKept)) throw error;
    });
  }

  disconnectedCallback() {
    this.stopListening();
    this.note.remove();
  }

  async start() {
    const { vault, onLock } = await openJournal();
    const show = () => (this.hidden = !vault.locked);
    this.stopListening = onLock(() => {
      show();
      focusIfLost(this.querySelector("h2"));
    });
    show();
  }

  /** @param {boolean} byCode */
  async unlock(byCode) {
    if (this.busy) return;
    const { value } = this.field(byCode ? "code" : "passphrase");
    this.busy = true;
    standBelow(this.problem, /** @type {HTMLElement} */ (this.querySelector(`[data-do="unlock${byCode ? "-by-code" : ""}"]`)));
    this.tell(word("unlocking"), false);
    say(this.note, "");
    try {
      const journal = await openJournal();
      const stayed = await journal.unlock(byCode ? { code: value } : { passphrase: value });
      if (stayed) this.after(this.note);
      if (stayed) say(this.note, word("stayed-sealed", { count: stayed }));
      this.tell("");
      for (const name of ["code", "passphrase"]) this.field(name).value = "";
      moveFocus(this.closest("section")?.querySelector("h2"), pageHeading());
    } catch (error) {
      this.tell(await this.problemWords(error, byCode));
    } finally {
      this.busy = false;
    }
  }

  /**
   * What does not open this device may open the backup: a passphrase that was chosen on another one, or a
   * recovery code, which a device that signed in does not know. @param {unknown} error @param {boolean} byCode
   */
  async problemWords(error, byCode) {
    const elsewhere = error instanceof WrongSecret && (await (await openJournal()).account.read());
    return elsewhere ? word("wrong-here") : lockProblem(error, byCode);
  }

  /** @param {string} words @param {boolean} [isProblem] what goes well stands in no frame of alarm */
  tell(words, isProblem = true) {
    this.problem.classList.toggle("problem", isProblem);
    sayInView(this.problem, words);
  }

  get problem() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-refused]"));
  }

  /** @param {string} name @returns {HTMLInputElement} */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name="${name}"]`));
  }
}

customElements.define("unlock-box", UnlockBox);
