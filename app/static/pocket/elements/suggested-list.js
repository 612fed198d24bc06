/** `<suggested-list>`: modules that are suggested now; where the page has room for them, earlier ones too. */

import { openJournal } from "../journal/open.js";
import { listed } from "../journal/suggested.js";
import { boost } from "./boosted.js";
import { find, made, suggestedBy } from "./group-parts.js";
import { today, unlessLocked, unlessNotKept } from "./telling.js";

export const MONTHS = 3; // of practice that are looked at: suggestions are weeks long

const MOST = 3; // on Today, which is no list of things to do; the others are on the page of modules

/** @typedef {import("../journal/suggested.js").Assignment} Assignment */

class SuggestedList extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    this.start().catch(unlessNotKept);
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    const { groups, onLock } = await openJournal();
    const show = () => this.show().catch(unlessNotKept);
    const stops = [groups.onChange(show), onLock(show)];
    this.stopListening = () => stops.forEach((stop) => stop());
    await this.show();
  }

  /** Hidden while locked, as all that says something about a person is. */
  async show() {
    const { groups, store, vault } = await openJournal();
    const held = vault.locked ? null : await groups.read().catch(unlessLocked);
    const practised = held?.assignments.length ? ((await store.practisedAt(MONTHS).catch(unlessLocked)) ?? []) : [];
    const { now, earlier } = held && !vault.locked ? listed(held, today(), practised) : { now: [], earlier: [] };
    const all = this.querySelector("[data-earlier]") !== null;
    this.fill("[data-now]", all ? now : now.slice(0, MOST));
    if (all) this.fill("[data-earlier]", earlier);
  }

  /** @param {string} selector @param {Assignment[]} assignments */
  fill(selector, assignments) {
    const section = find(this, selector);
    find(section, "ul").replaceChildren(...assignments.map((each) => this.itemOf(each)));
    section.hidden = assignments.length === 0;
    boost(section);
  }

  /** @param {Assignment} assignment */
  itemOf(assignment) {
    const [item, link, words] = ["li", "a", "span"].map((tag) => document.createElement(tag));
    /** @type {HTMLAnchorElement} */ (link).href = `/modules/suggested#${encodeURIComponent(assignment.id)}`;
    const by = made("span", suggestedBy(this.dataset, assignment));
    by.className = "fine";
    words.append(made("strong", assignment.module.title), " ", by);
    link.append(words);
    item.append(link);
    return item;
  }
}

customElements.define("suggested-list", SuggestedList);
