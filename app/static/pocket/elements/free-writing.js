/**
 * `<free-writing>`: an entry from its first letter, saved on every keystroke, with nothing to press.
 * While the journal is locked it is a sealed draft, and becomes the entry at unlock.
 * @module
 */

import { createAutosave } from "../journal/drafts.js";
import { freeEntry, isFull } from "../journal/entry.js";
import { openJournal } from "../journal/open.js";
import { Locked } from "../vault/vault.js";
import { createUnsaved } from "../service.js";
import { word } from "../words.js";
import { moment, problemWords, say } from "./telling.js";

class FreeWriting extends HTMLElement {
  /** @type {import("../journal/record.js").Opened | null} the entry as it was last saved */
  head = null;
  /** @type {string | null} the draft's id, while locked */
  draft = null;
  created = moment();
  /** @type {(() => void)[]} */
  stops = [];
  unsaved = createUnsaved();
  autosave = createAutosave((text) => this.save(text), (error) => this.tell(problemWords(error)));

  connectedCallback() {
    this.area = /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
    this.area.addEventListener("input", () => this.changed());
    this.querySelector("[data-do=continue]")?.addEventListener("click", () => this.carryOn());
    this.start().catch((error) => this.tell(problemWords(error)));
  }

  disconnectedCallback() {
    this.stops.forEach((stop) => stop());
    // What was taken out again to the last letter is no entry.
    this.autosave.settled().then(() => {
      if (this.head && !this.head.plain.text.trim()) this.journal?.store.remove(this.head.row.id);
    });
  }

  async start() {
    this.journal = await openJournal();
    const { onLock, beforeLock, vault, store } = this.journal;
    this.stops = [beforeLock(() => this.autosave.settled()), onLock(() => vault.locked && this.locked())];
    const id = location.hash.slice(1);
    const found = id && !vault.locked ? await store.get(id) : null;
    if (!found || found.row.deleted || this.area?.value) return;
    this.head = found;
    /** @type {HTMLTextAreaElement} */ (this.area).value = found.plain.text;
    this.showFull();
  }

  /** The lock has fallen: no word stays, but for those that could not be saved, which are nowhere else. */
  async locked() {
    const saved = await this.autosave.settled();
    const text = this.area?.value ?? "";
    this.clear();
    if (saved) return;
    /** @type {HTMLTextAreaElement} */ (this.area).value = text;
    await this.changed();
  }

  /** What is written from here on is another entry. */
  clear() {
    this.head = null;
    this.draft = null;
    this.created = moment();
    /** @type {HTMLTextAreaElement} */ (this.area).value = "";
    this.tell("");
  }

  async changed() {
    this.showFull();
    await this.unsaved.until(this.autosave.put(this.area?.value ?? ""), this.autosave);
  }

  /** @param {string} text */
  async save(text) {
    const { store } = this.journal ?? (await openJournal());
    if (!text && !this.head && !this.draft) return;
    try {
      if (!this.head) this.head = await store.add(freeEntry(text, this.created), { draft: this.draft ?? undefined });
      else this.head = (await store.amend(this.head, { ...this.head.plain, text })) ?? (await store.edit(this.head.row.id, (plain) => ({ ...plain, text })));
      this.draft = null;
    } catch (error) {
      if (!(error instanceof Locked)) throw error;
      await this.saveDraft(text);
    }
    this.tell(word("saved"));
    this.dispatchEvent(new Event("saved"));
  }

  /** @param {string} text */
  async saveDraft(text) {
    const { drafts } = await openJournal();
    this.draft ??= drafts.newId();
    await drafts.put({ id: this.draft, of: "free", at: moment().now, body: { plain: freeEntry(text, this.created) } });
  }

  showFull() {
    const full = isFull(this.area?.value ?? "");
    /** @type {HTMLElement} */ (this.querySelector("[data-full]")).hidden = !full;
  }

  /** The next entry, in which the writing goes on. */
  async carryOn() {
    await this.autosave.settled();
    this.clear();
    this.showFull();
    this.area?.focus();
  }

  /** @param {string} words */
  tell(words) {
    const place = /** @type {HTMLElement} */ (this.querySelector("[data-said]"));
    if (place.textContent !== words) say(place, words);
  }
}

customElements.define("free-writing", FreeWriting);
