/** `<lock-settings>`: set, change and remove the lock of this device's journal. */

import { LockNeeded, openJournal } from "../journal/open.js";
import { Refused, Unreachable } from "../journal/sync.js";
import { randomBytes } from "../vault/bytes.js";
import { normalised, suggestion, UnfitPassphrase } from "../vault/passphrase.js";
import { WORDS } from "../vault/words.js";
import { word } from "../words.js";
import { focusIfLost, pageHeading } from "./focus.js";
import { otherProblemWords, sayInView, standBelow } from "./telling.js";
import { lockProblem } from "./unlock-box.js";

const WAYS_IN = /** @type {const} */ (["passphrase", "code"]);

class LockSettings extends HTMLElement {
  stopListening = () => {};
  busy = false;

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
    this.section("none").hidden = vault.hasLock;
    this.section("open").hidden = !vault.hasLock || vault.locked || !this.section("write-down").hidden;
    if (vault.locked) this.clear();
    if (!vault.hasLock && !this.field("new").value) this.suggest();
  }

  /** The lock has fallen: neither a code nor a passphrase stays on the screen. */
  clear() {
    const { textContent: code } = this.wayIn("code");
    this.hideWaysIn();
    if (code) this.tell(word("code-hidden"));
    for (const name of ["new", "next", "current"]) this.field(name).value = "";
  }

  suggest() {
    this.field("new").value = suggestion(WORDS, randomBytes);
  }

  /** @param {HTMLElement} button */
  async act(button) {
    const { do: act = "" } = button.dataset;
    if (act === "suggest") return this.suggest();
    if (act === "written-down") return this.writtenDown();
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
      this.showWaysIn({ passphrase, code: await journal.setLock(passphrase) });
      this.field("new").value = "";
      return ""; // what is to be written down speaks first
    }
    if (act === "change") {
      const passphrase = this.field("next").value;
      normalised(passphrase);
      await journal.changePassphrase(secret, passphrase);
      this.showWaysIn({ passphrase });
    } else if (act === "new-code") this.showWaysIn({ code: await journal.replaceCode(secret) });
    else if (act === "remove") await journal.removeLock(secret);
    for (const name of ["next", "current"]) this.field(name).value = "";
    return word(`lock-${act}`);
  }

  /** The passphrase, or the recovery code where that was typed. @returns {import("../vault/lock.js").Secret} */
  secret() {
    return { either: this.field("current").value };
  }

  /**
   * Shown once; they are nowhere on this device in a form that can be read. Nothing else can be set
   * until they are written down.
   * @param {{passphrase?: string, code?: string}} ways
   */
  showWaysIn(ways) {
    if (this.journal?.vault.locked) return; // it fell while they were made: others are made in their place
    for (const name of WAYS_IN) this.wayIn(name).textContent = ways[name] ?? "";
    for (const name of WAYS_IN) this.section(name).hidden = !ways[name];
    this.section("write-down").hidden = false;
    this.show();
    this.section("write-down").querySelector("h2")?.focus();
  }

  hideWaysIn() {
    this.section("write-down").hidden = true;
    for (const name of WAYS_IN) this.wayIn(name).textContent = "";
  }

  writtenDown() {
    const isNew = WAYS_IN.every((name) => this.wayIn(name).textContent);
    this.hideWaysIn();
    this.show();
    pageHeading()?.focus();
    this.tell(isNew ? word("lock-set") : "");
  }

  /** @param {"passphrase" | "code"} name */
  wayIn(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-${name}]`));
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
  if (error instanceof LockNeeded) return word("lock-needed");
  if (error instanceof Unreachable || error instanceof Refused) return word("lock-unreachable");
  return lockProblem(error, false);
}

customElements.define("lock-settings", LockSettings);
