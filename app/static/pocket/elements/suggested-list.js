/** `<suggested-list>`: modules that are suggested now; where the page has room for them, earlier ones too. */

import { openJournal } from "../journal/open.js";
import { changed, listed } from "../journal/suggested.js";
import { boost } from "./boosted.js";
import { filled, find, made, nameOfGroup, suggestedBy } from "./group-parts.js";
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
    this.showNews(held && !vault.locked ? changed(held) : []);
    const groupOf = nameOfGroup(held);
    const all = this.querySelector("[data-earlier]") !== null;
    this.fill("[data-now]", all ? now : now.slice(0, MOST), groupOf);
    if (all) this.fill("[data-earlier]", earlier, groupOf);
  }

  /** Until it was looked at. @param {import("../journal/groups-wire.js").Group[]} groups that somebody else runs, or is to run */
  showNews(groups) {
    const news = find(this, "[data-news]");
    news.hidden = groups.length === 0;
    const words = find(news, "p");
    words.textContent = groups.length === 1 ? filled(words.dataset.one, { group: groups[0].name }) : (words.dataset.several ?? "");
  }

  /** @param {string} selector @param {Assignment[]} assignments @param {(assignment: Assignment) => string | null} groupOf */
  fill(selector, assignments, groupOf) {
    const section = find(this, selector);
    find(section, "ul").replaceChildren(...assignments.map((each) => this.itemOf(each, groupOf(each))));
    section.hidden = assignments.length === 0;
    boost(section);
  }

  /** @param {Assignment} assignment @param {string | null} group */
  itemOf(assignment, group) {
    const [item, link, words] = ["li", "a", "span"].map((tag) => document.createElement(tag));
    /** @type {HTMLAnchorElement} */ (link).href = `/modules/suggested#${encodeURIComponent(assignment.id)}`;
    const by = made("span", suggestedBy(this.dataset, assignment, group));
    by.className = "fine";
    words.append(made("strong", assignment.module.title), " ", by);
    link.append(words);
    item.append(link);
    return item;
  }
}

customElements.define("suggested-list", SuggestedList);
