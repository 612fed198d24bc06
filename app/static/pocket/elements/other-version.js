/** The other version of an entry that was changed on two devices at once, beside it: both were kept, and both can be read. */

import { lines } from "../journal/entry.js";
import { word } from "../words.js";
import { linesList } from "./lines.js";

/**
 * @param {HTMLElement} place @param {import("../journal/open.js").Journal} journal
 * @param {string} id @param {import("../journal/entry.js").Plain} entry
 */
export async function showOtherVersion(place, { store, shelf, vault }, id, entry) {
  const other = entry.copyOf ? await store.get(entry.copyOf) : (await shelf.load()).index.all().find(({ plain }) => plain.copyOf === id);
  place.hidden = !other || other.row.deleted || vault.locked;
  const words = place.hidden || !other ? [] : [linesList(lines(other.plain, (count) => word("scale-of-five", { count })))];
  place.querySelector("[data-other-words]")?.replaceChildren(...words);
}
