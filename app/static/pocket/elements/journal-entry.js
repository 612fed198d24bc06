/** `<journal-entry>`: one entry, read, edited, deleted. Edits are drafts until Keep. */

import { createAutosave } from "../journal/drafts.js";
import { labelOf, lines, withEdits } from "../journal/entry.js";
import { openJournal } from "../journal/open.js";
import { createUnsaved } from "../service.js";
import { word } from "../words.js";
import { changeOf, layOutAbout, layOutHistory } from "./entry-about.js";
import { linesList } from "./lines.js";
import { entryDay, moment, problemWords, say } from "./telling.js";

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
  /** @type {import("../journal/record.js").Opened[]} older versions, the latest first */
  versions = [];
  unsaved = createUnsaved();
  autosave = createAutosave((answers) => this.saveDraft(answers), (error) => this.tell(error));

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const act = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.do;
      if (act) this.act(act).catch((error) => this.tell(error));
    });
    this.addEventListener("input", (event) => {
      if (event.target instanceof HTMLTextAreaElement) this.changed();
    });
    this.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement) this.sort(event.target).catch((error) => this.tell(error));
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
    if (this.journal.vault.locked) return this.lock();
    this.find("[data-open]").hidden = false;
    await this.read();
    const draft = await this.journal.drafts.find(this.draftName(), Date.now());
    if (draft && this.entry) {
      this.draft = draft.id;
      this.drafted = draft.body.answers;
      this.base = draft.body.base;
      this.edit();
    }
  }

  /** No word stays on the screen or in memory; the draft was saved before. */
  lock() {
    this.find("[data-open]").hidden = true;
    this.find("[data-title]").textContent = "";
    this.versions = [];
    for (const place of ["[data-read]", "[data-fields]", "[data-when]", "[data-history]"]) this.find(place).replaceChildren();
    this.entry = null;
    this.draft = null;
    this.drafted = null;
    this.base = {};
    this.offerUndo(null);
    this.show("reading");
  }

  disconnectedCallback() {
    this.stops.forEach((stop) => stop());
  }

  async read() {
    const found = await this.journal?.store.get(this.recordId ?? "");
    this.entry = found && !found.row.deleted ? found.plain : null;
    this.find("[data-missing]").hidden = this.entry !== null;
    this.show("reading");
    if (!this.entry) return;
    this.find("[data-title]").textContent = this.entry.title ?? word("free-writing");
    this.offerExercise(this.entry);
    layOutAbout(this, this.entry);
    await this.showHistory();
    this.find("[data-when]").textContent = entryDay(this.entry, new Date());
    this.find("[data-read]").replaceChildren(linesList(lines(this.entry, (count) => word("scale-of-five", { count }))));
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
      say(this.find("[data-saved]"), word("brought-back"));
    } else if (act === "undo") {
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
    this.versions = about.open ? ((await this.journal?.store.history(this.recordId ?? "")) ?? []) : [];
    layOutHistory(about, this.versions);
  }

  /** From the draft, where one was begun; free writing is edited where it was written. */
  edit() {
    const { entry } = this;
    if (!entry) return;
    if (entry.text && !Object.keys(entry.answers).length) return location.assign(`/journal/write#${this.recordId}`);
    if (!this.drafted) this.base = entry.answers;
    this.offerUndo(null);
    const fields = Object.entries({ ...entry.answers, ...this.drafted }).flatMap(([step, value]) => {
      const field = fieldFor(value, labelOf(entry, step), step);
      return field ? [field] : [];
    });
    this.find("[data-fields]").replaceChildren(...fields);
    this.find("[data-draft]").hidden = this.draft === null;
    this.find('[data-do="start-again"]').hidden = this.draft === null;
    this.show("editing");
    this.querySelector("textarea")?.focus();
  }

  /** @param {Answers | null} aside */
  offerUndo(aside) {
    this.aside = aside;
    this.find("[data-undo]").hidden = aside === null;
  }

  async changed() {
    this.drafted = this.answers();
    await this.unsaved.until(this.autosave.put(this.drafted), this.autosave);
  }

  /** @param {Answers} answers */
  async saveDraft(answers) {
    const { drafts } = await openJournal();
    this.draft ??= drafts.newId();
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
    const answers = this.answers();
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
    say(this.find("[data-problem]"), "");
    say(this.find("[data-saved]"), word("saved"));
  }

  async remove() {
    // The draft of an edit stays: Undo brings the entry back, and the edit with it.
    await this.autosave.settled();
    await this.journal?.store.remove(this.recordId ?? "");
    location.assign(`/journal#deleted-${this.recordId}`);
  }

  /** What the fields hold, in the form that each answer had. @returns {Answers} */
  answers() {
    const areas = [...this.querySelectorAll("textarea")];
    return Object.fromEntries(areas.map(({ dataset, value }) => [dataset.step, dataset.list === undefined ? value : value.split("\n")]));
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

  /** @param {unknown} error */
  tell(error) {
    say(this.find("[data-problem]"), problemWords(error));
  }

  /** @param {string} selector */
  find(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }
}

/** Words can be changed; a place on a scale, and a choice for each line, stay as they were put. @param {unknown} value @param {string} name @param {string} step */
function fieldFor(value, name, step) {
  const list = Array.isArray(value);
  if (!list && typeof value !== "string") return null;
  const label = document.createElement("label");
  const area = document.createElement("textarea");
  area.value = list ? value.join("\n") : value;
  area.rows = Math.min(12, area.value.split("\n").length + 2);
  area.autocomplete = "off";
  area.dataset.step = step;
  if (list) area.dataset.list = "";
  label.append(name, area);
  return label;
}

customElements.define("journal-entry", JournalEntry);
