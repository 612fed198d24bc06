/** `<journal-cards>`: the cards that are kept, whole, each with the way to change it. */

import { cardsOf } from "../journal/cards.js";
import { firstWords, lines } from "../journal/entry.js";
import { openJournal } from "../journal/open.js";
import { word } from "../words.js";
import { boost } from "./boosted.js";
import { element, linesList, oneByOne } from "./lines.js";
import { dayWords, otherProblemWords, say, unlessLocked } from "./telling.js";

/** @param {number} count */
const scaled = (count) => word("scale-of-five", { count });

class JournalCards extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    this.start().catch((error) => this.tell(error));
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    this.journal = await openJournal();
    const { onChange, onLock } = this.journal;
    const fill = () => this.fill().catch((error) => this.tell(error));
    const stops = [onChange(fill), onLock(fill)];
    this.stopListening = () => stops.forEach((stop) => stop());
    await this.fill();
  }

  async fill() {
    if (!this.journal) return;
    const { shelf, vault } = this.journal;
    const loaded = vault.locked ? null : await shelf.load().catch(unlessLocked);
    const all = loaded && !vault.locked ? loaded.index.all() : []; // the lock may fall while it opens
    for (const section of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-cards]"))) {
      layOut(section, cardsOf(all, section.dataset.cards ?? ""));
    }
    this.find("[data-open]").hidden = vault.locked;
    boost(this);
  }

  /** @param {unknown} error */
  tell(error) {
    say(this.find("[data-problem]"), otherProblemWords(error));
  }

  /** @param {string} selector */
  find(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }
}

/** @param {HTMLElement} section @param {import("../journal/record.js").Shown[]} cards */
function layOut(section, cards) {
  section.querySelector("[data-list]")?.replaceChildren(...oneByOne(cards, (card) => made(section, card), () => element("li", word("not-whole"), "fine")));
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("[data-none]"))) place.hidden = cards.length > 0;
  const makes = /** @type {HTMLElement | null} */ (section.querySelector("[data-makes]"));
  if (makes) makes.hidden = cards.length > 0; // there is one card of its kind, and its own links lead on
}

/** Whole, but for where it is kept: it is here. @param {HTMLElement} section @param {import("../journal/record.js").Shown} card */
function made(section, { row, plain }) {
  const template = /** @type {HTMLTemplateElement} */ (section.querySelector("template"));
  const card = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  const shown = lines(plain, scaled).filter(({ step }) => step !== section.dataset.leftOut);
  card.querySelector("[data-words]")?.append(linesList(shown));
  const day = dayWords(plain.edited ?? plain.created, new Date());
  /** @type {HTMLElement} */ (card.querySelector("[data-when]")).textContent = word("last-changed", { day });
  for (const which of card.querySelectorAll("[data-which]")) which.textContent = firstWords(plain, scaled);
  // Not by `hash`: a link out of a template has no address of its own to add it to.
  for (const link of card.querySelectorAll("a")) link.href = `${link.getAttribute("href")}#${link.dataset.hash}${row.id}`;
  return card;
}

customElements.define("journal-cards", JournalCards);
