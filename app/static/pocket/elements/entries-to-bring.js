/** The kept entries that a step offers to choose from: those marked for supervision, then the newest. */

import { firstWords } from "../journal/entry.js";
import { openJournal } from "../journal/open.js";
import { textsIn } from "../journal/values.js";
import { word } from "../words.js";
import { element, oneByOne } from "./lines.js";
import { dateOf } from "./telling.js";

const LISTED = 20;

/** @param {import("./exercise-player.js").ExercisePlayer} player @param {HTMLElement} step @param {unknown} chosen ids */
export async function layOutEntries(player, step, chosen) {
  const place = /** @type {HTMLElement} */ (step.querySelector("[data-entries]"));
  const legend = /** @type {HTMLElement} */ (place.querySelector("legend"));
  const entries = await openJournal()
    .then(async ({ store, vault }) => {
      const { entries } = await store.entries();
      return vault.locked ? null : entries; // the lock may have fallen while they were opened
    })
    .catch(() => null);
  const ids = Array.isArray(chosen) ? chosen : [];
  const marked = (entries ?? []).filter(({ plain }) => textsIn(plain.marks).includes("supervision"));
  const others = (entries ?? []).filter((entry) => !marked.includes(entry)).slice(0, LISTED);
  /** @param {import("../journal/record.js").Opened} opened */
  const choice = ({ row, plain }) => {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "checkbox", value: row.id, checked: ids.includes(row.id) });
    const span = document.createElement("span");
    const heading = [plain.title, dateOf(plain)].filter(Boolean).join(", ");
    span.textContent = [heading, firstWords(plain, (count) => word("scale-of-five", { count }))].filter(Boolean).join(": ");
    label.append(input, " ", span);
    return label;
  };
  const choices = oneByOne([...marked, ...others], choice, () => element("p", word("not-whole"), "fine"));
  place.replaceChildren(legend, ...(choices.length ? choices : [word(entries ? "nothing-kept-to-bring" : "journal-closed")]));
  player.showSoFar();
}
