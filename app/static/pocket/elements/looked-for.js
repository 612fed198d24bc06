/**
 * What somebody looked for in the journal, and how far they had come in the list: for this visit, so
 * that Back finds it as it was left. In memory alone, and gone when the journal locks: it says what
 * is in there.
 * @module
 */

import { openJournal } from "../journal/open.js";

/**
 * @typedef {object} LookedFor
 * @property {string} query
 * @property {string} skill
 * @property {string} kind
 * @property {boolean} marked
 * @property {boolean} ways whether the further ways to find stand open
 * @property {string} month
 * @property {string | undefined} day
 * @property {number} shown entries on the screen
 * @property {string | null} opened the entry that was read last, by its id
 */

/** @type {LookedFor | null} */
let left = null;
let listening = false;

/** Takes what was left, once. */
export function takeUp() {
  const taken = left;
  left = null;
  return taken;
}

/** @param {LookedFor} lookedFor */
export async function leaveBehind(lookedFor) {
  left = lookedFor;
  if (listening) return;
  listening = true;
  const { onLock, vault } = await openJournal();
  onLock(() => vault.locked && (left = null));
}
