/** What stands below an entry: its day, its skills, its mark, and its earlier versions. */

import { lines, toggled, withDay } from "../journal/entry.js";
import { dayOf } from "../journal/days.js";
import { word } from "../words.js";
import { linesList } from "./lines.js";
import { today } from "./telling.js";

/** @typedef {import("../journal/entry.js").Plain} Plain */

const MARK = "supervision";

/** @param {HTMLElement} page @param {Plain} entry */
export function layOutAbout(page, entry) {
  for (const input of page.querySelectorAll("input")) {
    if (input.name === "mark") input.checked = entry.marks.includes(MARK);
    else if (input.name === "tag") input.checked = entry.tags.includes(input.value);
    else if (input.name === "day") {
      input.value = dayOf(entry);
      input.max = today();
    }
  }
}

/** What a change of one of those fields does to the entry; null where it does nothing. @param {HTMLInputElement} input @returns {((plain: Plain) => Plain) | null} */
export function changeOf({ name, value, checked, validity }) {
  if (name === "mark") return (plain) => ({ ...plain, marks: toggled(plain.marks, MARK, checked) });
  if (name === "tag") return (plain) => ({ ...plain, tags: toggled(plain.tags, value, checked) });
  if (name === "day" && value && validity.valid) return (plain) => withDay(plain, value);
  return null;
}

const TYPING = 1000; // milliseconds

/**
 * A date that is typed changes with each figure, by way of the year 2: it is taken when the typing
 * ends, or when the field is left.
 * @param {HTMLInputElement & {waiting?: ReturnType<typeof setTimeout>}} input @param {() => void} act
 */
export function whenDone(input, act) {
  if (input.type !== "date") return act();
  const done = () => {
    clearTimeout(input.waiting);
    input.onblur = null;
    act();
  };
  clearTimeout(input.waiting);
  input.waiting = setTimeout(done, TYPING);
  input.onblur = done;
}

/** @param {HTMLElement} place @param {import("../journal/record.js").Opened[]} versions those whose words are others */
export function layOutHistory(place, versions) {
  const template = /** @type {HTMLTemplateElement} */ (place.querySelector("[data-version]"));
  const form = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  const items = versions.map(({ plain }, at) => {
    const item = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const edited = new Date(plain.edited ?? plain.created);
    /** @type {HTMLElement} */ (item.querySelector("[data-edited]")).textContent = form.format(edited);
    item.querySelector("[data-version-words]")?.append(linesList(lines(plain, (count) => word("scale-of-five", { count }))));
    /** @type {HTMLElement} */ (item.querySelector("button")).dataset.do = `bring-back:${at}`;
    return item;
  });
  place.querySelector("[data-history]")?.replaceChildren(...items);
  /** @type {HTMLElement} */ (place.querySelector("[data-no-history]")).hidden = versions.length > 0;
}
