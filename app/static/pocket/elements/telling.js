/** Saying what happened, in the page's own words. */

import { NotKept } from "../journal/database.js";
import { dayOf } from "../journal/days.js";
import { KeepsMoving } from "../journal/writing.js";
import { TooLong } from "../vault/seal.js";
import { Locked } from "../vault/vault.js";
import { word } from "../words.js";

/** Live regions speak on change alone: the same words twice need an empty moment between. @param {HTMLElement} place @param {string} words */
export function say(place, words) {
  if (place.textContent === words) place.textContent = "";
  place.textContent = words;
}

const A_MOMENT = 100; // milliseconds: a live region that has just come to a place is not read out there

/** What is said from now on stands below what was pressed. @param {HTMLElement} place @param {Element} pressed */
export async function standBelow(place, pressed) {
  const line = pressed.closest(".choices, p") ?? pressed;
  if (line.nextElementSibling === place) return;
  line.after(place);
  await new Promise((resolve) => setTimeout(resolve, A_MOMENT));
}

/** Said where it is seen; below what has gone from the screen meanwhile, and not in it. @param {HTMLElement} place @param {string} words */
export function sayInView(place, words) {
  for (let gone = place.closest("[hidden]"); gone; gone = place.closest("[hidden]")) gone.after(place);
  say(place, words);
  if (words) place.scrollIntoView({ block: "nearest" });
}

/** Where words were to be saved. @param {unknown} error @returns {string} */
export function problemWords(error) {
  if (error instanceof TooLong) return word("problem-too-long");
  if (error instanceof NotKept) return word(`problem-${error.why}`);
  console.error(error);
  return word("problem-failed");
}

/** Where something else was to be done: no words wait to be saved, and none are said to. @param {unknown} error @returns {string} */
export function otherProblemWords(error) {
  if (!(error instanceof NotKept)) console.error(error);
  else if (error.why === "full") return word("problem-no-room");
  else if (error.why !== "failed") return word(`problem-${error.why}`);
  return word("problem-other");
}

/** The lock fell while something was read: there is nothing to tell. @param {unknown} error @returns {null} @throws what else it is */
export function unlessLocked(error) {
  if (error instanceof Locked) return null;
  throw error;
}

/** The device's store does not answer: there is nothing to show. @param {unknown} error @throws what else it is */
export function unlessNotKept(error) {
  if (!(error instanceof NotKept)) throw error;
}

/** As that; or it is locked, or another tab is at the same row: what was to be noted is not worth a word. @param {unknown} error @throws what else it is */
export function unlessNothing(error) {
  if (!(error instanceof Locked || error instanceof KeepsMoving)) unlessNotKept(error);
}

/** @returns {import("../journal/entry.js").Moment} */
export const moment = () => ({
  now: new Date().toISOString(),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

/** This day, where the device is, as `2026-11-23`. */
export function today() {
  const { now, zone } = moment();
  return dayOf(/** @type {any} */ ({ created: now, zone }));
}

/** The day of an entry, for a page that is read on another day. @param {import("../journal/entry.js").Plain} plain */
export function dateOf(plain) {
  const day = dayOf(plain);
  return day && longDay(day);
}

/** A day with its year. @param {string} day as `2026-12-05` */
export const longDay = (day) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(new Date(`${day}T12:00:00`));

/** The day of an entry. @param {import("../journal/entry.js").Plain} plain @param {Date} now */
export const entryDay = ({ day, created }, now) => dayWords(day ? `${day}T12:00:00` : created, now);

/** A day as people say it. @param {string} iso @param {Date} now */
export function dayWords(iso, now) {
  const day = new Date(iso);
  if (Number.isNaN(day.getTime())) return ""; // one record without a date takes no other from the screen
  const days = Math.round((startOfDay(now) - startOfDay(day)) / 86_400_000);
  if (days === 0) return word("today");
  if (days === 1) return word("yesterday");
  return dayForm(day.getFullYear() === now.getFullYear() ? undefined : "numeric").format(day);
}

/** Made once for each form: making one takes far longer than using it. @type {Map<string | undefined, Intl.DateTimeFormat>} */
const dayForms = new Map();

/** @param {"numeric" | undefined} year */
function dayForm(year) {
  const made = dayForms.get(year) ?? new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", day: "numeric", month: "long", year });
  dayForms.set(year, made);
  return made;
}

/** @param {Date} date */
const startOfDay = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
