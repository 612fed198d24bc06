/**
 * Opening many rows at once: what opens, and what does not and is left as it is. Pure: the vault and
 * the rows are passed in, so that it runs in a worker, in a page and in a test alike.
 * @module
 */

import { CannotOpen } from "../vault/seal.js";
import { NewerSchema, openRevision } from "./record.js";

/**
 * @typedef {import("./record.js").Row} Row
 * @typedef {{row: Row, newer: boolean}} SetAside `newer` where a later version of this app can open it
 */

export const AT_A_TIME = 1000; // rows: enough that decryption never waits for us

/** What does not open, or is not what we write, whoever wrote it. @param {unknown} reason */
export const isUnreadable = (reason) => reason instanceof CannotOpen || reason instanceof SyntaxError || reason instanceof TypeError;

/** For one row among others: null where it does not open, so that it holds nothing up. @param {unknown} error */
export function unlessUnreadable(error) {
  if (isUnreadable(error)) return null;
  throw error;
}

/**
 * @param {import("./record.js").Opener} vault @param {Row[]} rows
 * @returns {Promise<{opened: import("./record.js").Opened[], unreadable: SetAside[]}>} in the order given
 * @throws {import("../vault/vault.js").Locked}
 */
export async function openRows(vault, rows) {
  /** @type {Awaited<ReturnType<typeof openRows>>} */
  const whole = { opened: [], unreadable: [] };
  const found = await Promise.allSettled(rows.map((row) => openRevision(vault, row)));
  found.forEach((each, place) => {
    if (each.status === "fulfilled") whole.opened.push(each.value);
    else if (isUnreadable(each.reason)) whole.unreadable.push({ row: rows[place], newer: each.reason instanceof NewerSchema });
    else throw each.reason;
  });
  return whole;
}

/**
 * What the journal shows of it: entries and cards that are there, and the times of practice.
 * @param {Awaited<ReturnType<typeof openRows>>} found
 */
export function shownOf({ opened, unreadable }) {
  const here = opened.filter(({ row }) => !row.deleted);
  return {
    entries: here.filter(({ plain }) => plain.kind === "entry" || plain.kind === "card"),
    practice: here.filter(({ plain }) => plain.kind === "practice").map(({ plain }) => plain.answers),
    unreadable,
  };
}
