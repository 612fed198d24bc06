/**
 * `<practice-ways>` on an exercise's page: keeps it at hand on Today, says once what quiet exercises
 * can do, and says where exercises like this are put aside.
 * @module
 */

import { openJournal } from "../journal/open.js";
import { withAllBack, withAtHand } from "../journal/ways.js";
import { problemWords, say, unlessNothing } from "./telling.js";

class PracticeWays extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const act = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.ways;
      if (act) this.act(act).catch((error) => this.tell(error));
    });
    this.start().catch(unlessNothing);
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    const { onLock } = await openJournal();
    this.stopListening = onLock(() => this.show().catch(unlessNothing));
    await this.show();
  }

  async show() {
    const { ways, choice, vault } = await openJournal();
    const once = this.found("once");
    if (once) once.hidden = await choice("quiet-notice-read");
    const here = vault.locked ? null : await ways.read();
    if (vault.locked) return this.hide();
    const { id = "", group = "" } = this.dataset;
    const button = /** @type {HTMLElement} */ (this.found("at-hand"));
    button.hidden = false;
    button.ariaPressed = String(here?.atHand.includes(id) ?? false);
    /** @type {HTMLElement} */ (this.found("aside")).hidden = !here?.aside.includes(group);
  }

  /** Nothing is said of them while the journal is locked. */
  hide() {
    for (const name of ["at-hand", "aside"]) /** @type {HTMLElement} */ (this.found(name)).hidden = true;
  }

  /** @param {string} act */
  async act(act) {
    const { ways, choose } = await openJournal();
    const { id = "" } = this.dataset;
    if (act === "read") await choose("quiet-notice-read", true);
    else if (act === "bring-back") await ways.change(withAllBack);
    else await ways.change((before) => withAtHand(before, id, this.found("at-hand")?.ariaPressed !== "true"));
    await this.show();
  }

  /** @param {unknown} error */
  tell(error) {
    const problem = document.querySelector("exercise-player [data-problem]");
    if (problem) say(/** @type {HTMLElement} */ (problem), problemWords(error));
  }

  /** @param {string} name @returns {HTMLElement | null} */
  found(name) {
    return this.querySelector(`[data-ways-part="${name}"]`);
  }
}

customElements.define("practice-ways", PracticeWays);
