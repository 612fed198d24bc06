/** `<journal-list>`: what was kept, newest first; a deletion can be undone. */

import { firstWords } from "../journal/entry.js";
import { bringIn, carryAcross, NotOurFile } from "../journal/file.js";
import { openJournal } from "../journal/open.js";
import { word } from "../words.js";
import { boost } from "./boosted.js";
import { element } from "./lines.js";
import { dayWords, problemWords, say } from "./telling.js";

const PAGE = 50; // entries put on the screen at a time

class JournalList extends HTMLElement {
  shown = PAGE;
  stopListening = () => {};

  connectedCallback() {
    this.addEventListener("click", (event) => this.clicked(event));
    this.find("#bring-in").addEventListener("change", (event) => this.bring(/** @type {HTMLInputElement} */ (event.target)));
    this.start().catch((error) => this.tell(error));
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    this.journal = await openJournal();
    this.stopListening = this.journal.onChange(() => this.fill());
    this.offerUndo();
    await this.fill();
  }

  async fill() {
    if (!this.journal) return;
    const { entries, unreadable } = await this.journal.store.entries();
    const now = new Date();
    const items = entries.slice(0, this.shown).map((entry) => item(entry, now));
    this.find("[data-entries]").replaceChildren(...items);
    this.find("[data-empty]").hidden = entries.length > 0;
    this.find("[data-copy]").hidden = false;
    this.find('[data-do="copy"]').hidden = entries.length === 0;
    this.find('[data-do="more"]').hidden = entries.length <= this.shown;
    if (unreadable) say(this.find("[data-problem]"), word("problem-unreadable", { count: unreadable }));
    boost(this.find("[data-entries]"));
  }

  /** The entry page comes here after a deletion, with the entry's id. */
  offerUndo() {
    this.deleted = /^#deleted-(.+)$/.exec(location.hash)?.[1];
    if (!this.deleted) return;
    history.replaceState(history.state, "", location.pathname);
    this.find("[data-deleted]").hidden = false;
  }

  /** @param {Event} event */
  clicked(event) {
    const act = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.do;
    const done = this.act(act);
    done?.catch((error) => this.tell(error));
  }

  /** @param {string | undefined} act */
  async act(act) {
    if (!this.journal) return;
    const { store } = this.journal;
    if (act === "undo" && this.deleted) {
      await store.restore(this.deleted);
      this.find("[data-deleted]").hidden = true;
      await this.fill();
    } else if (act === "more") {
      this.shown += PAGE;
      await this.fill();
    } else if (act === "copy") await carryAcross(store);
  }

  /** @param {HTMLInputElement} input */
  async bring(input) {
    const file = input.files?.[0];
    if (!file || !this.journal) return;
    try {
      const count = await bringIn(this.journal.store, await file.text());
      await this.fill();
      say(this.find("[data-brought]"), word("brought-in", { count }));
    } catch (error) {
      say(this.find("[data-brought]"), error instanceof NotOurFile ? word("problem-file") : problemWords(error));
    }
    input.value = "";
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

/** @param {import("../journal/record.js").Opened} entry @param {Date} now */
function item({ row, plain }, now) {
  const made = document.createElement("li");
  const link = document.createElement("a");
  link.href = `/journal/entry#${row.id}`;
  link.append(
    element("strong", plain.title ?? word("free-writing")),
    " ",
    element("span", dayWords(plain.created, now), "fine"),
    element("span", firstWords(plain, (count) => word("scale-of-five", { count })), "first-words"),
  );
  made.append(link);
  return made;
}

customElements.define("journal-list", JournalList);
