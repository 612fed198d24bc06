/**
 * The journal on this device: every write seals first, then puts record, superseded revision and
 * outbox row in one transaction, having looked again that the record has not moved meanwhile.
 * @module
 */

import { practised, monthOf } from "./entry.js";
import { openRevision, sameRevision, sealRevision } from "./record.js";

/**
 * @typedef {import("./record.js").Opened} Opened
 * @typedef {import("./record.js").Row} Row
 * @typedef {import("./entry.js").Plain} Plain
 * @typedef {{db: import("./database.js").Database, vault: import("../vault/device.js").Vault,
 *   random: import("../vault/bytes.js").RandomBytes, changed?: () => void}} Ground
 */

const PRACTICE = "practice"; // the name in `meta` that points at the newest practice record
const TRIES = 5; // another tab may move the record between our reading and our writing

/** The record moved each time that it was to be changed. */
export class KeepsMoving extends Error {}

/** @param {Ground} ground */
export function createStore({ db, vault, random, changed = () => {} }) {
  /** @param {string} id @returns {Promise<Opened | null>} */
  async function get(id) {
    const row = await db.read(["records"], (tx) => tx.objectStore("records").get(id));
    return row ? openRevision(vault, row) : null;
  }

  /**
   * Everything that opens, newest first, and the rows that do not: those are left as they are.
   * @returns {Promise<{opened: Opened[], unreadable: Row[]}>}
   */
  async function all() {
    /** @type {Row[]} */
    const rows = await db.read(["records"], (tx) => tx.objectStore("records").getAll());
    const results = await Promise.allSettled(rows.map((row) => openRevision(vault, row)));
    const opened = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const unreadable = rows.filter((_, at) => results[at].status === "rejected");
    opened.sort((a, b) => (a.plain.created < b.plain.created ? 1 : -1));
    return { opened, unreadable };
  }

  /** Live entries, newest first; rows that do not open are counted. */
  async function entries() {
    const { opened, unreadable } = await all();
    const live = opened.filter(({ row, plain }) => !row.deleted && plain.kind !== "practice");
    return { entries: live, unreadable: unreadable.length };
  }

  /**
   * A new entry; a draft that it came from goes in the same transaction, so that a crash
   * leaves one or the other, never both and never neither.
   * @param {Plain} plain @param {{draft?: string}} [options]
   * @returns {Promise<Opened>}
   */
  async function add(plain, { draft } = {}) {
    const made = await sealRevision(vault, random, { plain });
    await write(made, null, { draft });
    changed();
    return made;
  }

  /**
   * Adds the records that are not here, in one transaction. Those that are stay as they are, but
   * for one that was deleted: it comes back with these words.
   * @param {{id: string, plain: Plain}[]} entries
   * @returns {Promise<number>} how many were added
   */
  async function addMissing(entries) {
    const made = await Promise.all(
      entries.map(async ({ id, plain }) => {
        const head = await get(id);
        if (head && !head.row.deleted) return null;
        const unsent = await isUnsent(id);
        return { head, made: await sealRevision(vault, random, { plain, id, head, unsent }) };
      }),
    );
    const missing = made.filter((each) => each !== null);
    const added = await db.write(["records", "revisions", "outbox"], async (tx) => {
      let count = 0;
      for (const { head, made: { row } } of missing) {
        const now = await tx.objectStore("records").get(row.id);
        if (!sameRevision(now, head?.row) && !sameRevision(now, row)) continue;
        if (head) await tx.objectStore("revisions").put(head.row);
        await tx.objectStore("records").put(row);
        await tx.objectStore("outbox").put({ id: row.id, rev: row.rev });
        count += 1;
      }
      return count;
    });
    changed();
    return added;
  }

  /**
   * Changes a record: `change` gets the plaintext as it stands and gives the new one.
   * @param {string} id
   * @param {(plain: Plain) => Plain} change
   * @param {{draft?: string, deleted?: boolean}} [options]
   * @returns {Promise<Opened>}
   * @throws {KeepsMoving}
   */
  async function edit(id, change, { draft, deleted = false } = {}) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const head = await get(id);
      if (!head) throw new RangeError("no such record");
      const unsent = await isUnsent(id);
      const made = await sealRevision(vault, random, { plain: change(head.plain), head, unsent, deleted });
      if (await write(made, { row: head.row, unsent }, { draft })) {
        changed();
        return made;
      }
    }
    throw new KeepsMoving(id);
  }

  /** A tombstone that still holds the words, so that Undo and trash can bring them back. @param {string} id */
  const remove = (id) => edit(id, (plain) => plain, { deleted: true });

  /** @param {string} id */
  const restore = (id) => edit(id, (plain) => plain);

  /**
   * That a practice took place, and nothing of what was in it: one more time in the month's record.
   * @param {string} exercise @param {import("./entry.js").Moment} moment
   */
  async function recordPractice(exercise, moment) {
    const month = await practiceRecord();
    if (month && monthOf(month.plain.created) === monthOf(moment.now)) {
      return edit(month.row.id, (plain) => practised(plain, exercise, moment));
    }
    const made = await sealRevision(vault, random, { plain: practised(undefined, exercise, moment) });
    await write(made, null, { practice: true });
    changed();
    return made;
  }

  /** The exercise practised last, by id, or null. @returns {Promise<string | null>} */
  async function lastPractised() {
    const times = Object.entries((await practiceRecord())?.plain.answers ?? {});
    const last = times.sort(([a], [b]) => (a < b ? 1 : -1))[0];
    return last ? String(last[1]) : null;
  }

  /** The newest practice record, by a pointer: the start must not read the whole journal for it. */
  async function practiceRecord() {
    const pointer = await db.read(["meta"], (tx) => tx.objectStore("meta").get(PRACTICE));
    // One that does not open stays as it is, and a new one takes its place here.
    return pointer ? get(pointer.id).catch(() => null) : null;
  }

  /** @param {string} id @returns {Promise<boolean>} */
  async function isUnsent(id) {
    return Boolean(await db.read(["outbox"], (tx) => tx.objectStore("outbox").getKey(id)));
  }

  /**
   * False, and nothing written, where the record is not as it was when the revision was made.
   * @param {Opened} made
   * @param {{row: Row, unsent: boolean} | null} expected the head, and whether it waited in the outbox
   * @param {{draft?: string, practice?: boolean}} [and] a draft to remove; whether to point at this record
   */
  async function write({ row }, expected, { draft, practice } = {}) {
    return db.write(["records", "revisions", "outbox", "drafts", "meta"], async (tx) => {
      const head = await tx.objectStore("records").get(row.id);
      // A retry after a lost connection may find its own work done.
      if (sameRevision(head, row)) return true;
      if (!sameRevision(head, expected?.row)) return false;
      const unsent = Boolean(await tx.objectStore("outbox").getKey(row.id));
      if (expected && unsent !== expected.unsent) return false;
      if (head) await tx.objectStore("revisions").put(head);
      await tx.objectStore("records").put(row);
      await tx.objectStore("outbox").put({ id: row.id, rev: row.rev });
      if (draft) await tx.objectStore("drafts").delete(draft);
      if (practice) await tx.objectStore("meta").put({ name: PRACTICE, id: row.id });
      return true;
    });
  }

  return { add, addMissing, edit, get, entries, remove, restore, recordPractice, lastPractised };
}

/** @typedef {ReturnType<typeof createStore>} Store */
