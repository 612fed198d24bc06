/** That a practice took place, and what came of it for the next ones: on this device alone. */

import { openJournal } from "../journal/open.js";
import { withAfter, withAtHand } from "../journal/ways.js";
import { noteMet } from "./reminder-line.js";
import { moment, unlessNothing } from "./telling.js";

/** The player says so once it is all on the disk. @param {import("./exercise-player.js").ExercisePlayer} player */
export async function countPractice(player) {
  await count(player);
  player.dataset.counted = "";
}

/** @param {import("./exercise-player.js").ExercisePlayer} player */
async function count(player) {
  const { practised, ways } = await openJournal();
  const { id = "", group = "" } = player.dataset;
  await practised(id, moment());
  noteMet();
  const after = player.session?.after;
  const led = /** @type {HTMLElement[]} */ ([...player.querySelectorAll("[data-at-hand]:not([hidden])")]).flatMap(({ dataset }) => dataset.atHand ?? []);
  if (!after && !led.length) return;
  try {
    const now = await ways.change((before) => led.reduce((so, each) => withAtHand(so, each, true), after ? withAfter(before, group, after) : before));
    const told = /** @type {HTMLElement | null} */ (player.querySelector("[data-put-aside]"));
    if (told) told.hidden = !(after === "worse" && now.aside.includes(group));
  } catch (error) {
    // While locked, or where nothing can be kept, the practice counts all the same.
    unlessNothing(error);
  }
}
