/**
 * What goes over the wire, as PROTOCOL.md 4 has it: rows written for it, and answers looked at whole
 * before anything of them is believed. What stands between this device and the server may answer too,
 * with a page to sign in to the network on. Pure.
 * @module
 */

import { fromBase64url, toBase64url } from "../vault/bytes.js";

/**
 * @typedef {import("./record.js").Row} Row
 * @typedef {Row & {seq: number}} Sent a row of the server's
 * @typedef {"ok" | "duplicate" | "conflict" | "revision_reused" | "too_large" | "over_quota" | "invalid"} Status
 * @typedef {{id: string, rev: string, status: Status, seq: number | null, head?: Sent | null}} Result
 * @typedef {{cursor: string, results: Result[], changes: Sent[], more: boolean}} Answer
 */

export const PUSH_ITEMS = 100;
export const PULL_ITEMS = 200;
export const ID = /^[A-Za-z0-9_-]{21}[AQgw]$/;
export const LEAST = 540; // bytes of ciphertext
export const MOST = 65_564;
const LONGEST_CURSOR = 1024; // letters; ours has about a hundred
const STATUSES = ["ok", "duplicate", "conflict", "revision_reused", "too_large", "over_quota", "invalid"];

/** An answer that is none of our server's: nothing of it is taken. */
export class NotAnAnswer extends Error {}

/** @param {Row} row */
export const written = ({ id, rev, parent, merge_parent, deleted, key_id, ciphertext }) => ({
  ...{ id, rev, parent, merge_parent, deleted, key_id },
  ciphertext: toBase64url(ciphertext),
});

/**
 * @param {any} answer @param {Row[]} pushed what it answers to, in that order @param {number} after the seq of the cursor that was sent
 * @returns {Answer}
 * @throws {NotAnAnswer}
 */
export function checkedAnswer(answer, pushed, after) {
  const { cursor, results, changes, more } = answer ?? {};
  need(typeof cursor === "string" && cursor.length <= LONGEST_CURSOR && typeof more === "boolean");
  need(Array.isArray(results) && results.length === pushed.length && Array.isArray(changes) && changes.length <= PULL_ITEMS);
  need(changes.length > 0 || !more);
  const rows = changes.map(checkedRow);
  rows.reduce((last, { seq }) => (need(seq > last), seq), after);
  need(new Set(rows.map(({ id }) => id)).size === rows.length);
  return { cursor, results: results.map((result, at) => checkedResult(result, pushed[at])), changes: rows, more };
}

/** @param {any} result @param {Row} of @returns {Result} */
function checkedResult(result, of) {
  const { id, rev, status, seq, head } = result ?? {};
  need(id === of.id && rev === of.rev && STATUSES.includes(status) && (seq === null || isNumber(seq)));
  if (status !== "conflict") return { id, rev, status, seq };
  need(head === null || head?.id === id);
  return { id, rev, status, seq, head: head && checkedRow(head) };
}

/** @param {any} row @returns {Sent} */
function checkedRow(row) {
  const { id, rev, parent, merge_parent, deleted, key_id, ciphertext, seq } = row ?? {};
  need([id, rev, key_id].every(isId) && [parent, merge_parent].every((each) => each === null || isId(each)));
  need(typeof deleted === "boolean" && isNumber(seq));
  return { id, rev, parent, merge_parent, deleted, key_id, ciphertext: bytes(ciphertext), seq };
}

/** @param {unknown} text */
function bytes(text) {
  try {
    need(typeof text === "string");
    const ciphertext = fromBase64url(/** @type {string} */ (text));
    need(ciphertext.length >= LEAST && ciphertext.length <= MOST);
    return ciphertext;
  } catch (error) {
    throw error instanceof SyntaxError ? new NotAnAnswer("ciphertext", { cause: error }) : error;
  }
}

/** @param {unknown} id */
const isId = (id) => typeof id === "string" && ID.test(id);

/** @param {unknown} number */
const isNumber = (number) => Number.isSafeInteger(number) && Number(number) > 0;

/** @param {boolean} true_ @returns {asserts true_} */
function need(true_) {
  if (!true_) throw new NotAnAnswer("not as it must be");
}
