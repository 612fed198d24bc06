/** `<journal-copy>`: what a person takes out, brings in, or wipes. */

import { bringIn, NotOurFile } from "../journal/file.js";
import { isBackup, MOST_TEXT } from "../journal/backup.js";
import { openJournal } from "../journal/open.js";
import { beBusy } from "../service.js";
import { UnfitPassphrase } from "../vault/passphrase.js";
import { word } from "../words.js";
import { focusIfLost } from "./focus.js";
import { giveBackup, giveData, giveReadable, giveText, layOutForPrint } from "./carrying.js";
import { sayInView, standBelow } from "./telling.js";
import { lockProblem } from "./refusals.js";

const SURE = "DELETE"; // what is typed to wipe

class JournalCopy extends HTMLElement {
  stopListening = () => {};
  busy = false;
  /** @type {string | null} a backup file that waits for its passphrase */
  waiting = null;

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button) this.alone(button, () => this.carry(button.dataset.do ?? ""));
    });
    this.chooser.addEventListener("change", () => {
      this.find("[data-ask]").hidden = true; // it was about another file
      this.alone(this.chooser, () => this.choose(this.chooser));
    });
    this.start().catch((error) => this.tell(problem(error)));
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    this.journal = await openJournal();
    const show = () => this.show();
    this.stopListening = this.journal.onLock(show);
    show();
  }

  show() {
    const { locked, hasLock } = this.journal?.vault ?? {};
    this.find("[data-open]").hidden = Boolean(locked);
    this.find("[data-own-passphrase]").hidden = Boolean(hasLock);
    this.find("[data-lock-passphrase]").hidden = !hasLock;
    this.find("[data-print]").replaceChildren();
    this.waiting = null;
    this.find("[data-ask]").hidden = true;
    if (locked) for (const name of ["backup-passphrase", "file-passphrase"]) this.field(name).value = "";
  }

  /** One thing at a time, and no update in the middle of it. @param {HTMLElement} pressed @param {() => Promise<unknown>} work */
  async alone(pressed, work) {
    if (this.busy) return;
    this.busy = true;
    const done = beBusy();
    this.tell("");
    try {
      await standBelow(this.said, pressed);
      await work();
    } catch (error) {
      this.tell(problem(error));
    } finally {
      this.find("[data-how-far]").textContent = "";
      this.busy = false;
      done();
    }
  }

  /** @param {string} act */
  async carry(act) {
    const journal = this.journal ?? (await openJournal());
    if (act === "readable") await giveReadable(journal);
    else if (act === "text") await giveText(journal);
    else if (act === "data") await giveData(journal);
    else if (act === "backup") {
      this.tell(word("working"));
      await giveBackup(journal, this.field("backup-passphrase").value);
      this.field("backup-passphrase").value = "";
      this.tell(word(journal.vault.hasLock ? "backup-made-locked" : "backup-made"));
    } else if (act === "print") await layOutForPrint(journal, this.find("[data-print]"));
    else if (act === "bring") await this.bringBackup();
    else if (act === "wipe") await this.wipe();
  }

  /** @param {HTMLInputElement} input */
  async choose(input) {
    const file = input.files?.[0];
    if (!file || !this.journal) return;
    try {
      if (file.size > MOST_TEXT) throw new NotOurFile("too-large"); // before it is read
      this.tell(word("bringing-in"));
      const text = await file.text();
      this.waiting = isBackup(text) ? text : null;
      this.find("[data-ask]").hidden = !this.waiting;
      if (this.waiting) {
        this.tell("");
        this.field("file-passphrase").focus();
      } else this.brought(await bringIn(this.journal.store, text, (sealed, of) => this.showHowFar(sealed, of)));
    } finally {
      input.value = ""; // so that the same file can be chosen again
    }
  }

  async bringBackup() {
    if (!this.waiting || !this.journal) return;
    this.tell(word("bringing-in"));
    const { count, unreadable } = await this.journal.bringBackup(this.waiting, this.field("file-passphrase").value, (sealed, of) => this.showHowFar(sealed, of));
    this.field("file-passphrase").value = "";
    this.show();
    focusIfLost(this.find("#bring-title"));
    this.brought(count, unreadable);
  }

  /** To be looked at: read out each time, it would drown the rest. @param {number} sealed @param {number} of */
  showHowFar(sealed, of) {
    const [count, all] = [sealed, of].map((number) => number.toLocaleString(document.documentElement.lang));
    this.said.after(this.find("[data-how-far]"));
    this.find("[data-how-far]").textContent = word("how-far", { count, all });
  }

  /** @param {number} count @param {number} [unreadable] */
  brought(count, unreadable = 0) {
    const came = word(count ? (count === 1 ? "brought-one" : "brought-in") : "brought-none", { count });
    this.tell(unreadable ? `${came} ${word("brought-unreadable", { count: unreadable })}` : came);
  }

  async wipe() {
    if (this.field("sure").value.trim() !== SURE) return this.tell(word("wipe-type"));
    await this.journal?.wipe();
    location.replace("/#main"); // where reading begins
  }

  /** @param {string} words */
  tell(words) {
    sayInView(this.said, words);
  }

  get said() {
    return this.find("[data-said]");
  }

  get chooser() {
    return /** @type {HTMLInputElement} */ (this.find("#bring-in"));
  }

  /** @param {string} selector */
  find(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name="${name}"]`));
  }
}

/** @param {unknown} error */
function problem(error) {
  if (error instanceof UnfitPassphrase) return word(error.which === "long" ? "passphrase-long" : "passphrase-short");
  if (!(error instanceof NotOurFile)) return lockProblem(error, false);
  if (error.why === "newer") return word("problem-file-newer");
  if (error.why === "too-large" && !error.where) return word("problem-file-large");
  return error.where ? word("problem-file-at", { count: error.where }) : word("problem-file");
}

customElements.define("journal-copy", JournalCopy);
