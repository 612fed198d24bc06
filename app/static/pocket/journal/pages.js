/**
 * A page of what the server has, taken in: every record and the cursor in one transaction, which looks
 * again that no record has moved since it was decided what becomes of it (F22). What cannot be opened is
 * kept as it came and takes no other place (F41); what was written here is never written over.
 * @module
 */

import { createIncoming, isGoneForGood } from "./incoming.js";
import { openRows } from "./opening.js";
import { placeIn } from "./outbox.js";
import { addedSince } from "./recent.js";
import { moveTrash, pointAt } from "./revisions.js";
import { createSealedWrite, KeepsMoving } from "./writing.js";

/**
 * @typedef {import("./record.js").Row} Row
 * @typedef {import("./record.js").Opened} Opened
 * @typedef {import("./incoming.js").Change} Change
 * @typedef {import("./wire.js").Answer} Answer
 * @typedef {import("./database.js").Writing} Writing
 */

const TRIES = 20; // somebody writes on every keystroke while a page is being taken in
const STORES = ["records", "revisions", "outbox", "trash", "quarantine", "erasures"];
const SET_ASIDE = 1000; // rows that do not open: more are no accident, and would fill the device

/** What came does not open with this journal's key, and it is too much to be kept: the server is not ours, or not well. */
export class TooMuchUnreadable extends Error {}

/** @param {Parameters<typeof createIncoming>[0]} ground */
export function createPages(ground) {
  const { db, vault } = ground;
  const write = createSealedWrite({ db, vault });
  const incoming = createIncoming(ground);

  /**
   * @param {Answer} answer
   * @param {import("./outbox.js").Place} before where this device stood when it asked
   * @param {import("./incoming.js").Deletions} deletions what is to become of many deletions
   * @returns {Promise<{now: Opened[], deleted: number}>} what is another than it was, and how much was deleted
   * @throws {import("./incoming.js").TooManyDeleted} @throws {TooMuchUnreadable} @throws {import("../vault/vault.js").Locked}
   *   and nothing is taken in
   */
  async function apply(answer, before, deletions) {
    const { opened, unreadable } = await openRows(vault, rowsOf(answer));
    for (let tries = 0; tries < TRIES; tries += 1) {
      const changes = await incoming.decide(opened, rootless(answer), backedUp(answer, before), deletions);
      if (!(await put(changes, unreadable.map(({ row }) => row), answer, before))) continue;
      const deleted = changes.filter(({ was, now }) => was && !was.deleted && now?.row.deleted).length;
      return { now: changes.flatMap(({ now, copy }) => [...(now ? [now] : []), ...(copy ? [copy] : [])]), deleted };
    }
    throw new KeepsMoving("page");
  }

  /** False, and nothing written, where something has moved. @param {Change[]} changes @param {Row[]} aside @param {Answer} answer @param {import("./outbox.js").Place} before */
  const put = (changes, aside, answer, before) =>
    write(["meta", ...STORES], async (tx) => {
      const here = placeIn(await tx.objectStore("meta").get("sync"));
      if (here.cursor !== before.cursor) return true; // another tab was first, or a retry finds its own work done
      for (const change of changes) if (!(await stands(tx, change))) return false;
      for (const change of changes) await putChange(tx, change);
      await setAside(tx, aside);
      const added = changes.filter(({ was, now }) => !was && now && !now.row.deleted && now.plain.kind !== "practice");
      if (added.length) await addedSince(tx, added.map(({ id }) => id));
      const seq = answer.changes.at(-1)?.seq ?? before.seq;
      await tx.objectStore("meta").put({ name: "sync", cursor: answer.cursor, seq, behind: before.behind && answer.more });
      return true;
    });

  return { apply };
}

/** The rows that an answer brings, each record once: a page's is as new as the one that a conflict names. @param {Answer} answer */
function rowsOf({ results, changes }) {
  const lost = results.flatMap(({ head }) => head ?? []);
  return [...new Map([...lost, ...changes].map((row) => [row.id, row])).values()].map(({ seq: _, ...row }) => row);
}

/** What the server has no record of at all, though it was offered as an edit of one. @param {Answer} answer */
const rootless = ({ results }) => results.filter(({ status, head }) => status === "conflict" && !head).map(({ id }) => id);

/**
 * Revs that are sure to be in the history below the cursor that is stored here, though no page brings
 * them again. @param {Answer} answer @param {import("./outbox.js").Place} before
 */
const backedUp = ({ results }, { seq: last }) =>
  new Set(results.filter(({ status, seq }) => status === "duplicate" && seq !== null && seq <= last).map(({ rev }) => rev));

/** Whether a record is as it was when it was decided. @param {Writing} tx @param {Change} change */
async function stands(tx, { id, was, waiting }) {
  const [row, waits] = await Promise.all([tx.objectStore("records").get(id), tx.objectStore("outbox").get(id)]);
  return row?.rev === was?.rev && waits?.rev === waiting?.rev && Boolean(waits?.sent) === Boolean(waiting?.sent);
}

/** @param {Writing} tx @param {Change} change */
async function putChange(tx, { id, was, now, waits, past, copy, erases }) {
  const [outbox, revisions] = [tx.objectStore("outbox"), tx.objectStore("revisions")];
  for (const row of past) await revisions.put(row);
  if (now) {
    await tx.objectStore("records").put(now.row);
    if (now.row.deleted !== Boolean(was?.deleted)) await moveTrash(tx, now.row);
    if (now.plain.kind === "practice" && !now.row.deleted) await pointAt(tx, id);
  }
  if (isGoneForGood(now)) {
    await revisions.delete(IDBKeyRange.bound([id], [id, []]));
    await tx.objectStore("trash").delete(id);
  }
  if (erases) await tx.objectStore("erasures").put({ id });
  if (waits) await outbox.put({ id, ...waits });
  else await outbox.delete(id);
  if (!copy || (await tx.objectStore("records").getKey(copy.row.id))) return; // this device has it, or another made it
  await tx.objectStore("records").put(copy.row);
  await outbox.put({ id: copy.row.id, rev: copy.row.rev });
  if (copy.row.deleted) await moveTrash(tx, copy.row);
}

/** @param {Writing} tx @param {Row[]} rows */
async function setAside(tx, rows) {
  if (!rows.length) return;
  const quarantine = tx.objectStore("quarantine");
  if ((await quarantine.count()) + rows.length > SET_ASIDE) throw new TooMuchUnreadable();
  for (const row of rows) await quarantine.put(row);
}
