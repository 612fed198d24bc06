/**
 * `<exercise-player>`: one step at a time from the page's own HTML. What is answered is a draft,
 * kept on every keystroke; an interruption ends in an offer, never in a restart.
 * @module
 */

import "./breathing-pacer.js";
import "./quiet-timer.js";
import { answer, back, begin, finish, isEmpty, next, secondsLeft, steps } from "../practice/session.js";
import { beBusy } from "../service.js";
import { word } from "../words.js";
import { chooseLength, chosenLength, pressedLikeAButton, readExercise } from "./exercise-page.js";
import { answered, beginWith, layOutForEach, layOutMessage, readAnswer, showLeads, showThen, writeAnswer, writeNothing } from "./fields.js";
import { linesList } from "./lines.js";
import { hideBeside, loadKeeper, offerEarlier } from "./offer.js";

/**
 * @typedef {import("../practice/session.js").Session} Session
 * @typedef {import("./paced.js").PacedElement} Paced
 */

const KEEP_ELAPSED = 5000; // milliseconds between two drafts that only time has changed

export class ExercisePlayer extends HTMLElement {
  /** @type {Session | null} */
  session = null;
  stopped = false;
  notBusy = () => {};

  connectedCallback() {
    // A page that was swapped in is upgraded from the outside in: the pacer first, please.
    customElements.upgrade(this);
    this.exercise = readExercise(this);
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("keydown", pressedLikeAButton);
    this.addEventListener("input", (event) => this.answered(event));
    this.addEventListener("change", (event) => this.answered(event));
    this.addEventListener("elapsed", (event) => this.ran(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("finished", () => this.go("next"));
    chooseLength(this, location.hash);
    this.show();
    this.keeper = loadKeeper(this);
    offerEarlier(this);
    if (location.hash === "#begin") this.beginAtOnce();
  }

  disconnectedCallback() {
    this.notBusy();
    this.keeper?.then((keeper) => keeper?.left());
  }

  beginAtOnce() {
    // So that a reload in the middle offers the draft and does not begin again.
    history.replaceState(history.state, "", location.pathname);
    this.start();
  }

  /** Never waits for the disk: what was begun earlier is offered beside, as soon as it is known. */
  start() {
    if (this.session || !this.exercise) return;
    this.enter(begin(this.exercise, chosenLength(this, this.exercise), new Date().toISOString()));
  }

  /** @param {Event} event */
  clicked(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-do], [data-opener], [data-nothing]");
    if (!(button instanceof HTMLElement)) return;
    const { do: act, opener, nothing } = button.dataset;
    event.preventDefault(); // Start is a link, so that a tap before this script is here is not lost
    if (opener) beginWith(button, opener);
    else if (nothing) this.answerNothing(button, nothing);
    else if (act) this.act(act);
  }

  /** @param {string} act */
  act(act) {
    if (act === "start") this.start();
    else if (act === "next" || act === "back") this.go(act);
    else if (act === "stop") this.stop();
    else if (act === "carry-on") this.carryOn();
    else if (act === "finish-here" && this.session) this.enter(finish(this.session));
    else if (act === "start-again") this.startAgain();
    else if (act === "undo") this.undo();
    else this.keeper?.then((keeper) => keeper?.act(act));
  }

  /** @param {"next" | "back"} where */
  go(where) {
    if (!this.session || !this.exercise || this.stopped) return;
    this.enter((where === "next" ? next : back)(this.exercise, this.session));
  }

  stop() {
    this.paced()?.pause();
    this.stopped = true;
    this.offering = false;
    this.show();
    this.section("stopped").querySelector("h2")?.focus();
  }

  carryOn() {
    if (this.session) this.enter(this.session);
  }

  async startAgain() {
    const keeper = await this.keeper;
    const card = this.session?.card;
    if (!(await keeper?.putAside()) || !this.isConnected) return;
    this.session = null;
    this.stopped = false;
    this.offering = false;
    for (const step of this.stepElements()) writeAnswer(step, undefined);
    this.section("undo").hidden = false;
    if (card && (await keeper?.goOnWithCard(card.id))) this.offering = false;
    else if (this.dataset.opensAtOnce === undefined) this.start();
    else this.show();
  }

  async undo() {
    const keeper = await this.keeper;
    const session = keeper?.takeUp();
    if (!session || !this.isConnected) return;
    this.section("undo").hidden = true;
    this.enter(session);
  }

  /** Stand at a session's step: the one way in, whether by Next, by Carry on, or from a draft. @param {Session} session */
  enter(session) {
    const stays = !this.stopped && this.session?.phase === "step" && this.session.step === session.step;
    this.paced()?.pause();
    this.session = session;
    hideBeside(this);
    this.section("end").removeAttribute("data-left");
    this.stopped = false;
    this.offering = false;
    this.notBusy();
    this.notBusy = session.phase === "end" ? () => {} : beBusy();
    if (session.phase === "end") this.keeper?.then((keeper) => keeper?.ended());
    this.persist();
    this.show();
    const length = this.exercise?.lengths.indexOf(session.length) ?? 0;
    this.paced()?.begin(length, session.elapsed);
    if (!stays) this.focusHeading();
  }

  /** @param {Event} event */
  answered(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.name === "after" && this.session) {
      this.session = { ...this.session, after: field.value };
      this.persist();
      this.showBar();
    }
    const step = field.closest("[data-step]");
    if (!(step instanceof HTMLElement) || !this.exercise) return;
    // A word may be typed before anything was started: a line of gratitude has no Start.
    if (!this.session) this.session = begin(this.exercise, chosenLength(this, this.exercise), new Date().toISOString());
    this.session = answer(this.exercise, this.session, step.dataset.step ?? "", readAnswer(step));
    this.persist();
    showThen(step);
    this.showBar();
    hideBeside(this);
  }

