/** What a lock does to an exercise that runs: the step stays, and every word goes until unlock. */

import { joined } from "../journal/joining.js";
import { writeAnswer } from "./fields.js";
import { focusIfLost, lockedHeading, pageHeading } from "./focus.js";

/**
 * @typedef {import("./exercise-player.js").ExercisePlayer} Player
 * @typedef {import("../practice/session.js").Session} Session
 */

// Besides the words themselves: what belongs to one person's entries, or says which there are.
const TELLING = "[data-entries] label, [data-lines] fieldset, .identifier-note";

/**
 * What could not be saved stays on the screen: it is nowhere else.
 * @param {Player} player @param {Pick<Session, "answers" | "page">} unsaved
 */
export function lockPlayer(player, unsaved) {
  const begun = player.session !== null && player.lines().length > 0;
  if (player.session) {
    const { exercise, length, phase, step, elapsed, started } = player.session; // no word is in these
    player.session = { exercise, length, phase, step, elapsed, started, ...unsaved };
  }
  for (const step of player.stepElements()) writeAnswer(step, undefined);
  for (const place of player.querySelectorAll(TELLING)) place.remove();
  for (const place of player.querySelectorAll("[data-to-delete]")) place.textContent = "";
  for (const bar of /** @type {NodeListOf<HTMLElement>} */ (player.querySelectorAll("[data-deleted]"))) bar.hidden = true;
  player.toggleAttribute("data-locked", begun);
  player.show();
  focusIfLost(lockedHeading(), player.currentStep()?.querySelector("h2"), pageHeading());
}

/** What a draft that was written does not hold. @param {Session | null} session @param {Session | null} written @returns {Pick<Session, "answers" | "page">} */
export function unsavedOf(session, written) {
  const answers = Object.entries(session?.answers ?? {}).filter(([step, answer]) => JSON.stringify(answer) !== JSON.stringify(written?.answers[step]));
  return { answers: Object.fromEntries(answers), ...(session?.page && session.page !== written?.page && { page: session.page }) };
}

/** What there was before the lock fell, joined by what came since. @param {Player} player @param {Pick<Session, "answers" | "after" | "card" | "page">} before */
export function openPlayer(player, { answers, after, card, page }) {
  player.toggleAttribute("data-locked", false);
  if (!player.session) return;
  const known = { ...(after && { after }), ...(page && { page }) };
  player.session = { ...known, ...player.session, ...(card && { card }), answers: joined(answers, player.session.answers) };
  player.show();
}
