/** `<journal-trash>`: what was deleted, to put back or to delete for good; and what does not open. */

import { firstWords } from "../journal/entry.js";
import { openJournal } from "../journal/open.js";
import { word } from "../words.js";
import { element } from "./lines.js";
import { entryDay, problemWords, say } from "./telling.js";

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
    const locked = this.journal.vault.locked;
    const found = locked ? [] : await this.journal.trash.list();
    this.find("[data-entries]").replaceChildren(...found.map((each) => this.item(each)));
    this.find("[data-empty]").hidden = locked || found.length > 0;
    await this.listSetAside(locked);
  }

  /** What does not open has no words to be known by: why it does not is all that can be said. @param {boolean} locked */
  async listSetAside(locked) {
    const { unreadable } = locked || !this.journal ? { unreadable: [] } : await this.journal.shelf.load();
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
    if (button.dataset.do === "restore") await store.restore(id);
    else if (button.dataset.do === "erase-now") await store.erase(id);
    else {
      /** @type {HTMLElement} */ (item.querySelector("[data-sure]")).hidden = false;
      /** @type {HTMLElement} */ (item.querySelector("[data-sure] button")).focus();
      return;
    }
    await this.fill();
    say(this.find("[data-said]"), word(button.dataset.do === "restore" ? "put-back" : "erased"));
  }

  /** @param {unknown} error */
  tell(error) {
    say(this.find("[data-problem]"), problemWords(error));
  }

  /** @param {string} selector */
  find(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }
}

customElements.define("journal-trash", JournalTrash);
