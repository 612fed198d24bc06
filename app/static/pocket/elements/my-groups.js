/** `<my-groups>`: who runs each group, what was said of its counts, and leaving it. */

import { openJournal } from "../journal/open.js";
import { changed } from "../journal/suggested.js";
import { focusIfLost, pageHeading } from "./focus.js";
import { describe, filled, find, made, pageWord } from "./group-parts.js";
import { dayWords, longDay, otherProblemWords, sayInView, unlessLocked } from "./telling.js";

/** @typedef {import("../journal/groups-wire.js").Group} Group */

class MyGroups extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    this.start().catch((error) => this.tell(otherProblemWords(error)));
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    const { groups, onLock } = await openJournal();
    const show = () => this.show().catch((error) => this.tell(otherProblemWords(error)));
    const stops = [groups.onChange(show), onLock(show)];
    this.stopListening = () => stops.forEach((stop) => stop());
    await this.show();
  }

  async show() {
    const { account, groups, vault } = await openJournal();
    const held = vault.locked ? null : await groups.read().catch(unlessLocked);
    const user = await account.read();
    this.hidden = vault.locked;
    const shown = (!vault.locked && held?.groups) || [];
    find(this, "[data-groups]").replaceChildren(...shown.map((group) => this.groupOf(group)));
    find(this, "[data-none]").hidden = !user || shown.length > 0;
    find(this, "[data-no-account]").hidden = user !== null;
    find(this, "[data-view]").hidden = shown.length === 0;
    const heard = find(this, "[data-heard]");
    heard.hidden = !held?.heard;
    heard.textContent = filled(heard.dataset.words, { day: held?.heard ? dayWords(held.heard, new Date()) : "" });
    if (held && changed(held).length > 0) await groups.see();
  }

  /** @param {Group} group */
  groupOf(group) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    const section = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    find(section, "h2").textContent = group.name;
    find(section, "[data-ended]").hidden = !group.archived;
    describe(section, group);
    find(section, "[data-counted]").hidden = group.archived || !group.counted;
    find(section, "[data-not-counted]").hidden = group.archived || group.counted;
    find(section, "[data-nothing]").hidden = group.results.length > 0;
    find(section, "[data-results]").replaceChildren(...group.results.map((result) => this.resultOf(result)));
    const leave = find(section, "[data-do=leave]");
    leave.textContent = filled(leave.dataset.words, { group: group.name });
    leave.addEventListener("click", () => this.leave(group));
    return section;
  }

  /** In the words in which the facilitator has it. @param {import("../journal/groups-wire.js").Result} result */
  resultOf({ title, closed, band }) {
    const item = made("li", pageWord(this, "result", { title, day: closed && longDay(closed) }));
    const kind = ["fewer", "about", "most"].includes(band?.kind ?? "") ? band?.kind : "nothing";
    item.append(document.createElement("br"), pageWord(this, `result-${kind}`, { people: band?.people ?? "" }));
    return item;
  }

  /** One press, at once. @param {Group} group */
  async leave({ id, name }) {
    try {
      const heard = await (await openJournal()).groups.leave(id);
      focusIfLost(pageHeading());
      this.tell(pageWord(this, heard ? "left" : "left-here", { group: name }));
    } catch (error) {
      this.tell(otherProblemWords(error));
    }
  }

  /** @param {string} words */
  tell(words) {
    sayInView(find(this, "[data-said]"), words);
  }
}

customElements.define("my-groups", MyGroups);
