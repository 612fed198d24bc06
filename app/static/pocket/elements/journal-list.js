/** `<journal-list>`: what was kept, newest first, and ways to find it; a deletion can be undone. */

import { daysOf, gentleRecord, onThisDay } from "../journal/days.js";
import { firstWords } from "../journal/entry.js";
import { facets } from "../journal/find.js";
import { openJournal } from "../journal/open.js";
import { word } from "../words.js";
import { boost } from "./boosted.js";
import { layOutMonth, monthNow } from "./calendar.js";
import { focusIfLost, moveFocus, pageHeading } from "./focus.js";
import { element, oneByOne } from "./lines.js";
import { leaveBehind, takeUp } from "./looked-for.js";
import { entryDay, moment, otherProblemWords, say, today, unlessLocked } from "./telling.js";

const PAGE = 30; // entries put on the screen at a time

class JournalList extends HTMLElement {
  shown = PAGE;
  stopListening = () => {};
  month = monthNow();
  listed = ""; // which revisions are on the screen, and the day from which theirs are told
  /** @type {string | undefined} a day that was chosen in the calendar */
  day = undefined;
  /** @type {string | null} the entry that is being gone to */
  opened = null;

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const pressed = /** @type {HTMLElement} */ (event.target).closest("button, a");
      if (pressed instanceof HTMLButtonElement) this.act(pressed).catch((error) => this.tell(error));
      else if (pressed instanceof HTMLAnchorElement) this.opened = pressed.hash.slice(1);
    });
    // Not `change`: it comes when a field is left, and would take a link from under the tap on it.
    this.addEventListener("input", ({ target }) => {
      this.shown = PAGE;
      if (target === this.onThisDay()) this.journal?.choose("on-this-day", this.onThisDay().checked).catch((error) => this.tell(error));
      this.fill().catch((error) => this.tell(error));
    });
    this.ways().addEventListener("toggle", () => this.fill().catch((error) => this.tell(error)));
    this.start().catch((error) => this.tell(error));
  }

  disconnectedCallback() {
    this.stopListening();
    if (this.journal && !this.journal.vault.locked) leaveBehind(this.lookedFor());
  }

  async start() {
    this.journal = await openJournal();
    const { onChange, onLock } = this.journal;
    const told = (/** @type {unknown} */ error) => this.tell(error);
    const stops = [onChange(() => this.fill().catch(told)), onLock(() => this.open().catch(told))];
    this.stopListening = () => stops.forEach((stop) => stop());
    this.offerUndo();
    const left = takeUp();
    if (left && !this.journal.vault.locked && !this.asks()) this.lookAgain(left); // a quick hand is ahead of it
    await this.open();
    if (left?.opened) this.comeBackTo(left.opened);
    this.onThisDay().checked = await this.journal.choice("on-this-day");
    if (this.onThisDay().checked) await this.fill();
    this.toggleAttribute("data-loaded", true);
  }

  /** @returns {import("./looked-for.js").LookedFor} */
  lookedFor() {
    const { month, day, shown, opened } = this;
    const found = { query: this.search().value, skill: this.select("skill").value, kind: this.select("kind").value, marked: this.marked().checked };
    return { ...found, ways: this.ways().open, month, day, shown, opened };
  }

  /** As it was left. @param {import("./looked-for.js").LookedFor} left */
  lookAgain({ query, skill, kind, marked, ways, month, day, shown }) {
    this.search().value = query;
    this.select("skill").value = skill;
    this.select("kind").value = kind;
    this.marked().checked = marked;
    this.ways().open = ways;
    Object.assign(this, { month, day, shown });
  }

  /** @param {string} id of the entry that was read */
  comeBackTo(id) {
    const link = /** @type {HTMLElement | null} */ (this.querySelector(`[data-entries] a[href$="#${CSS.escape(id)}"]`));
    link?.focus({ preventScroll: true });
    link?.scrollIntoView({ block: "center" });
  }

  /** Whether something is looked for, and not the whole list. */
  asks() {
    return this.query() !== "" || Object.values(this.filters()).some(Boolean);
  }

  /** The newest entries at once, while a long journal opens. */
  async open() {
    if (!this.journal) return;
    const { vault, shelf } = this.journal;
    if (!vault.locked && !this.asks()) {
      const found = await shelf.first();
      this.find("[data-open]").hidden = false;
      if (found.length && !vault.locked) this.list(found);
    }
    await this.fill();
  }

  async fill() {
    if (!this.journal) return;
    const { vault, shelf } = this.journal;
    this.find("[data-open]").hidden = vault.locked;
    if (vault.locked) return this.clear();
    const loaded = await shelf.load().catch(unlessLocked);
    if (!loaded || vault.locked) return this.clear();
    const { index, unreadable, practice } = loaded;
    const found = index.search(this.query(), this.filters());
    this.list(found);
    const asked = this.asks();
    this.find("[data-empty]").hidden = index.size() > 0;
    this.find("[data-nothing]").hidden = !asked || found.length > 0 || index.size() === 0;
    this.find("[data-finding]").hidden = index.size() === 0;
    if (asked) say(this.find("[data-count]"), word("found", { count: found.length }));
    else this.find("[data-count]").textContent = "";
    if (!asked) this.tellRecord(practice);
    if (this.ways().open) this.layOut(index.all());
    if (unreadable.length) say(this.find("[data-problem]"), word("problem-unreadable", { count: unreadable.length }));
    this.dispatchEvent(new Event("found"));
  }

  /** @param {Record<string, unknown>} practice */
  tellRecord(practice) {
    const { pauses } = gentleRecord(practice, monthNow(), moment().zone);
    this.find("[data-record]").textContent = pauses ? word(pauses === 1 ? "one-pause" : "pauses", { count: pauses }) : "";
  }

  /** The further ways to find, where they are open: they look at every entry. @param {import("../journal/record.js").Shown[]} all */
  layOut(all) {
    layOutMonth(this.find("[data-calendar]"), this.month, daysOf(all), this.day);
    const { skills, marks } = facets(all);
    for (const option of this.select("skill").options) option.hidden = option.value !== "" && !skills.has(option.value);
    this.find("[data-marked]").hidden = !marks.has("supervision");
    const before = this.onThisDay().checked ? onThisDay(all, today()) : [];
    this.find("[data-on-this-day]").replaceChildren(...items(before, new Date()));
  }

  /** @param {import("../journal/record.js").Shown[]} found */
  list(found) {
    const now = new Date();
    this.find('[data-do="more"]').hidden = found.length <= this.shown;
    const shown = found.slice(0, this.shown);
    // The next letter often finds the same ones: to lay them out again would hold the letter up.
    const listed = [now.toDateString(), ...shown.map(({ row }) => row.rev)].join();
    if (listed === this.listed) return;
    this.find("[data-entries]").replaceChildren(...items(shown, now));
    boost(this.find("[data-entries]"));
    this.listed = listed;
  }

  /** The lock has fallen: no word stays, nor what was looked for. */
  clear() {
    for (const place of ["[data-entries]", "[data-on-this-day]", "[data-calendar]", "[data-record]", "[data-count]"]) this.find(place).replaceChildren();
    this.listed = "";
    this.lookAgain({ query: "", skill: "", kind: "", marked: false, ways: this.ways().open, month: monthNow(), day: undefined, shown: PAGE, opened: null });
  }

  query() {
    return this.search().value.trim();
  }

  /** @returns {import("../journal/find.js").Filters} */
  filters() {
    return {
      skill: this.select("skill").value || undefined,
      kind: this.select("kind").value || undefined,
      mark: this.marked().checked ? "supervision" : undefined,
      day: this.day,
    };
  }

  /** The entry page comes here after a deletion, with the entry's id. */
  offerUndo() {
    this.deleted = /^#deleted-(.+)$/.exec(location.hash)?.[1];
    if (!this.deleted) return;
    history.replaceState(history.state, "", location.pathname);
    this.find("[data-deleted]").hidden = false;
  }

  /** @param {HTMLButtonElement} button */
  async act({ dataset }) {
    if (!this.journal) return;
    if (dataset.do === "undo" && this.deleted) {
      await this.journal.store.restore(this.deleted);
      this.find("[data-deleted]").hidden = true;
      await this.fill();
      focusIfLost(this.querySelector(`[data-entries] a[href$="#${CSS.escape(this.deleted)}"]`), pageHeading());
    } else if (dataset.do === "more") await this.showMore();
    else if (dataset.month) this.month = dataset.month;
    else if (dataset.day) {
      this.day = this.day === dataset.day ? undefined : dataset.day;
      this.shown = PAGE;
    }
    await this.fill();
  }

  /** Reading goes on from the first of the older ones. */
  async showMore() {
    const before = this.shown;
    this.shown += PAGE;
    await this.fill();
    moveFocus(/** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-entries] a"))[before]);
  }

  /** @param {unknown} error */
  tell(error) {
    say(this.find("[data-problem]"), otherProblemWords(error));
  }

  /** @param {string} selector */
  find(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  onThisDay() {
    return /** @type {HTMLInputElement} */ (this.querySelector('[name="on-this-day"]'));
  }

  marked() {
    return /** @type {HTMLInputElement} */ (this.querySelector('[name="marked"]'));
  }

  ways() {
    return /** @type {HTMLDetailsElement} */ (this.querySelector("details"));
  }

  search() {
    return /** @type {HTMLInputElement} */ (this.querySelector('input[type="search"]'));
  }

  /** @param {string} name */
  select(name) {
    return /** @type {HTMLSelectElement} */ (this.querySelector(`select[name="${name}"]`));
  }
}

/** @param {import("../journal/record.js").Shown[]} entries @param {Date} now */
const items = (entries, now) => oneByOne(entries, (entry) => item(entry, now), () => element("li", word("not-whole"), "fine"));

/** @param {import("../journal/record.js").Shown} entry @param {Date} now */
function item({ row, plain }, now) {
  const made = document.createElement("li");
  const link = document.createElement("a");
  link.href = `/journal/entry#${row.id}`;
  link.append(
    element("strong", plain.title ?? word("free-writing")),
    " ",
    element("span", entryDay(plain, now), "fine"),
    element("span", firstWords(plain, (count) => word("scale-of-five", { count })), "first-words"),
  );
  if (plain.marks?.includes("supervision")) link.append(element("span", word("mark-supervision"), "fine mark"));
  made.append(link);
  return made;
}

customElements.define("journal-list", JournalList);
