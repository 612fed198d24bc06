/**
 * The offer to carry on with what was begun earlier: in place of the start screen, or, where the
 * person was quicker than the disk and has begun anew, beside it. Either way nothing is lost.
 * @module
 */

import { resume } from "../practice/session.js";
import { shown } from "../shown.js";
import { word } from "../words.js";

/** @typedef {import("./exercise-player.js").ExercisePlayer} Player */

/** @param {Player} player */
export async function offerEarlier(player) {
  const keeper = await player.keeper;
  const earlier = await keeper?.findEarlier();
  if (!keeper || !player.exercise) return;
  if (!earlier) return keeper.offerCard();
  const session = resume(player.exercise, earlier.body);
  await layOutEntries(player, session);
  if (keeper.isLocked()) return; // the lock fell while it was read
  if (player.session) offerBeside(player, () => takeUp(player, earlier, session));
  else {
    // First of all: a tap on Start while the draft is being taken up must not write into it.
    player.session = session;
    player.stopped = true;
    player.offering = true;
    await keeper.adopt(earlier);
    player.show();
    player.section("resume").querySelector("h2")?.focus({ preventScroll: true });
  }
}

/** What was offered beside is past once something is done, or the lock falls; its words go with it. @param {Player} player */
export function hideBeside(player) {
  for (const offer of /** @type {NodeListOf<HTMLElement>} */ (player.querySelectorAll("[data-beside]"))) {
    offer.hidden = true;
    const button = offer.querySelector("button");
    if (button) button.onclick = null;
  }
}

/** Only while nothing is written in the new one. @param {Player} player @param {() => void} take */
function offerBeside(player, take) {
  if (player.lines().length) return;
  const offer = player.section("beside");
  offer.hidden = false;
  /** @type {HTMLButtonElement} */ (offer.querySelector("button")).onclick = take;
}

/** @param {Player} player @param {import("../journal/drafts.js").Draft} earlier @param {import("../practice/session.js").Session} session */
async function takeUp(player, earlier, session) {
  const keeper = await player.keeper;
  if (player.lines().length || !(await keeper?.forget())) return;
  await keeper?.adopt(earlier);
  if (!keeper?.isLocked()) player.enter(session);
}

/** Entries are named by their first words, which stand in the journal. @param {Player} player @param {import("../practice/session.js").Session} session */
async function layOutEntries(player, session) {
  const keeper = await player.keeper;
  const steps = player.stepElements().filter((step) => step.querySelector("[data-entries]"));
  await Promise.all(steps.map((step) => keeper?.layOutEntries(step, session.answers[step.dataset.step ?? ""])));
}

/**
 * What keeps words. Where it cannot be loaded (the signal went on the first visit) the screen says
 * that nothing is being kept, and the exercise goes on.
 * @param {Player} player
 */
export async function loadKeeper(player) {
  await shown;
  try {
    return (await import("../keeping.js")).createKeeper(player);
  } catch (error) {
    console.warn("nothing can be kept", error);
    const problem = player.querySelector("[data-problem]");
    if (problem) problem.textContent = word("problem-failed");
    return null;
  }
}
