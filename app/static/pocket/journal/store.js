/**
 * The journal on this device: every write seals first, then puts record, superseded revision and
 * outbox row in one transaction, having looked again that the record has not moved meanwhile.
 * @module
 */

import { Locked } from "../vault/vault.js";
import { NotKept } from "./database.js";
import { practised, monthOf } from "./entry.js";
import { AT_A_TIME, isUnreadable, openRows } from "./opening.js";
import { addedSince } from "./recent.js";
import { openRevision, sameRevision, sealRevision } from "./record.js";

/**
 * @typedef {import("./record.js").Opened} Opened
 * @typedef {import("./record.js").Row} Row
 * @typedef {import("./entry.js").Plain} Plain
 * @typedef {{db: import("./database.js").Database, vault: import("../vault/vault.js").Vault,
 *   random: import("../vault/bytes.js").RandomBytes, changed?: (made?: Opened) => void, now?: () => string}} Ground
 *   `now` is an ISO time: when something was edited is for the person to read, and decides nothing
 */

const PRACTICE = "practice"; // the name in `meta` that points at the newest practice record
const TRIES = 5; // another tab may move the record between our reading and our writing

/** The record moved each time that it was to be changed. */
export class KeepsMoving extends Error {}

/** Into the trash, on which day of use, or out of it. @param {import("./database.js").Writing} tx @param {Row} row */
async function moveTrash(tx, { id, deleted }) {
  const since = (await tx.objectStore("meta").get("days"))?.count ?? 0;
  if (deleted) await tx.objectStore("trash").put({ id, since });
  else await tx.objectStore("trash").delete(id);
}

/** @param {Opened} a @param {Opened} b */
const newestFirst = (a, b) => (a.plain.created < b.plain.created ? 1 : -1);

/** What the journal shows. @param {Opened} opened */
const isLive = ({ row, plain }) => !row.deleted && (plain.kind === "entry" || plain.kind === "card");

/** @param {unknown} error */
function unlessUnreadable(error) {
  if (isUnreadable(error)) return null;
  throw error;
}


