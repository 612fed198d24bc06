/** What Keep does with an exercise: what it keeps, as what, and what it moves to the trash. */

import { newestOf } from "../journal/cards.js";
import { NotKept } from "../journal/database.js";
import { entryFrom } from "../journal/entry.js";
import { openJournal } from "../journal/open.js";
import { Locked } from "../vault/vault.js";
import { word } from "../words.js";
import { moveFocus } from "./focus.js";
import { entryDay, moment, say } from "./telling.js";

/** @typedef {import("./exercise-player.js").ExercisePlayer} Player */

/** What an option that was chosen says by this attribute. @param {Player} player @param {string} attribute */
function chosen(player, attribute) {
  for (const step of player.stepElements()) {
    const answer = player.session?.answers[step.dataset.step ?? ""];
    if (typeof answer !== "string") continue;
    const said = step.querySelector(`input[value="${CSS.escape(answer)}"]`)?.getAttribute(attribute);
    if (said) return said;
  }
  return null;
}

/** Whether there is something to keep: where it is to be kept is nothing yet. @param {Player} player */
export function isAnythingToKeep(player) {
  const where = player.stepElements().filter((step) => step.querySelector("input[data-keeps-as]"));
  return player.lines().some(({ step }) => !where.some(({ dataset }) => dataset.step === step));
}

/**
 * At the end. What began before the lock fell is kept whole, after unlock, and not in halves: then
 * unlocking is offered, and not Keep.
 * @param {Player} player @param {boolean} waits @returns {boolean} whether there is Keep to press
 */
export function offerKeep(player, waits) {
  const keep = /** @type {HTMLElement | null} */ (player.querySelector("[data-keep]"));
  const unlock = /** @type {HTMLElement | null} */ (player.querySelector("[data-unlock-here]"));
  if (!keep || !unlock) return false;
  keep.hidden = waits || !isAnythingToKeep(player);
  unlock.hidden = !waits;
  return !keep.hidden;
}

/**
 * Keeps what was written: as an entry, as one more card, or in the one card that there is.
 * @param {Player} player @param {{draft?: string}} options
 */
export async function keepIn(player, options) {
  const { id = "", version, title = "", skill = "" } = player.dataset;
  const as = chosen(player, "data-keeps-as") ?? player.dataset.keepsAs;
  const lines = player.lines();
  const answers = Object.fromEntries(lines.map(({ step, value }) => [step, value]));
  const labels = as === "card" ? everyLabel(player) : Object.fromEntries(lines.map(({ step, label }) => [step, label]));
  if (player.session?.page?.trim()) {
    answers.page = player.session.page;
    labels.page = player.querySelector("supervision-copy label")?.textContent ?? "";
  }
  const exercise = { id, version: Number(version), title, skill };
  const plain = entryFrom({ ...exercise, kind: as === "entry" ? "entry" : "card" }, answers, labels, moment());
  const mark = chosen(player, "data-marks");
  if (mark) plain.marks = [mark];
  const journal = await openJournal();
  if (as === "card") await journal.keepCard(plain, player.session?.card, options);
  else await journal.keep(plain, options);
}

/** A card names every step, answered or not, so that a later answer finds its place. @param {Player} player */
function everyLabel(player) {
  return Object.fromEntries(player.stepElements().flatMap(({ dataset: { step = "", name } }) => (name ? [[step, name]] : [])));
}

/** The exercise whose newest entry is to go to the trash, by its id, or null. @param {Player} player */
export const toDelete = (player) => chosen(player, "data-deletes");

/** Moves it there, and offers Undo; while locked it goes at unlock. @param {Player} player @param {string} exercise */
export async function deleteNewest(player, exercise) {
  const id = await (await openJournal()).deleteNewest(exercise);
  const bar = /** @type {HTMLElement | null} */ (player.querySelector("[data-deleted]"));
  if (!id || !bar) return;
  bar.dataset.deleted = id;
  bar.hidden = false;
}

/** Undo. @param {Player} player */
export async function putBack(player) {
  const bar = /** @type {HTMLElement} */ (player.querySelector("[data-deleted]"));
  await (await openJournal()).store.restore(bar.dataset.deleted ?? "");
  bar.hidden = true;
  moveFocus(player.querySelector("[data-kept]"));
  say(/** @type {HTMLElement} */ (player.querySelector("[data-kept-words]")), word("put-back"));
}

/** Says which page would go, or that there is none; nothing where the journal does not open. @param {HTMLElement} step */
export async function tellWhatWouldGo(step) {
  const place = /** @type {HTMLElement} */ (step.querySelector("[data-to-delete]"));
  const exercise = step.querySelector("[data-deletes]")?.getAttribute("data-deletes") ?? "";
  try {
    const { shelf, vault } = await openJournal();
    const newest = newestOf((await shelf.load()).index.all(), exercise);
    if (vault.locked) return; // it fell meanwhile
    place.textContent = newest ? word("would-delete", { title: newest.plain.title ?? word("free-writing"), day: entryDay(newest.plain, new Date()) }) : word("nothing-to-delete");
  } catch (error) {
    if (!(error instanceof NotKept || error instanceof Locked)) throw error;
    place.textContent = "";
  }
}
