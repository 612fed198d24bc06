/** `<suggested-module>`: one module that was suggested, from what is stored on this device. */

import { endOf } from "../journal/counting.js";
import { openJournal } from "../journal/open.js";
import { listed } from "../journal/suggested.js";
import { boost } from "./boosted.js";
import { focusIfLost, pageHeading } from "./focus.js";
import { filled, find, made, nameOfGroup, pageWord, put, suggestedBy } from "./group-parts.js";
import { MONTHS } from "./suggested-list.js";
import { longDay, otherProblemWords, sayInView, standBelow, today, unlessLocked } from "./telling.js";

/** @typedef {import("../journal/suggested.js").Assignment} Assignment */

class SuggestedModule extends HTMLElement {
  stopListening = () => {};
  /** @type {Assignment | undefined} */
  assignment;
  heading = pageHeading()?.textContent ?? "";

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button) this.act(button).catch((error) => this.tell(otherProblemWords(error)));
    });
    this.start().catch((error) => this.tell(otherProblemWords(error)));
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    const { groups, onLock } = await openJournal();
    const show = () => this.show().catch((error) => this.tell(otherProblemWords(error)));
    const stop = new AbortController();
    addEventListener("hashchange", show, stop);
    const stops = [groups.onChange(show), onLock(show), () => stop.abort()];
    this.stopListening = () => stops.forEach((each) => each());
    await this.show();
  }

  async show() {
    const { groups, store, vault } = await openJournal();
    const held = vault.locked ? null : await groups.read().catch(unlessLocked);
    const practised = held ? ((await store.practisedAt(MONTHS).catch(unlessLocked)) ?? []) : [];
    this.hidden = vault.locked;
    const id = decodeURIComponent(location.hash.slice(1));
    this.assignment = vault.locked ? undefined : held?.assignments.find((each) => each.id === id);
    find(this, "[data-none]").hidden = this.assignment !== undefined || vault.locked;
    find(this, "[data-shown]").hidden = !this.assignment;
    /** @type {HTMLElement} */ (pageHeading()).textContent = this.assignment?.module.title ?? this.heading;
    if (!held || !this.assignment) return this.empty();
    this.fill(this.assignment, nameOfGroup(held)(this.assignment));
    const isAside = held.aside.includes(id);
    find(this, "[data-do=put-back]").hidden = !isAside || listed({ ...held, aside: [] }, today(), practised).now.every((each) => each.id !== id);
    find(this, "[data-do=put-aside]").hidden = listed(held, today(), practised).now.every((each) => each.id !== id);
    this.showCounting(this.assignment, held.marks[id]);
    const { group, closes } = this.assignment;
    const isCounted = held.groups.find((each) => each.id === group)?.counted ?? true;
    find(this, "[data-elsewhere]").hidden = isCounted || Date.now() >= endOf(closes);
  }

  /** Nothing of it stays on the page while it is locked. */
  empty() {
    for (const name of ["by", "aim", "rhythm", "pace"]) put(this, name, null);
    for (const name of ["[data-about]", "[data-cautions]", "[data-exercises]", "[data-message] h2", "[data-message] p"]) find(this, name).replaceChildren();
  }

  /** @param {Assignment} assignment @param {string | null} group */
  fill(assignment, group) {
    const { module, message, facilitator, rhythm } = assignment;
    const by = find(this, "[data-of=by]");
    by.hidden = false;
    by.textContent = suggestedBy(by.dataset, assignment, group);
    put(this, "aim", module.aim ? { it: module.aim } : null);
    put(this, "rhythm", rhythm ? { rhythm } : null);
    put(this, "pace", module.pace);
    find(this, "[data-about]").replaceChildren(...module.about.map((paragraph) => made("p", paragraph)));
    const box = find(this, "[data-message]");
    box.hidden = !message;
    find(box, "h2").textContent = filled(find(box, "h2").dataset.words, { who: facilitator });
    find(box, "p").textContent = message;
    const cautions = find(this, "[data-cautions]");
    cautions.hidden = module.cautions.length === 0;
    cautions.replaceChildren(...module.cautions.flatMap(({ words, instead }) => [made("p", words), ...(instead ? [made("p", filled(cautions.dataset.instead, { instead }))] : [])]));
    const exercises = find(this, "[data-exercises]");
    exercises.replaceChildren(...module.exercises.map((each) => this.exerciseOf(each)));
    boost(exercises);
  }

  /** @param {import("../journal/groups-wire.js").Module["exercises"][number]} exercise */
  exerciseOf({ id, why }) {
    const known = this.querySelector(`[data-known] [data-exercise="${CSS.escape(id)}"]`);
    const item = /** @type {HTMLElement} */ (known?.cloneNode(true) ?? made("li", pageWord(this, "newer-app")));
    const reason = made("p", why);
    reason.className = "fine";
    item.append(reason);
    return item;
  }

  /** @param {Assignment} assignment @param {import("../journal/suggested.js").Mark | undefined} mark */
  showCounting({ counts, closes }, mark) {
    const state = mark?.sent ? "sent" : mark ? "waits" : "open";
    find(this, "[data-counting]").hidden = (!counts && state === "open") || Date.now() >= endOf(closes);
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-count]"))) place.hidden = place.dataset.count !== state;
    put(this, "closes", { day: longDay(closes) });
  }

  /** @param {HTMLElement} button */
  async act(button) {
    const { groups } = await openJournal();
    const { do: act = "" } = button.dataset;
    if (!this.assignment) return;
    const { id } = this.assignment;
    this.tell("");
    await standBelow(find(this, "[data-said]"), button);
    if (act.startsWith("put-")) await groups.putAside(id, act === "put-aside");
    else await groups.count(this.assignment, act === "count");
    await this.show();
    const [next, words] = { "put-aside": ["put-back", "put-away"], "put-back": ["put-aside", "back-on-today"], uncount: ["count", "not-counted"] }[act] ?? [];
    // Of one who is to be counted, what is said stands there to be read.
    focusIfLost(find(this, next ? `[data-do=${next}]` : "[data-count=waits] p"));
    if (words) this.tell(pageWord(this, words));
  }

  /** @param {string} words */
  tell(words) {
    sayInView(find(this, "[data-said]"), words);
  }
}

customElements.define("suggested-module", SuggestedModule);
