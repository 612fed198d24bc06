/**
 * `<free-writing>`: an entry from its first letter, saved on every keystroke, with nothing to press.
 * While the journal is locked it is a sealed draft, and becomes the entry at unlock.
 * @module
 */

import { NotKept } from "../journal/database.js";
import { createAutosave } from "../journal/drafts.js";
import { freeEntry, isFull, takesAway } from "../journal/entry.js";
import { withTheirs } from "../journal/paragraphs.js";
import { openJournal } from "../journal/open.js";
import { Gone } from "../journal/store.js";
import { Locked } from "../vault/vault.js";
import { createUnsaved } from "../service.js";
import { word } from "../words.js";
import { noteBeside } from "./identifier-note.js";
import { moment, problemWords, say } from "./telling.js";

class FreeWriting extends HTMLElement {
  /** @type {import("../journal/record.js").Opened | null} the entry as it was last saved */
  head = null;
  /** Whether the head is what was written here a moment before, and so no version to come back to. */
  ours = false;
  /** Whether any letter was written under the eyes of this script. */
  touched = false;
  /** The longest text of this sitting: what the trash holds where all of it is taken out. */
  fullest = "";
  /** @type {string | null} the draft's id, while locked */
  draft = null;
  created = moment();
  /** @type {(() => void)[]} */
  stops = [];
  unsaved = createUnsaved(this);
  autosave = createAutosave((text) => this.save(text), (error) => this.tell(problemWords(error)));

  connectedCallback() {
    this.area = /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
    this.area.addEventListener("input", () => this.changed());
    this.querySelector("[data-do=continue]")?.addEventListener("click", () => this.carryOn());
    this.start().catch((error) => this.tell(problemWords(error)));
  }

  disconnectedCallback() {
    this.stops.forEach((stop) => stop());
    this.leave().catch((error) => {
      if (!(error instanceof NotKept || error instanceof Gone)) throw error; // an empty entry stays, which takes nothing from anybody
    });
  }

  /** What was taken out again to the last letter is no entry: it goes to the trash as it was before. */
  async leave() {
    await this.autosave.settled();
    if (!this.head || this.head.plain.text.trim()) return;
    await this.journal?.store.edit(this.head.row.id, (plain) => ({ ...plain, text: this.fullest }), { deleted: true });
  }

  async start() {
    this.journal = await openJournal();
    const { onLock, beforeLock, vault } = this.journal;
    const turned = () => (vault.locked ? this.locked() : this.open()).catch((error) => this.tell(problemWords(error)));
    this.stops = [beforeLock(() => this.autosave.settled()), onLock(turned)];
    await this.open();
    // Letters that were there before this script was: nobody presses a key to have them kept.
    if (this.area?.value && !this.touched) await this.changed();
  }

  /** The entry that the address names, unless something is written here already. */
  async open() {
    const { vault, store } = this.journal ?? (await openJournal());
    const id = location.hash.slice(1);
    const found = id && !vault.locked ? await store.get(id) : null;
    if (!found || found.row.deleted || vault.locked || this.area?.value || this.head) return;
    this.head = found;
    this.ours = false;
    this.fullest = found.plain.text;
    this.tell("");
    /** @type {HTMLTextAreaElement} */ (this.area).value = found.plain.text;
    this.touched = true;
    this.showFull();
  }

  /** The lock has fallen: no word stays, but for those that could not be saved, which are nowhere else. */
  async locked() {
    const saved = await this.autosave.settled();
    const text = this.area?.value ?? "";
    this.clear();
    if (saved) return this.tell(text && word("locked-kept"));
    /** @type {HTMLTextAreaElement} */ (this.area).value = text;
    await this.changed();
  }

  /** What is written from here on is another entry. */
  clear() {
    this.head = null;
    this.draft = null;
    this.fullest = "";
    this.created = moment();
    const area = /** @type {HTMLTextAreaElement} */ (this.area);
    area.value = "";
    noteBeside(area, "");
    this.tell("");
  }

  async changed() {
    this.touched = true;
    this.showFull();
    await this.unsaved.until(this.autosave.put(this.area?.value ?? ""), this.autosave);
  }

  /** @param {string} text */
  async save(text) {
    if (!text && !this.head && !this.draft) return;
    try {
      this.head = await this.next(text);
      this.show(text, this.head.plain.text);
      this.ours = true;
      this.draft = null;
      this.nameInAddress(this.head.row.id);
      if (text.length > this.fullest.length) this.fullest = text;
    } catch (error) {
      if (!(error instanceof Locked)) throw error;
      await this.saveDraft(text);
    }
    this.tell(word("saved"));
    this.dispatchEvent(new Event("saved"));
  }

  /** The entry with this text in it. @param {string} text @returns {Promise<import("../journal/record.js").Opened>} */
  async next(text) {
    const { store } = this.journal ?? (await openJournal());
    const entry = freeEntry(text, this.created);
    const { head, draft } = this;
    // While this was written, another tab may have unlocked and taken the draft in, under its own id.
    if (!head) return draft ? store.settle(draft, entry, { draft }) : store.add(entry);
    const amended = this.ours && !takesAway(head.plain.text, text) ? await store.amend(head, { ...head.plain, text }) : null;
    const change = (/** @type {import("../journal/entry.js").Plain} */ plain) => ({ ...plain, text: withTheirs(head.plain.text, plain.text, text) });
    return amended ?? store.edit(head.row.id, change).catch((error) => {
      if (error instanceof Gone) return store.add(entry); // deleted for good meanwhile, in another tab
      throw error;
    });
  }

  /** What was written meanwhile on another device, or in another tab, stands in the field too. @param {string} text what was saved here @param {string} whole */
  show(text, whole) {
    const area = /** @type {HTMLTextAreaElement} */ (this.area);
    if (whole === text) return;
    const fromEnd = area.value.length - area.selectionEnd;
    area.value = withTheirs(text, whole, area.value);
    area.setSelectionRange(area.value.length - fromEnd, area.value.length - fromEnd);
  }

  /** @param {string} text */
  async saveDraft(text) {
    const { drafts } = await openJournal();
    this.draft ??= drafts.newId();
    await drafts.put({ id: this.draft, of: "free", at: moment().now, body: { plain: freeEntry(text, this.created) } });
    this.nameInAddress(this.draft); // which is the entry's, once it is taken in
  }

  /** So that a reload, or the unlocking, goes on with it. @param {string} id none where another is begun */
  nameInAddress(id) {
    const hash = id && `#${id}`;
    if (this.isConnected && location.hash !== hash) history.replaceState(history.state, "", `${location.pathname}${hash}`);
  }

  showFull() {
    const full = isFull(this.area?.value ?? "");
    /** @type {HTMLElement} */ (this.querySelector("[data-full]")).hidden = !full;
  }

  /** The next entry, in which the writing goes on. */
  async carryOn() {
    if (!(await this.autosave.settled())) return; // what is not saved stays where it is
    this.clear();
    this.nameInAddress("");
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
