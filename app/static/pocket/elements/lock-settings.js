/** `<lock-settings>`: set, change and remove the lock of this device's journal. */

import { Unsettled } from "../journal/account-errors.js";
import { LockChanged } from "../journal/locking.js";
import { LockNeeded, openJournal } from "../journal/open.js";
import { Unreachable } from "../journal/sync.js";
import { randomBytes } from "../vault/bytes.js";
import { suggestion } from "../vault/passphrase.js";
import { WORDS } from "../vault/words.js";
import { word } from "../words.js";
import { focusIfLost, pageHeading } from "./focus.js";
import { backupProblem, fitPassphrase, Unusable } from "./refusals.js";
import { otherProblemWords, sayInView, standBelow } from "./telling.js";

const WAYS_IN = /** @type {const} */ (["passphrase", "code"]);

class LockSettings extends HTMLElement {
  stopListening = () => {};
  busy = false;
  /** The lock that is to be, until its passphrase and its code are on paper. @type {import("../journal/locking.js").Ready | null} */
  ready = null;

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button) this.act(button);
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
    this.section("none").hidden = vault.hasLock || !this.section("write-down").hidden;
    this.section("open").hidden = !vault.hasLock || vault.locked || !this.section("write-down").hidden;
    if (vault.locked) this.clear();
    if (!vault.hasLock && !this.field("new").value) this.suggest();
  }

  /** The lock has fallen: neither a code nor a passphrase stays on the screen. */
  clear() {
    const [passphrase, code] = WAYS_IN.map((name) => this.wayIn(name).textContent);
    const never = this.ready;
    this.hideWaysIn();
    if (never) this.tell(word("lock-changed")); // another tab has set a lock, and it fell
    else if (code || passphrase) this.tell(word(code ? "code-hidden" : "passphrase-hidden"));
    for (const name of ["new", "next", "current"]) this.field(name).value = "";
  }

  suggest() {
    this.field("new").value = suggestion(WORDS, randomBytes);
  }

  /** @param {HTMLElement} button */
  async act(button) {
    const { do: act = "" } = button.dataset;
    if (act === "suggest") return this.suggest();
    if (act === "suggest-next") {
      this.field("next").value = suggestion(WORDS, randomBytes);
      return;
    }
    if (this.busy) return;
    this.busy = true;
    this.tell("");
    await standBelow(this.said, button);
    this.tell(word("working"));
    try {
      const words = await this.change(act);
      focusIfLost(pageHeading());
      this.tell(words);
    } catch (error) {
      if (error instanceof Unsettled && error.code) this.showWaysIn({ code: error.code });
      if (error instanceof LockChanged) {
        this.hideWaysIn();
        this.show();
        focusIfLost(pageHeading());
      }
      this.tell(settingProblem(error));
    } finally {
      this.busy = false;
    }
  }

  /** @param {string} act @returns {Promise<string>} what to say */
  async change(act) {
    const journal = this.journal ?? (await openJournal());
    if (act === "written-down") return this.writtenDown();
    if (act === "set") {
      const passphrase = fitPassphrase(this.field("new").value);
      this.ready = await journal.prepareLock(passphrase);
      this.showWaysIn({ passphrase, code: this.ready.code });
      this.field("new").value = "";
      return ""; // what is to be written down speaks first
    }
    const secret = this.secret();
    if (act === "change") {
      const passphrase = fitPassphrase(this.field("next").value);
      await journal.changePassphrase(secret, passphrase);
      if (!this.showWaysIn({ passphrase })) return word("passphrase-hidden");
    } else if (act === "new-code") {
      if (!this.showWaysIn({ code: await journal.replaceCode(secret) })) return word("code-hidden");
    } else if (act === "remove") await journal.removeLock(secret);
    for (const name of ["next", "current"]) this.field(name).value = "";
    return word(`lock-${act}`);
  }

  /** The passphrase, or the recovery code where that was typed. @returns {import("../vault/lock.js").Secret} */
  secret() {
    const either = this.field("current").value;
    if (!either.trim()) throw new Unusable(word("lock-current-empty"));
    return { either };
  }

  /**
   * Shown once; they are nowhere on this device in a form that can be read. Nothing else can be set
   * until they are written down.
   * @param {{passphrase?: string, code?: string}} ways
   * @returns {boolean} false where the lock fell while they were made: others are to be made in their place
   */
  showWaysIn(ways) {
    if (this.journal?.vault.locked) return false;
    for (const name of WAYS_IN) this.wayIn(name).textContent = ways[name] ?? "";
    for (const name of WAYS_IN) this.section(name).hidden = !ways[name];
    this.section("write-down").hidden = false;
    this.show();
    this.find("[data-when-written]").hidden = !this.ready;
    this.section("write-down").querySelector("h2")?.focus();
    return true;
  }

  hideWaysIn() {
    this.ready = null;
    this.section("write-down").hidden = true;
    for (const name of WAYS_IN) this.wayIn(name).textContent = "";
  }

  /** A new lock stands from here on: before, a tab that closes must not leave one that nobody can open. @returns {Promise<string>} what to say */
  async writtenDown() {
    const { ready } = this;
    await ready?.stand();
    this.hideWaysIn();
    this.show();
    pageHeading()?.focus();
    return ready ? word("lock-set") : "";
  }

  /** @param {"passphrase" | "code"} name */
  wayIn(name) {
    return this.find(`[data-${name}]`);
  }

  /** @param {HTMLInputElement} input */
  async changed(input) {
    const { name, value } = input;
    if (name !== "idle" && name !== "hidden") return;
    this.tell("");
    await standBelow(this.said, input.closest("fieldset") ?? input);
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
    sayInView(this.said, words);
  }

  get said() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-said]"));
  }

  /** @param {string} name @returns {HTMLElement} */
  section(name) {
    return this.find(`[data-part="${name}"]`);
  }

  /** @param {string} selector @returns {HTMLElement} */
  find(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /** @param {string} name @returns {HTMLInputElement} */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name="${name}"]`));
  }
}

/** @param {unknown} error */
function settingProblem(error) {
  if (error instanceof LockNeeded) return word("lock-needed");
  if (error instanceof Unreachable && !(error instanceof Unsettled)) return word("lock-unreachable");
  return backupProblem(error);
}

customElements.define("lock-settings", LockSettings);
