/** The fields in which an entry is edited: one for each answer that is in words. */

import { labelOf } from "../journal/entry.js";

/** @typedef {Record<string, import("../journal/entry.js").Answer>} Answers */

/** @param {HTMLElement} place @param {import("../journal/entry.js").Plain} entry @param {Answers} answers */
export function layOutFields(place, entry, answers) {
  const fields = Object.entries(answers).flatMap(([step, value]) => fieldFor(value, labelOf(entry, step), step) ?? []);
  place.replaceChildren(...fields);
  place.querySelector("textarea")?.focus();
}

/** What the fields hold, in the form that each answer had. @param {HTMLElement} place @returns {Answers} */
export function readFields(place) {
  const areas = [...place.querySelectorAll("textarea")];
  return Object.fromEntries(areas.map(({ dataset, value }) => [dataset.step, dataset.list === undefined ? value : value.split("\n")]));
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
