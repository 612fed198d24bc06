/**
 * A quiet note beside a field in which something looks like a number or a place that names a person.
 * It advises; it never stops anything, and keeps nothing of what it saw (PRODUCT.md 4).
 * @module
 */

import { kindsIn } from "../journal/identifiers.js";
import { word } from "../words.js";

const FIELDS = ":is(exercise-player, journal-entry, free-writing, supervision-copy) :is(textarea, input[type=text])";
const PAUSE = 400; // milliseconds without a key, so that half a number is not remarked on

/** @type {WeakMap<Element, ReturnType<typeof setTimeout>>} */
const waiting = new WeakMap();

export function watchIdentifiers() {
  document.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) || !target.matches(FIELDS)) return;
    clearTimeout(waiting.get(target));
    waiting.set(target, setTimeout(() => noteBeside(target, target.value), PAUSE));
  });
}

/** @param {Element} field @param {string} text */
export function noteBeside(field, text) {
  const here = field.nextElementSibling;
  const note = here instanceof HTMLElement && here.matches(".identifier-note") ? here : null;
  const words = identifierWords(text);
  if (!words) return note?.remove();
  if (note?.textContent === words) return;
  const made = note ?? Object.assign(document.createElement("p"), { className: "identifier-note" });
  made.setAttribute("role", "status");
  if (!note) field.after(made);
  made.textContent = words;
}

/** @param {string} text @returns {string} empty where nothing looks like an identifier */
export function identifierWords(text) {
  const kinds = kindsIn(text).map((kind) => word(`identifier-${kind}`));
  if (!kinds.length) return "";
  return word("identifier", { kinds: kinds.join(", ") });
}
