/**
 * One more revision of a record on the disk: record, superseded revision and outbox row in one
 * transaction, which looks again that the record has not moved since the revision was made.
 * @module
 */

import { addedSince } from "./recent.js";
import { sameRevision } from "./record.js";
import { createSealedWrite, isAsRead } from "./writing.js";

/**
 * @typedef {import("./record.js").Row} Row
 * @typedef {import("./database.js").Writing} Writing
 */

export const PRACTICE = "practice"; // the name in `meta` that points at the newest practice records
const POINTED = 12; // practice records

/**
 * Whether a head has never left this device: only then may a further edit take its place. One that
 * was sent stands, whatever became of it, and an edit is its child (DESIGN.md 5).
 * @param {{rev: string, sent?: boolean} | undefined} waiting its row in the outbox
 */
export const isOnlyHere = (waiting) => waiting !== undefined && !waiting.sent;

/** Into the trash, on which day of use, or out of it. @param {Writing} tx @param {Row} row */
export async function moveTrash(tx, { id, deleted }) {
  const since = (await tx.objectStore("meta").get("days"))?.count ?? 0;
  if (deleted) await tx.objectStore("trash").put({ id, since });
  else await tx.objectStore("trash").delete(id);
}

/**
 * Puts what was not there, or was deleted, when it was sealed; what another tab has brought in or
 * back meanwhile stays. Nothing waits for the one before it: twenty thousand would take half a minute.
 * @param {Writing} tx @param {{row: Row, head: Row | undefined}[]} made
 * @returns {Promise<number>} how many of them stand
 */
export async function putMissing(tx, made) {
  const [records, revisions, outbox] = ["records", "revisions", "outbox"].map((name) => tx.objectStore(name));
  const taken = new Set(await records.getAllKeys());
  const now = await Promise.all(made.map(({ row: { id } }) => (taken.has(id) ? records.get(id) : undefined)));
  // A retry after a lost connection finds its own work done.
  const ours = made.filter(({ row, head }, at) => sameRevision(now[at], head) || sameRevision(now[at], row));
  const heads = ours.filter(({ head }) => head);
  await Promise.all([
    ...heads.flatMap(({ row, head }) => [revisions.put(head), moveTrash(tx, row)]),
    ...ours.flatMap(({ row }) => [records.put(row), outbox.put({ id: row.id, rev: row.rev })]),
  ]);
  return ours.length;
}

/**
 * The practice records that `meta` points at, the one written last first.
 * @param {{id: string, before?: string[]} | undefined} pointer
 */
export const pointedAt = (pointer) => (pointer ? [pointer.id, ...(pointer.before ?? [])] : []);

/** @param {Writing} tx @param {string} id */
export async function pointAt(tx, id) {
  const before = pointedAt(await tx.objectStore("meta").get(PRACTICE)).filter((each) => each !== id);
  await tx.objectStore("meta").put({ name: PRACTICE, id, before: before.slice(0, POINTED - 1) });
}

/** @param {Parameters<typeof createSealedWrite>[0]} ground */
export function createRevisionWrite(ground) {
  const write = createSealedWrite(ground);

  /**
   * False, and nothing written, where the record is not as it was when the revision was made.
   * @param {import("./record.js").Opened} made
   * @param {{row: Row, unsent: boolean} | null} expected the head, and whether it waited in the outbox
   * @param {object} [and]
   * @param {string} [and.draft] a draft to remove
   * @param {import("./writing.js").DraftRow} [and.taken] a draft that this was made of, to remove where it is as it was read
   * @param {number} [and.letter] a letter taken in
   * @param {boolean} [and.practice] this is a month of practice
   * @param {string | null} [and.newest] the month that a new month takes the place of as the newest
   * @param {boolean} [and.amends] the older version is not kept
   * @param {boolean} [and.erases] no older version is
   */
  return ({ row }, expected, { draft, taken, letter, practice, newest, amends, erases } = {}) =>
    write(["records", "revisions", "outbox", "drafts", "letters", "trash"], async (tx) => {
      // A letter that is gone was taken in by another tab.
      if (letter !== undefined && !(await tx.objectStore("letters").getKey(letter))) return true;
      if (newest !== undefined && ((await tx.objectStore("meta").get(PRACTICE))?.id ?? null) !== newest) return false;
      const head = await tx.objectStore("records").get(row.id);
      // A retry after a lost connection may find its own work done.
      if (sameRevision(head, row)) return true;
      // A letter names its record from the beginning: one that is here came in before.
      if (letter !== undefined && head && !expected) {
        await tx.objectStore("letters").delete(letter);
        return true;
      }
      if (!sameRevision(head, expected?.row)) return false;
      if (taken && !(await isAsRead(tx, taken))) return false;
      const unsent = isOnlyHere(await tx.objectStore("outbox").get(row.id));
      if (expected && unsent !== expected.unsent) return false;
      if (head && !amends && !erases) await tx.objectStore("revisions").put(head);
      if (erases) await tx.objectStore("revisions").delete(IDBKeyRange.bound([row.id], [row.id, []]));
      if (!head && !practice) await addedSince(tx, [row.id]);
      await tx.objectStore("records").put(row);
      await tx.objectStore("outbox").put({ id: row.id, rev: row.rev });
      if (expected && row.deleted !== expected.row.deleted) await moveTrash(tx, row);
      if (erases) await tx.objectStore("trash").delete(row.id);
      if (draft ?? taken) await tx.objectStore("drafts").delete(draft ?? taken?.id ?? "");
      if (practice) await pointAt(tx, row.id);
      if (letter !== undefined) await tx.objectStore("letters").delete(letter);
      return true;
    });
}
