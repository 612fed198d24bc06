/** A month of the journal: days with entries can be chosen, and the others are days like any. */

import { monthGrid } from "../journal/days.js";
import { word } from "../words.js";
import { element } from "./lines.js";

/** This month, as `2026-11`, where the device is. */
export function monthNow() {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}`;
}

/** @param {string} month @param {number} by */
function monthBeside(month, by) {
  const date = new Date(`${month}-15T12:00:00`);
  date.setMonth(date.getMonth() + by);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}`;
}

/**
 * @param {HTMLElement} place @param {string} month @param {Map<string, number>} days
 * @param {string | undefined} chosen
 */
export function layOutMonth(place, month, days, chosen) {
  const had = document.activeElement instanceof HTMLElement && place.contains(document.activeElement) ? { ...document.activeElement.dataset } : null;
  const lang = document.documentElement.lang;
  const name = new Intl.DateTimeFormat(lang, { month: "long", year: "numeric" }).format(new Date(`${month}-15T12:00:00`));
  const bar = element("div", "", "month-bar");
  bar.append(turn(monthBeside(month, -1), word("month-before"), "‹"), element("h2", name), turn(monthBeside(month, 1), word("month-after"), "›"));
  const table = element("table", "", "month");
  table.setAttribute("aria-label", name);
  const weekday = new Intl.DateTimeFormat(lang, { weekday: "narrow" });
  const head = element("tr", "");
  head.append(...Array.from({ length: 7 }, (_, at) => element("th", weekday.format(new Date(2024, 0, 1 + at)))));
  const long = new Intl.DateTimeFormat(lang, { day: "numeric", month: "long" });
  const rows = monthGrid(month, days).map((week) => {
    const row = element("tr", "");
    row.append(...week.map((day) => cell(day, long, chosen)));
    return row;
  });
  table.append(head, ...rows);
  place.replaceChildren(bar, table);
  if (had?.day) /** @type {HTMLElement | null} */ (place.querySelector(`[data-day="${had.day}"]`))?.focus();
  else if (had?.month) /** @type {HTMLElement | null} */ (place.querySelectorAll("[data-month]")[had.month < month ? 1 : 0])?.focus();
}

/** @param {string} month @param {string} label @param {string} sign */
function turn(month, label, sign) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet" });
  const drawn = element("span", sign);
  drawn.setAttribute("aria-hidden", "true");
  button.append(drawn, element("span", label, "visually-hidden"));
  button.dataset.month = month;
  return button;
}

/** @param {{day: string, count: number} | null} day @param {Intl.DateTimeFormat} long @param {string | undefined} chosen */
function cell(day, long, chosen) {
  const made = document.createElement("td");
  if (!day) return made;
  const date = String(Number(day.day.slice(8)));
  if (!day.count) {
    made.textContent = date;
    return made;
  }
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: date });
  button.setAttribute("aria-label", word("day-entries", { day: long.format(new Date(`${day.day}T12:00:00`)), count: day.count }));
  button.setAttribute("aria-pressed", String(day.day === chosen));
  button.dataset.day = day.day;
  made.append(button);
  return made;
}
