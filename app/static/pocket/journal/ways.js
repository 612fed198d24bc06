/**
 * How somebody likes to practise: what is at hand on Today, and what is put aside because it left
 * them worse twice running. On this device alone, and sealed: it says something about a person. While
 * the journal is locked it is neither read nor changed.
 * @module
 */

import { createSealedRow } from "./sealed-row.js";

export const ROW = "ways";
const WORSE = 2; // times running

/**
 * @typedef {object} Ways
 * @property {string[]} atHand ids of exercises, the newest first
 * @property {string[]} aside groups of exercises
 * @property {Record<string, number>} worse by group, how often running
 */

/** @type {Ways} */
export const NONE = { atHand: [], aside: [], worse: {} };

/** @param {Ways} ways @param {string} id @param {boolean} on @returns {Ways} */
export function withAtHand(ways, id, on) {
  const others = ways.atHand.filter((each) => each !== id);
  return { ...ways, atHand: on ? [id, ...others] : others };
}

/**
 * After a practice: “worse” twice running puts all of its group aside, until the person says otherwise.
 * @param {Ways} ways @param {string} group @param {string} after better, same or worse @returns {Ways}
 */
export function withAfter(ways, group, after) {
  const { [group]: before = 0, ...others } = ways.worse;
  if (after !== "worse") return { ...ways, worse: others };
  const count = before + 1;
  if (count < WORSE) return { ...ways, worse: { ...others, [group]: count } };
  return { ...ways, worse: others, aside: [...new Set([...ways.aside, group])] };
}

/** The person wants them back. @param {Ways} ways @returns {Ways} */
export const withAllBack = (ways) => ({ ...ways, aside: [], worse: {} });

/** @param {{db: import("./database.js").Database, vault: import("../vault/vault.js").Vault}} ground */
export const createWays = (ground) => createSealedRow(ground, ROW, NONE);
