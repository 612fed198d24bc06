/** What a lock does to an exercise that runs: the step stays, and every word goes until unlock. */

import { joined } from "../journal/joining.js";
import { writeAnswer } from "./fields.js";

/** @typedef {import("./exercise-player.js").ExercisePlayer} Player */

/** @param {Player} player */
export function lockPlayer(player) {
  const begun = player.session !== null && player.lines().length > 0;
  if (player.session) {
    const { card: _, ...session } = player.session; // a card's words go as well
    player.session = { ...session, answers: {} };
  }
  for (const step of player.stepElements()) writeAnswer(step, undefined);
  for (const place of player.querySelectorAll("[data-entries] label, [data-lines] fieldset")) place.remove();
  for (const note of player.querySelectorAll(".identifier-note")) note.remove();
  player.toggleAttribute("data-locked", begun);
  player.show();
}

/** The answers from before the lock fell, joined by those since. @param {Player} player @param {import("../practice/session.js").Session} before */
export function openPlayer(player, { card, answers }) {
  player.toggleAttribute("data-locked", false);
  if (!player.session) return;
  player.session = { ...player.session, ...(card && { card }), answers: joined(answers, player.session.answers) };
  player.show();
}
