/** `<journal-trash>`: what was deleted, to put back or to delete for good; and what does not open. */

import { firstWords } from "../journal/entry.js";
import { openJournal } from "../journal/open.js";
import { word } from "../words.js";
import { moveFocus, pageHeading } from "./focus.js";
import { element, oneByOne } from "./lines.js";
import { entryDay, otherProblemWords, say, sayInView, unlessLocked } from "./telling.js";

class JournalTrash extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button) this.act(button).catch((error) => this.tell(error));
    });
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
    const { shelf, trash, vault } = this.journal;
    const loaded = vault.locked ? null : await Promise.all([trash.list(), shelf.load()]).catch(unlessLocked);
    // The lock may fall while they open.
    const [found, { unreadable }] = loaded && !vault.locked ? loaded : [[], { unreadable: [] }];
    this.find("[data-entries]").replaceChildren(...oneByOne(found, (each) => this.item(each), () => element("li", word("not-whole"), "fine")));
    this.find("[data-empty]").hidden = vault.locked || found.length > 0;
    this.listSetAside(unreadable);
  }

  /** What does not open has no words to be known by: why it does not is all that can be said. @param {import("../journal/opening.js").SetAside[]} unreadable */
  listSetAside(unreadable) {
    const said = unreadable.map(({ newer }) => (newer ? word("aside-newer") : word("aside-damaged")));
    this.find("[data-aside-list]").replaceChildren(...said.map((why) => element("li", why)));
    this.find("[data-aside]").hidden = said.length === 0;
  }

  /** @param {import("../journal/trash.js").Trashed} trashed */
  item({ opened: { row, plain }, left }) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    const item = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    item.dataset.id = row.id;
    const words = {
      title: plain.title ?? word("free-writing"),
      when: entryDay(plain, new Date()),
      words: firstWords(plain, (count) => word("scale-of-five", { count })),
      left: left === 1 ? word("day-left") : word("days-left", { count: left }),
    };
    for (const [name, text] of Object.entries(words)) /** @type {HTMLElement} */ (item.querySelector(`[data-${name}]`)).textContent = text;
    return item;
  }

  /** @param {HTMLElement} button */
  async act(button) {
    const item = /** @type {HTMLElement | null} */ (button.closest("[data-id]"));
    const id = item?.dataset.id;
    if (!item || !id || !this.journal) return;
    const { store } = this.journal;
    let said = word("put-back");
    if (button.dataset.do === "restore") await store.restore(id);
    else if (button.dataset.do === "erase-now") {
      const erased = /** @type {unknown} */ (await store.erase(id));
      said = word(erased === false ? "not-erased" : "erased");
    } else return ask(item, button.dataset.do === "erase");
    const at = [...this.querySelectorAll("[data-id]")].indexOf(item);
    await this.fill();
    const left = /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-id]"));
    moveFocus(left[Math.min(at, left.length - 1)], pageHeading());
    sayInView(this.find("[data-said]"), said);
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

/** Whether it is to go for good, or not after all. @param {HTMLElement} item @param {boolean} asked */
function ask(item, asked) {
  /** @type {HTMLElement} */ (item.querySelector("[data-sure]")).hidden = !asked;
  /** @type {HTMLElement} */ (item.querySelector("[data-first]")).hidden = asked;
  item.scrollIntoView({ block: "nearest" });
  moveFocus(item.querySelector(asked ? "[data-sure] p" : '[data-do="erase"]'));
}

customElements.define("journal-trash", JournalTrash);
