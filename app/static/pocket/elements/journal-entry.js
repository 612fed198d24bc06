/** `<journal-entry>`: one entry, read, edited, deleted. Edits are drafts until Keep. */

import { createAutosave } from "../journal/drafts.js";
import { lines, withEdits, wordsBefore } from "../journal/entry.js";
import { openJournal } from "../journal/open.js";
import { createUnsaved, holdAlone } from "../service.js";
import { word } from "../words.js";
import { follow } from "./boosted.js";
import { changeOf, layOutAbout, layOutHistory, whenDone } from "./entry-about.js";
import { layOutFields, readFields } from "./entry-fields.js";
import { moveFocus, pageHeading } from "./focus.js";
import { linesList } from "./lines.js";
import { showOtherVersion } from "./other-version.js";
import { entryDay, moment, problemWords, say, sayInView, unlessLocked } from "./telling.js";

/** @typedef {Record<string, import("../journal/entry.js").Answer>} Answers */

class JournalEntry extends HTMLElement {
  /** @type {string | null} */
  draft = null;
  /** @type {Answers | null} what the draft holds, once there is one */
  drafted = null;
  /** @type {Answers} the entry's answers when the edit began */
  base = {};
  /** @type {Answers | null} a draft that was put aside, for Undo */
  aside = null;
  /** @type {Promise<void> | null} one Keep at a time */
  keeping = null;
  /** @type {(() => void)[]} */
  stops = [];
  letGo = () => {}; // of the draft, for other tabs
  outlasting = false; // whether words that could not be saved stand here although the lock has fallen
  /** @type {import("../journal/record.js").Opened[]} older versions, the latest first */
  versions = [];
  unsaved = createUnsaved(this);
  autosave = createAutosave((answers) => this.saveDraft(answers), (error) => this.tell(error));

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const act = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.do;
      if (act) this.act(act).catch((error) => this.tell(error));
    });
    this.addEventListener("input", (event) => {
      if (event.target instanceof HTMLTextAreaElement) this.changed();
    });
    this.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) whenDone(target, () => this.sort(target).catch((error) => this.tell(error)));
    });
    this.querySelector("[data-about]")?.addEventListener("toggle", () => this.showHistory().catch((error) => this.tell(error)));
    this.recordId = location.hash.slice(1);
    this.start().catch((error) => this.tell(error));
  }

  async start() {
    this.journal = await openJournal();
    if (this.stops.length === 0) {
      const { onLock, beforeLock } = this.journal;
      this.stops = [beforeLock(() => this.autosave.settled()), onLock(() => this.start().catch((error) => this.tell(error)))];
    }
    const { vault, drafts } = this.journal;
    if (vault.locked) return this.lock();
    this.find("[data-open]").hidden = false;
    if (this.outlasting) return this.saveOutlasting();
    await this.read();
    const draft = await drafts.find(this.draftName(), Date.now());
    if (draft && this.entry && !vault.locked) {
      await this.adopt(draft.id);
      this.drafted = draft.body.answers;
      this.base = draft.body.base;
      this.edit();
    }
  }

  /** A draft that another tab is writing is left to it: two drafts are better than half of one. @param {string} id */
  async adopt(id) {
    this.letGo();
    const alone = await holdAlone(id);
    this.letGo = alone ?? (() => {});
    this.draft = alone ? id : null;
  }

  /** A new draft, which no other tab takes up while this one writes it. @param {string} id */
  own(id) {
    this.letGo();
    holdAlone(id).then((release) => (this.letGo = release ?? (() => {})));
    return id;
  }

  /** No word stays on the screen or in memory, but for those that could not be saved, which are nowhere else. */
  async lock() {
    this.outlasting = !(await this.autosave.settled());
    this.find("[data-open]").hidden = !this.outlasting;
    this.find("[data-title]").textContent = this.find("[data-title]").dataset.title ?? "";
    this.versions = [];
    this.find("[data-other]").hidden = true;
    for (const place of ["[data-read]", "[data-when]", "[data-history]", "[data-other-words]"]) this.find(place).replaceChildren();
    if (this.outlasting) return;
    this.find("[data-fields]").replaceChildren();
    this.entry = null;
    this.draft = null;
    this.drafted = null;
    this.base = {};
    this.offerUndo(null);
    this.show("reading");
  }

  /** Unlocked: what the lock found unsaved has a place again. */
  async saveOutlasting() {
    await this.changed();
    this.outlasting = !(await this.autosave.settled());
  }

  disconnectedCallback() {
    this.letGo();
    this.stops.forEach((stop) => stop());
  }

  async read() {
    const found = await this.journal?.store.get(this.recordId ?? "");
    if (this.journal?.vault.locked) return; // the lock fell meanwhile
    this.entry = found && !found.row.deleted ? found.plain : null;
    this.find("[data-missing]").hidden = this.entry !== null;
    this.show("reading");
    if (!this.entry) return;
    this.find("[data-title]").textContent = this.entry.title ?? word("free-writing");
    this.offerExercise(this.entry);
    layOutAbout(this, this.entry);
    this.find("[data-when]").textContent = entryDay(this.entry, new Date());
    this.find("[data-read]").replaceChildren(linesList(lines(this.entry, (count) => word("scale-of-five", { count }))));
    await this.showHistory();
    if (this.journal) await showOtherVersion(this.find("[data-other]"), this.journal, this.recordId ?? "", this.entry).catch(unlessLocked);
  }

  /** A card is edited by way of its exercise, which asks about each of its lines. @param {import("../journal/entry.js").Plain} entry */
  offerExercise({ kind, exercise }) {
    const links = /** @type {HTMLAnchorElement[]} */ ([...this.querySelectorAll("[data-edit-card]")]);
    for (const link of links) {
      link.hidden = kind !== "card" || link.dataset.editCard !== exercise?.id;
      link.hash = `card-${this.recordId}`;
    }
    this.find('[data-do="edit"]').hidden = links.some(({ hidden }) => !hidden);
  }

  /** @param {string} act */
  async act(act) {
    say(this.find("[data-saved]"), "");
    if (act === "edit") this.edit();
    else if (act === "keep") await (this.keeping ??= this.keep().finally(() => (this.keeping = null)));
    else if (act === "delete") await this.remove();
    else if (act === "back") {
      await this.autosave.settled();
      this.show("reading");
      moveFocus(pageHeading());
    } else if (act === "start-again") {
      const aside = this.drafted;
      await this.dropDraft();
      this.edit();
      this.offerUndo(aside);
    } else if (act.startsWith("bring-back")) {
      const version = this.versions[Number(act.split(":")[1])];
      if (!version) return;
      const { answers, text, labels, title } = version.plain;
      await this.journal?.store.edit(this.recordId ?? "", (plain) => ({ ...plain, answers, text, labels, title }));
      await this.read();
      this.told("brought-back");
    } else if (act === "undo") {
      if (this.drafted) this.draft = null; // what was written since stays a draft of its own
      this.drafted = this.aside;
      this.edit();
      await this.changed();
    }
  }

  /** Its day, its skills, its mark: kept at once, there is nothing to press. @param {HTMLInputElement} input */
  async sort(input) {
    const change = changeOf(input);
    if (!change) return;
    say(this.find("[data-saved]"), "");
    try {
      await this.journal?.store.edit(this.recordId ?? "", change);
    } catch (error) {
      if (this.entry) layOutAbout(this, this.entry); // as it is kept, and not as it was tapped
      throw error;
    }
    await this.read();
    say(this.find("[data-problem]"), "");
    say(this.find("[data-saved]"), word("saved"));
  }

  /** Read when it is asked for. */
  async showHistory() {
    const about = /** @type {HTMLDetailsElement} */ (this.find("[data-about]"));
    const versions = about.open ? await this.journal?.store.history(this.recordId ?? "") : [];
    this.versions = this.entry ? wordsBefore(this.entry, versions ?? []) : [];
    if (this.journal?.vault.locked) this.versions = [];
    layOutHistory(about, this.versions);
  }

  /** From the draft, where one was begun; free writing is edited where it was written. */
  edit() {
    const { entry } = this;
    if (!entry) return;
    if (!Object.keys(entry.answers).length) return follow(`/journal/write#${this.recordId}`);
    if (!this.drafted) this.base = entry.answers;
    this.offerUndo(null);
    this.find("[data-draft]").hidden = this.draft === null;
    this.find('[data-do="start-again"]').hidden = this.draft === null;
    this.show("editing");
    layOutFields(this.find("[data-fields]"), entry, { ...entry.answers, ...this.drafted });
  }

  /** @param {Answers | null} aside */
  offerUndo(aside) {
    this.aside = aside;
    this.find("[data-undo]").hidden = aside === null;
  }

  async changed() {
    this.drafted = readFields(this.find("[data-fields]"));
    await this.unsaved.until(this.autosave.put(this.drafted), this.autosave);
  }

  /** @param {Answers} answers */
  async saveDraft(answers) {
    const { drafts } = await openJournal();
    this.draft ??= this.own(drafts.newId());
    await drafts.put({ id: this.draft, of: this.draftName(), at: moment().now, body: { answers, base: this.base } });
    say(this.find("[data-problem]"), "");
  }

  async dropDraft() {
    await this.autosave.drop();
    if (this.draft) await this.journal?.drafts.remove(this.draft);
    this.draft = null;
    this.drafted = null;
  }

  async keep() {
    const answers = readFields(this.find("[data-fields]"));
    await this.autosave.drop();
    try {
      const { store } = await openJournal();
      await store.edit(this.recordId ?? "", (plain) => withEdits(plain, this.base, answers), { draft: this.draft ?? undefined });
    } catch (error) {
      await this.autosave.put(answers);
      throw error;
    }
    this.draft = null;
    this.drafted = null;
    await this.read();
    this.told("saved");
  }

  async remove() {
    // The draft of an edit stays: Undo brings the entry back, and the edit with it.
    await this.autosave.settled();
    await this.journal?.store.remove(this.recordId ?? "");
    follow(`/journal#deleted-${this.recordId}`);
  }

  /** @param {"reading" | "editing"} what */
  show(what) {
    const editing = what === "editing";
    this.find("[data-read]").hidden = editing;
    this.find("[data-reading]").hidden = editing || !this.entry;
    this.find("[data-fields]").hidden = !editing;
    this.find("[data-editing]").hidden = !editing;
    if (!editing) this.find("[data-draft]").hidden = true;
  }

  draftName() {
    return `entry:${this.recordId}`;
  }

  /** What was pressed has gone: reading goes on from the heading, and what is said is in view. @param {string} name of the words */
  told(name) {
    say(this.find("[data-problem]"), "");
    pageHeading()?.focus({ preventScroll: true });
    sayInView(this.find("[data-saved]"), word(name));
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

customElements.define("journal-entry", JournalEntry);
