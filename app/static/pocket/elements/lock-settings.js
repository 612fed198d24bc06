/** `<lock-settings>`: set, change and remove the lock of this device's journal. */

import { openJournal } from "../journal/open.js";
import { randomBytes } from "../vault/bytes.js";
import { normalised, suggestion, UnfitPassphrase } from "../vault/passphrase.js";
import { WORDS } from "../vault/words.js";
import { word } from "../words.js";
import { otherProblemWords, say } from "./telling.js";
import { lockProblem } from "./unlock-box.js";

class LockSettings extends HTMLElement {
  stopListening = () => {};
  busy = false;

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const act = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.do;
      if (act) this.act(act);
    });
    this.addEventListener("change", (event) => this.changed(/** @type {HTMLInputElement} */ (event.target)).catch((error) => this.tell(otherProblemWords(error))));
    this.start().catch((error) => this.tell(otherProblemWords(error)));
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    this.journal = await openJournal();
    this.stopListening = this.journal.onLock(() => this.show());
    const { idle, hidden } = await this.journal.patience();
    this.choose("idle", idle);
    this.choose("hidden", hidden);
    this.show();
  }

  show() {
    if (!this.journal) return;
    const { vault } = this.journal;
    if (vault.locked) this.clear();
    this.section("none").hidden = vault.hasLock;
    this.section("open").hidden = !vault.hasLock || vault.locked;
    if (!vault.hasLock && !this.field("new").value) this.suggest();
  }

  /** The lock has fallen: neither a code nor a passphrase stays on the screen. */
  clear() {
    if (!this.section("code").hidden) this.tell(word("code-hidden"));
    this.section("code").hidden = true;
    /** @type {HTMLElement} */ (this.querySelector("[data-code]")).textContent = "";
    for (const name of ["new", "next", "current"]) this.field(name).value = "";
  }

  suggest() {
    this.field("new").value = suggestion(WORDS, randomBytes);
  }

  /** @param {string} act */
  async act(act) {
    if (act === "suggest") return this.suggest();
    if (act === "code-kept") return this.codeKept();
    if (act === "suggest-next") {
      this.field("next").value = suggestion(WORDS, randomBytes);
      return;
    }
    if (this.busy) return;
    this.busy = true;
    this.tell(word("working"));
    try {
      this.tell(await this.change(act));
    } catch (error) {
      this.tell(settingProblem(error));
    } finally {
      this.busy = false;
    }
  }

  /** @param {string} act @returns {Promise<string>} what to say */
  async change(act) {
    const journal = this.journal ?? (await openJournal());
    const secret = this.secret();
    if (act === "set") {
      const passphrase = this.field("new").value;
      normalised(passphrase);
      this.showCode(await journal.setLock(passphrase));
      this.field("new").value = "";
      return ""; // the code speaks first
    }
    if (act === "change") {
      normalised(this.field("next").value);
      await journal.changePassphrase(secret, this.field("next").value);
    } else if (act === "new-code") this.showCode(await journal.replaceCode(secret));
    else if (act === "remove") await journal.removeLock(secret);
    for (const name of ["next", "current"]) this.field(name).value = "";
    return word(`lock-${act}`);
  }

  /** The passphrase, or the recovery code where that was typed. @returns {import("../vault/lock.js").Secret} */
  secret() {
    return { either: this.field("current").value };
  }

  /** Shown once; it is nowhere on this device in a form that can be read. @param {string} code */
  showCode(code) {
    if (this.journal?.vault.locked) return; // it fell while the code was made: another is made in its place
    this.section("code").hidden = false;
    /** @type {HTMLElement} */ (this.querySelector("[data-code]")).textContent = code;
    this.section("code").querySelector("h2")?.focus();
  }

  codeKept() {
    this.section("code").hidden = true;
    /** @type {HTMLElement} */ (this.querySelector("[data-code]")).textContent = "";
    this.tell(word("lock-set"));
    document.querySelector("h1")?.focus();
  }

  /** @param {HTMLInputElement} input */
  async changed({ name, value }) {
    if (name !== "idle" && name !== "hidden") return;
    await this.journal?.setPatience({ [name]: Number(value) });
    this.tell(word("saved"));
  }

  /** @param {string} name @param {number} value */
  choose(name, value) {
    const input = /** @type {HTMLInputElement | null} */ (this.querySelector(`[name="${name}"][value="${value}"]`));
    if (input) input.checked = true;
  }

  /** @param {string} words */
  tell(words) {
    say(/** @type {HTMLElement} */ (this.querySelector("[data-said]")), words);
  }

  /** @param {string} name @returns {HTMLElement} */
  section(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part="${name}"]`));
  }

  /** @param {string} name @returns {HTMLInputElement} */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name="${name}"]`));
  }
}

/** @param {unknown} error */
function settingProblem(error) {
  if (error instanceof UnfitPassphrase) return word(`passphrase-${error.which}`);
  return lockProblem(error, false);
}

customElements.define("lock-settings", LockSettings);
