/**
 * How a revision that comes from the server stands to the one that is here. Pure.
 * @module
 */

import { above } from "./record.js";

/** @typedef {import("./record.js").Opened} Opened */

/**
 * @param {Opened} here @param {Opened} comes
 * @returns {"same" | "ahead" | "behind" | "apart"} where the one here stands, as far as the revs above each tell:
 *   they name twenty, so that two that are far from each other may look apart
 */
export function standing(here, comes) {
  if (here.row.rev === comes.row.rev) return "same";
  if (above(comes).includes(here.row.rev)) return "behind";
  return above(here).includes(comes.row.rev) ? "ahead" : "apart";
}

/**
 * Revs that both come from, the nearest first.
 * @param {Opened} here @param {Opened} comes
 */
export function commonRevs(here, comes) {
  const theirs = new Set(above(comes));
  return above(here).filter((rev) => theirs.has(rev));
}
