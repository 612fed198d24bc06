/**
 * Groups and what is suggested in them, put into the words of the page. Names, messages and titles are
 * whatever somebody typed, so that they are only ever set as text (F55).
 * @module
 */

import { word } from "../words.js";
import { longDay, today } from "./telling.js";

/** @typedef {Record<string, string | number>} Values */

/** Words with their places in braces filled. @param {string | undefined} words @param {Values} values */
export const filled = (words, values) => (words ?? "").replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));

/** @param {ParentNode} within @param {string} selector @returns {HTMLElement} */
export const find = (within, selector) => /** @type {HTMLElement} */ (within.querySelector(selector));

/** What the page says under a name. @param {Element} element @param {string} name @param {Values} [values] */
export const pageWord = (element, name, values = {}) => filled(find(element, `[data-word="${name}"]`).textContent ?? "", values);

/** A place of the page; it hides where there is nothing to say. @param {ParentNode} within @param {string} name @param {Values | null} values */
export function put(within, name, values) {
  const place = find(within, `[data-of="${name}"]`);
  place.hidden = !values;
  place.textContent = values ? (place.dataset.words ? filled(place.dataset.words, values) : String(values.it)) : "";
}

/** @param {string} tag @param {string} text */
export function made(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

const WEEK = 7;

/** A day that is to come, in a sentence: within a week by its name. @param {string} day as `2026-12-05` */
export function dayAhead(day) {
  const at = new Date(`${day}T12:00:00`);
  const days = Math.round((at.getTime() - new Date(`${today()}T12:00:00`).getTime()) / 86_400_000);
  if (days === 0) return word("today").toLowerCase();
  return new Intl.DateTimeFormat(document.documentElement.lang, days > 0 && days < WEEK ? { weekday: "long" } : { day: "numeric", month: "long" }).format(at);
}

/**
 * Who suggested it; and until when, for as long as that is to come.
 * @param {DOMStringMap} words @param {import("../journal/suggested.js").Assignment} assignment @param {string | null} group
 */
export function suggestedBy({ byUntil, byUntilIn, by, byIn }, { facilitator: who, suggested_by }, group) {
  const values = { who, group: group ?? "", day: dayAhead(suggested_by) };
  return filled(today() <= suggested_by ? (group ? byUntilIn : byUntil) : group ? byIn : by, values);
}

/** The name of the group in which something is suggested, for whoever is in several. @param {import("../journal/suggested.js").Held | null | undefined} held */
export function nameOfGroup(held) {
  const groups = held?.groups ?? [];
  return (/** @type {{group: string}} */ { group }) => (groups.length > 1 ? (groups.find(({ id }) => id === group)?.name ?? null) : null);
}

/** Size, who runs it, and when it meets. @param {ParentNode} within @param {import("../journal/groups-wire.js").Described} group */
export function describe(within, { size, facilitators, relationship, rhythm }) {
  for (const band of /** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll("[data-band]"))) band.hidden = band.dataset.band !== size;
  const list = find(within, "[data-facilitators]");
  const lines = facilitators.flatMap(({ name: who, lineManager, from, until }) => [
    filled(lineManager ? list.dataset.manager : list.dataset.noManager, { who }),
    ...(from ? [filled(list.dataset.from, { who, day: longDay(from) })] : []),
    ...(until ? [filled(list.dataset.until, { who, day: longDay(until) })] : []),
  ]);
  list.replaceChildren(...lines.map((line) => made("li", line)));
  put(within, "relationship", relationship ? { relationship } : null);
  put(within, "rhythm", rhythm ? { rhythm } : null);
}
