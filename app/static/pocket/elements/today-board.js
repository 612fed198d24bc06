/** `<today-board>`: what was begun and not finished, what is at hand or put aside, and what was used last. */

import { NotKept } from "../journal/database.js";
import { openJournal } from "../journal/open.js";
import { NONE, withAllBack } from "../journal/ways.js";
import { Locked } from "../vault/vault.js";
import { word } from "../words.js";
import { boost } from "./boosted.js";
import { moveFocus } from "./focus.js";

const MOST = 2; // links to carry on: the others wait where they were begun

class TodayBoard extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    this.querySelector('[data-do="bring-back"]')?.addEventListener("click", () => this.bringBack().catch(unlessNothing));
    this.start().catch(unlessNothing);
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    const { onLock } = await openJournal();
    this.stopListening = onLock(() => this.fill().catch(unlessNothing));
    await this.fill();
  }

  async fill() {
    const { drafts, store, vault, ways } = await openJournal();
    // What was begun, and what was used last, is hidden while locked; so is that there is anything.
    const found = vault.locked ? null : await Promise.all([drafts.offered(Date.now()), store.practisedLately().catch(() => []), ways.read()]);
    // The lock may fall while they open.
    const [open, lately, { atHand, aside }] = found && !vault.locked ? found : [[], [], NONE];
    const begun = newestOfEach(open.filter(({ of, body }) => of.startsWith("exercise:") && body.slug)).slice(0, MOST);
    const links = begun.map(({ body }) => listed(link(body.slug, word("carry-on-with", { title: body.title }))));
    const carryOn = /** @type {HTMLElement} */ (this.querySelector("[data-carry-on]"));
    carryOn.querySelector("ul")?.replaceChildren(...links);
    carryOn.hidden = links.length === 0;
    boost(carryOn);
    this.showLast(lately[0] ?? null);
    this.showAtHand(atHand);
    this.showAside(aside);
  }

  /** @param {string[]} ids of exercises that are listed on this page */
  showAtHand(ids) {
    const place = /** @type {HTMLElement} */ (this.querySelector("[data-at-hand]"));
    const known = ids.map(named).filter((each) => each !== null);
    place.querySelector("ul")?.replaceChildren(...known.map(({ slug, title }) => listed(link(slug, title))));
    place.hidden = known.length === 0;
    boost(place);
  }

  /** @param {string[]} groups that left somebody worse twice running */
  showAside(groups) {
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("main [data-group]"))) item.hidden = groups.includes(item.dataset.group ?? "");
    /** @type {HTMLElement} */ (this.querySelector("[data-aside]")).hidden = groups.length === 0;
  }

  async bringBack() {
    await (await openJournal()).ways.change(withAllBack);
    await this.fill();
    moveFocus(document.querySelector("h1"));
  }

  /** @param {string | null} id of an exercise that is listed on this page */
  showLast(id) {
    const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-last-used]"));
    const known = named(id ?? "");
    if (place) place.hidden = !known;
    if (!place || !known) return place?.replaceChildren();
    place.replaceChildren(link(known.slug, word("last-used", { title: known.title })));
    place.hidden = false;
    boost(place);
  }
}

/** As this page lists it, or null. @param {string} id of an exercise */
function named(id) {
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector(`main [data-exercise="${CSS.escape(id)}"] a`));
  return link && { slug: link.pathname.split("/").at(-1) ?? "", title: link.querySelector("strong")?.textContent ?? "" };
}

/** One exercise may have been begun in two tabs. @param {import("../journal/drafts.js").Draft[]} drafts newest first */
const newestOfEach = (drafts) => drafts.filter((draft, at) => drafts.findIndex(({ of }) => of === draft.of) === at);

/** Where nothing can be kept, or the lock has fallen, there is nothing to carry on with; the exercises say so. @param {unknown} error */
function unlessNothing(error) {
  if (!(error instanceof NotKept || error instanceof Locked)) throw error;
}

/** @param {string} slug @param {string} words */
function link(slug, words) {
  const made = document.createElement("a");
  made.href = `/exercises/${encodeURIComponent(slug)}`;
  made.textContent = words;
  made.className = "button button-line";
  return made;
}

/** @param {HTMLElement} content */
function listed(content) {
  const item = document.createElement("li");
  item.append(content);
  return item;
}

customElements.define("today-board", TodayBoard);