  /** Nothing is an answer too, and it is written down as one. @param {HTMLElement} button @param {string} words */
  answerNothing(button, words) {
    writeNothing(/** @type {HTMLElement} */ (button.closest("[data-step]")), words);
    this.go("next");
  }

  /** @param {number} elapsed milliseconds */
  ran(elapsed) {
    if (!this.session || this.stopped) return;
    const before = this.session.elapsed;
    if (Math.floor(elapsed / KEEP_ELAPSED) !== Math.floor(before / KEEP_ELAPSED)) this.persist({ ...this.session, elapsed });
    this.session = { ...this.session, elapsed };
    this.showTimeLeft();
  }

  persist(session = this.session) {
    if (session) this.keeper?.then((keeper) => keeper?.put(session));
  }

  // What is on the screen follows from the session alone.

  show() {
    const { session, stopped } = this;
    const running = session !== null && !stopped;
    const atOnce = this.dataset.opensAtOnce !== undefined;
    this.toggleAttribute("data-running", running && session.phase !== "end" && !atOnce);
    this.section("start").hidden = session !== null && !atOnce;
    this.section("resume").hidden = !(stopped && this.offering);
    this.section("stopped").hidden = !(stopped && !this.offering);
    this.section("end").hidden = !(running && session.phase === "end") && !(atOnce && !stopped);
    const after = this.querySelector('[data-part="after"]');
    if (after instanceof HTMLElement) after.hidden = !(running && session.phase === "after");
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll('[name="after"]'))) {
      field.checked = field.value === session?.after;
    }
    for (const step of this.stepElements()) {
      step.hidden = atOnce ? stopped : !(running && session.phase === "step" && step.dataset.step === session.step);
      if (session && !step.hidden) this.fill(step, session);
    }
    showLeads(this.section("end"), session?.answers ?? {});
    this.showSoFar();
    this.showBar();
    this.showTimeLeft();
  }

  /** @param {HTMLElement} step @param {Session} session */
  fill(step, session) {
    layOutForEach(step, session.answers);
    const value = session.answers[step.dataset.step ?? ""];
    if (step.querySelector("[data-entries]")) this.keeper?.then((keeper) => keeper?.layOutEntries(step, value));
    else writeAnswer(step, value);
    layOutMessage(step, this.lines());
    if (step.querySelector("[data-to-delete]")) this.keeper?.then((keeper) => keeper?.tellWhatWouldGo(step));
    showThen(step);
  }

  showSoFar() {
    const lines = this.lines().filter(({ step }) => step !== this.session?.step);
    for (const place of this.querySelectorAll("[data-so-far]")) place.replaceChildren(linesList(lines));
    const earlier = /** @type {HTMLElement} */ (this.querySelector("[data-earlier]"));
    earlier.hidden = !lines.length || this.stopped || this.session?.phase !== "step";
    this.toggleAttribute("data-answered", lines.length > 0);
  }

  showBar() {
    const bar = this.section("bar");
    const { session } = this;
    bar.hidden = !this.hasAttribute("data-running") || this.stopped;
    if (bar.hidden || !session || !this.exercise) return;
    const step = this.currentStep();
    const answered = session.phase === "after" ? session.after : session.answers[session.step ?? ""];
    const takesAnswer = session.phase === "after" || (step?.dataset.name !== undefined && step.dataset.kind !== "read");
    const skips = takesAnswer ? isEmpty(answered) : this.paced() !== null;
    const button = /** @type {HTMLElement} */ (bar.querySelector('[data-do="next"]'));
    button.textContent = word(skips ? "skip" : "next");
    button.classList.toggle("button-main", !skips); // skipping is always there, and never urged
    const first = session.step === steps(this.exercise, session)[0]?.id;
    /** @type {HTMLElement} */ (bar.querySelector('[data-do="back"]')).hidden = first;
  }

  showTimeLeft() {
    const place = /** @type {HTMLElement} */ (this.querySelector("[data-time-left]"));
    place.hidden = !this.hasAttribute("data-running") || this.session?.phase !== "step";
    if (place.hidden || !this.session || !this.exercise) return;
    const minutes = Math.round(secondsLeft(this.exercise, this.session) / 60);
    const words = minutes > 1 ? word("minutes-left", { count: minutes }) : word(minutes ? "minute-left" : "under-a-minute-left");
    if (place.textContent !== words) place.textContent = words;
  }

  focusHeading() {
    const shown = this.session?.phase === "end" ? this.section("end") : (this.currentStep() ?? this.querySelector('[data-part="after"]'));
    shown?.querySelector("h2")?.focus({ preventScroll: true });
    scrollTo(0, 0);
    // On a low screen, or with large letters, the breath comes before the headings.
    shown?.querySelector(".pacer-face")?.scrollIntoView({ block: "nearest" });
  }

  // Finding things.

  /** Everything answered, in the order of the steps and in the person's own words. */
  lines() {
    return answered(this.stepElements(), this.session?.answers ?? {});
  }

  /** @param {string} name @returns {HTMLElement} */
  section(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part="${name}"]`));
  }

  stepElements() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-step]")]);
  }

  currentStep() {
    return this.stepElements().find(({ dataset }) => dataset.step === this.session?.step) ?? null;
  }

  /** @returns {Paced | null} */
  paced() {
    return this.currentStep()?.querySelector("breathing-pacer, quiet-timer") ?? null;
  }
}

customElements.define("exercise-player", ExercisePlayer);
