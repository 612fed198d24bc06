/**
 * Cards: what is written once and then gone on with. There is one of a kind; where two are written
 * apart, in two tabs or on the other side of a lock, the one joins the other. Pure.
 * @module
 */

import { isEmpty } from "../practice/session.js";
import { TooLong } from "../vault/seal.js";
import { withEdits } from "./entry.js";
import { Gone } from "./store.js";

/**
 * @typedef {import("./entry.js").Plain} Plain
 * @typedef {import("./record.js").Shown} Shown
 * @typedef {{id: string, base: Record<string, import("./entry.js").Answer>}} Held a card that was gone on
 *   with, and its answers at that time
 */

/** The cards of one exercise. @template {Shown} Each @param {Each[]} live newest first @param {string} exercise its id */
export const cardsOf = (live, exercise) => live.filter(({ plain }) => plain.kind === "card" && plain.exercise?.id === exercise);

/**
 * A card with what was written. Its answers stand in the order of the labels, which name every step.
 * @param {Plain} was the card as it stands
 * @param {Plain} written by somebody who went through the whole of it again
 * @param {Held["base"]} base what they went on from: nothing, where they began with empty lines
 * @returns {Plain}
 */
export function withWritten(was, written, base) {
  const cleared = Object.keys(base).filter((step) => !Object.hasOwn(written.answers, step));
  const edits = { ...Object.fromEntries(cleared.map((step) => [step, ""])), ...written.answers };
  const { answers } = withEdits(was, base, edits);
  const labels = { ...was.labels, ...written.labels };
  const order = [...new Set([...Object.keys(written.labels ?? {}), ...Object.keys(answers)])];
  const left = order.filter((step) => Object.hasOwn(answers, step) && !isEmpty(answers[step]));
  const { exercise, title } = written;
  return { ...was, exercise, title, labels, answers: Object.fromEntries(left.map((step) => [step, answers[step]])) };
}

/**
 * Keeps a card: as an edit of the one that was gone on with, else of the newest of its kind, else as
 * the first. What was deleted meanwhile stays deleted, and the words are kept all the same. Two that
 * are too long to be one stay two: a letter must never be stuck.
 * @param {import("./store.js").Store} store
 * @param {{id: string, plain: Plain, held?: Held}} card `id` for a first one
 * @param {{draft?: string, letter?: number}} [options]
 * @throws {import("../vault/vault.js").Locked}
 */
export async function keepCard(store, { id, plain, held }, options = {}) {
  const cards = cardsOf((await store.entries()).entries, plain.exercise?.id ?? "");
  const same = cards.find(({ row }) => row.id === held?.id);
  const into = same ?? cards[0];
  if (!into) return store.add(plain, { ...options, id });
  try {
    return await store.edit(into.row.id, (was) => withWritten(was, plain, same && held ? held.base : {}), options);
  } catch (error) {
    // At the screen somebody can shorten a card that they went on with; of a letter they cannot.
    const apart = error instanceof TooLong && (!same || options.letter !== undefined);
    if (!apart && !(error instanceof Gone)) throw error;
    return store.add(plain, { ...options, id });
  }
}

/** The newest of an exercise. @template {Shown} Each @param {Each[]} live newest first @param {string} exercise its id */
export const newestOf = (live, exercise) => live.find(({ plain }) => plain.exercise?.id === exercise) ?? null;

/**
 * Moves the newest entry of an exercise to the trash.
 * @param {import("./store.js").Store} store @param {string} exercise its id @param {{letter?: number}} [options]
 * @returns {Promise<string | null>} its id, or null where there is none
 * @throws {import("../vault/vault.js").Locked}
 */
export async function deleteNewest(store, exercise, { letter } = {}) {
  const newest = newestOf((await store.entries()).entries, exercise);
  if (newest) await store.edit(newest.row.id, (plain) => plain, { deleted: true, letter });
  return newest?.row.id ?? null;
}