/** @param {Ground} ground */
export function createStore({ db, vault, random, changed = () => {}, now = () => new Date().toISOString() }) {
  /** @param {string} id @returns {Promise<Opened | null>} */
  async function get(id) {
    const row = await db.read(["records"], (tx) => tx.objectStore("records").get(id));
    return row ? openRevision(vault, row) : null;
  }

  /** Every head as it lies sealed, tombstones included. @returns {Promise<Row[]>} */
  const rows = () => db.read(["records"], (tx) => tx.objectStore("records").getAll());

  /**
   * Everything that opens, in no order, and the rows that do not: those are left as they are.
   * @returns {Promise<{opened: Opened[], unreadable: import("./opening.js").SetAside[]}>}
   * @throws {Locked}
   */
  async function all() {
    if (vault.locked) throw new Locked();
    /** @type {Awaited<ReturnType<typeof all>>} */
    const whole = { opened: [], unreadable: [] };
    const stored = await rows();
    for (let at = 0; at < stored.length; at += AT_A_TIME) {
      const { opened, unreadable } = await openRows(vault, stored.slice(at, at + AT_A_TIME));
      whole.opened.push(...opened);
      whole.unreadable.push(...unreadable);
    }
    return whole;
  }

  /** Live entries, newest first; rows that do not open are counted. */
  async function entries() {
    const { opened, unreadable } = await all();
    return { entries: opened.filter(isLive).sort(newestFirst), unreadable: unreadable.length };
  }

  /**
   * The older versions of a record that are kept here, the latest first; those that do not open are
   * left out.
   * @param {string} id @returns {Promise<Opened[]>}
   */
  async function history(id) {
    const range = IDBKeyRange.bound([id], [id, []]);
    const rows = await db.read(["revisions"], (tx) => tx.objectStore("revisions").getAll(range));
    const found = await Promise.all(rows.map((row) => openRevision(vault, row).catch(unlessUnreadable)));
    const edited = (/** @type {Opened} */ { plain }) => plain.edited ?? plain.created;
    return found.filter((each) => each !== null).sort((a, b) => (edited(a) < edited(b) ? 1 : -1));
  }

  /**
   * A new entry; a draft that it came from goes in the same transaction, so that a crash
   * leaves one or the other, never both and never neither.
   * @param {Plain} plain
   * @param {{draft?: string, id?: string, letter?: number}} [options] a letter is taken in once: it goes with it too
   * @returns {Promise<Opened>}
   */
  async function add(plain, { draft, id, letter } = {}) {
    const made = await sealRevision(vault, random, { plain: { ...plain, edited: now() }, id });
    if (!(await write(made, null, { draft, letter }))) throw new KeepsMoving(made.row.id);
    changed(made);
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
   * @param {{draft?: string, deleted?: boolean, letter?: number}} [options]
   * @returns {Promise<Opened>}
   * @throws {KeepsMoving}
   */
  async function edit(id, change, { draft, deleted = false, letter } = {}) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const head = await get(id);
      if (!head) throw new RangeError("no such record");
      const unsent = await isUnsent(id);
      const plain = { ...change(head.plain), edited: now() };
      const made = await sealRevision(vault, random, { plain, head, unsent, deleted });
      if (await write(made, { row: head.row, unsent }, { draft, letter })) {
        changed(made);
        return made;
      }
    }
    throw new KeepsMoving(id);
  }

  /**
   * The next text of an entry that is being written: it takes the place of what the same hand wrote
   * a moment before, which is no version to come back to. Null where the record has moved.
   * @param {Opened} head as this gave it, or `add` @param {Plain} plain
   * @returns {Promise<Opened | null>}
   */
  async function amend(head, plain) {
    const made = await sealRevision(vault, random, { plain: { ...plain, edited: now() }, head });
    if (!(await write(made, { row: head.row, unsent: true }, { amends: true }))) return null;
    changed(made);
    return made;
  }

  /**
   * Deletes for good: a tombstone without a word in it, and no older version. Only of what is in the
   * trash; anything else stays as it is.
   * @param {string} id
   */
  async function erase(id) {
    const head = await get(id);
    if (!head?.row.deleted) return;
    const { schema, kind, zone } = head.plain;
    const plain = { schema, kind, created: "", zone, exercise: null, answers: {}, text: "", tags: [], marks: [], ancestors: [] };
    const unsent = await isUnsent(id);
    const made = await sealRevision(vault, random, { plain, head, unsent, deleted: true });
    if (await write(made, { row: head.row, unsent }, { erases: true })) changed(made);
  }

  /** A tombstone that still holds the words, so that Undo and trash can bring them back. @param {string} id */
  const remove = (id) => edit(id, (plain) => plain, { deleted: true });

  /** @param {string} id */
  const restore = (id) => edit(id, (plain) => plain);

  /**
   * That a practice took place, and nothing of what was in it: one more time in the month's record.
   * @param {string} exercise @param {import("./entry.js").Moment} moment @param {{letter?: number}} [options]
   */
  async function recordPractice(exercise, moment, { letter } = {}) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { was, month } = await practiceRecord();
      if (month && monthOf(month.plain.created) === monthOf(moment.now)) {
        return edit(month.row.id, (plain) => practised(plain, exercise, moment), { letter });
      }
      const made = await sealRevision(vault, random, { plain: practised(undefined, exercise, moment) });
      if (await write(made, null, { practice: { was }, letter })) {
        changed(made);
        return made;
      }
    }
    throw new KeepsMoving(PRACTICE);
  }

  /** The exercise practised last, by id, or null. @returns {Promise<string | null>} */
  async function lastPractised() {
    const times = Object.entries((await practiceRecord()).month?.plain.answers ?? {});
    const last = times.sort(([a], [b]) => (a < b ? 1 : -1))[0];
    return last ? String(last[1]) : null;
  }

  /** The newest practice record, by a pointer: the start must not read the whole journal for it. */
  async function practiceRecord() {
    if (vault.locked) throw new Locked();
    const pointer = await db.read(["meta"], (tx) => tx.objectStore("meta").get(PRACTICE));
    // One that does not open stays as it is, and a new one takes its place here.
    const month = pointer ? await get(pointer.id).catch(unlessUnreadable) : null;
    return { was: pointer?.id ?? null, month };
  }

  /** @param {string} id @returns {Promise<boolean>} */
  async function isUnsent(id) {
    return Boolean(await db.read(["outbox"], (tx) => tx.objectStore("outbox").getKey(id)));
  }

  /**
   * False, and nothing written, where the record is not as it was when the revision was made.
   * @param {Opened} made
   * @param {{row: Row, unsent: boolean} | null} expected the head, and whether it waited in the outbox
   * @param {{draft?: string, practice?: {was: string | null}, letter?: number, amends?: boolean,
   *   erases?: boolean}} [and] a draft to remove;
   *   the record to which the practice pointed, which this takes the place of; a letter taken in;
   *   whether the older version is not kept; whether none is
   */
  async function write({ row }, expected, { draft, practice, letter, amends, erases } = {}) {
    return db.write(["records", "revisions", "outbox", "drafts", "meta", "letters", "trash"], async (tx) => {
      // Storage that was cleared under an open page has lost the key: what is sealed now would never open.
      if (!(await tx.objectStore("meta").get("vault"))) throw new NotKept("failed");
      // A letter that is gone was taken in by another tab.
      if (letter !== undefined && !(await tx.objectStore("letters").getKey(letter))) return true;
      if (practice && ((await tx.objectStore("meta").get(PRACTICE))?.id ?? null) !== practice.was) return false;
      const head = await tx.objectStore("records").get(row.id);
      // A retry after a lost connection may find its own work done.
      if (sameRevision(head, row)) return true;
      // A letter names its record from the beginning: one that is here came in before.
      if (letter !== undefined && head && !expected) {
        await tx.objectStore("letters").delete(letter);
        return true;
      }
      if (!sameRevision(head, expected?.row)) return false;
      const unsent = Boolean(await tx.objectStore("outbox").getKey(row.id));
      if (expected && unsent !== expected.unsent) return false;
      if (head && !amends && !erases) await tx.objectStore("revisions").put(head);
      if (erases) await tx.objectStore("revisions").delete(IDBKeyRange.bound([row.id], [row.id, []]));
      if (!head && !practice) await addedSince(tx, row.id);
      await tx.objectStore("records").put(row);
      await tx.objectStore("outbox").put({ id: row.id, rev: row.rev });
      if (expected && row.deleted !== expected.row.deleted) await moveTrash(tx, row);
      if (erases) await tx.objectStore("trash").delete(row.id);
      if (draft) await tx.objectStore("drafts").delete(draft);
      if (practice) await tx.objectStore("meta").put({ name: PRACTICE, id: row.id });
      if (letter !== undefined) await tx.objectStore("letters").delete(letter);
      return true;
    });
  }

  return { add, addMissing, amend, edit, erase, get, rows, all, entries, history, remove, restore, recordPractice, lastPractised };
}

/** @typedef {ReturnType<typeof createStore>} Store */
