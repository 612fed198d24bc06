/**
 * The journal on this device: every write seals first, then puts record, superseded revision and
 * outbox row in one transaction, having looked again that the record has not moved meanwhile.
 * @module
 */

import { Locked } from "../vault/vault.js";
import { isErased, practised, monthOf } from "./entry.js";
import { AT_A_TIME, openRows, unlessUnreadable } from "./opening.js";
import { openRevision, sealRevision } from "./record.js";
import { createRevisionWrite, isOnlyHere, pointedAt, PRACTICE, putMissing } from "./revisions.js";
import { createSealedWrite, KeepsMoving } from "./writing.js";

/**
 * @typedef {import("./record.js").Opened} Opened
 * @typedef {import("./record.js").Row} Row
 * @typedef {import("./entry.js").Plain} Plain
 * @typedef {{db: import("./database.js").Database, vault: import("../vault/vault.js").Vault,
 *   random: import("../vault/bytes.js").RandomBytes, changed?: (made?: Opened) => void, now?: () => string}} Ground
 *   `now` is an ISO time: when something was edited is for the person to read, and decides nothing
 * @typedef {{draft?: string, taken?: import("./writing.js").DraftRow, letter?: number}} Made what a revision
 *   was made of, which goes in the same transaction: a draft, a draft as it was read, a letter
 */

const TRIES = 5; // another tab may move the record between our reading and our writing

export { KeepsMoving };

/** It was deleted for good: there is nothing left of it to edit or to bring back. */
export class Gone extends Error {}

/** @param {Opened} head */
const isGone = ({ row: { deleted }, plain }) => isErased({ deleted, plain });

/** @param {Opened} a @param {Opened} b */
const newestFirst = (a, b) => (a.plain.created < b.plain.created ? 1 : -1);

/** What the journal shows. @param {Opened} opened */
const isLive = ({ row, plain }) => !row.deleted && (plain.kind === "entry" || plain.kind === "card");

/** @param {Ground} ground */
export function createStore({ db, vault, random, changed = () => {}, now = () => new Date().toISOString() }) {
  const write = createRevisionWrite({ db, vault });
  const writeSealed = createSealedWrite({ db, vault });

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
   * @param {Made & {id?: string}} [options]
   * @returns {Promise<Opened>}
   * @throws {KeepsMoving} where the id is taken
   */
  async function add(plain, { id, ...and } = {}) {
    const made = await sealRevision(vault, random, { plain: { ...plain, edited: now() }, id });
    if (!(await write(made, null, and))) throw new KeepsMoving(made.row.id);
    changed(made);
    return made;
  }

  /**
   * Adds the records that are not here, in one transaction. Those that are stay as they are, but
   * for one that was deleted: it comes back with these words.
   * @param {{id: string, plain: Plain}[]} entries
   * @param {(sealed: number, of: number) => void} [told] of a long journal, how far it is
   * @returns {Promise<number>} how many were added
   */
  async function addMissing(entries, told = () => {}) {
    const { here, unsent } = await db.read(["records", "outbox"], async (tx) => {
      const [stored, waiting] = await Promise.all([tx.objectStore("records").getAll(), tx.objectStore("outbox").getAll()]);
      return { here: new Map(stored.map((row) => [row.id, row])), unsent: new Set(waiting.filter(isOnlyHere).map(({ id }) => id)) };
    });
    const missing = entries.filter(({ id }) => here.get(id)?.deleted ?? true);
    /** @type {{row: Row, head: Row | undefined}[]} */
    const made = [];
    for (let at = 0; at < missing.length; at += AT_A_TIME) {
      const some = missing.slice(at, at + AT_A_TIME).map(async ({ id, plain }) => {
        const head = here.get(id);
        const opened = head && (await openRevision(vault, head));
        const { row } = await sealRevision(vault, random, { plain, id, head: opened, unsent: unsent.has(id) });
        return { row, head };
      });
      made.push(...(await Promise.all(some)));
      if (missing.length > AT_A_TIME) told(made.length, missing.length);
    }
    const added = await writeSealed(["records", "revisions", "outbox", "trash"], (tx) => putMissing(tx, made));
    changed();
    return added;
  }

  /**
   * Changes a record: `change` gets the plaintext as it stands and gives the new one.
   * @param {string} id
   * @param {(plain: Plain) => Plain} change
   * @param {Made & {deleted?: boolean, practice?: boolean}} [options]
   * @returns {Promise<Opened>}
   * @throws {KeepsMoving} @throws {Gone}
   */
  async function edit(id, change, { deleted = false, ...and } = {}) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const head = await get(id);
      if (!head) throw new RangeError("no such record");
      if (isGone(head)) throw new Gone(id);
      const unsent = await isUnsent(id);
      const plain = { ...change(head.plain), edited: now() };
      const made = await sealRevision(vault, random, { plain, head, unsent, deleted });
      if (await write(made, { row: head.row, unsent }, and)) {
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
   * @param {string} id @returns {Promise<boolean>} whether it is gone; somebody may have brought it back
   */
  async function erase(id) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const head = await get(id);
      if (!head?.row.deleted) return false;
      if (isGone(head)) return true;
      const { schema, kind, zone } = head.plain;
      const plain = { schema, kind, created: "", zone, exercise: null, answers: {}, text: "", tags: [], marks: [], ancestors: [] };
      const unsent = await isUnsent(id);
      const made = await sealRevision(vault, random, { plain, head, unsent, deleted: true });
      if (!(await write(made, { row: head.row, unsent }, { erases: true }))) continue;
      changed(made);
      return true;
    }
    return false;
  }

  /** A tombstone that still holds the words, so that Undo and trash can bring them back. @param {string} id */
  const remove = (id) => edit(id, (plain) => plain, { deleted: true });

  /** @param {string} id @throws {Gone} */
  const restore = (id) => edit(id, (plain) => plain);

  /**
   * Writing that was a draft becomes an entry under the draft's own id, so that two tabs, or two tries,
   * make one entry of it. Where the entry is there already it gets the text, and keeps what it had as
   * its older version; where it was deleted for good the words are an entry of their own.
   * @param {string} id the draft's @param {Plain} plain @param {Made} [options]
   * @returns {Promise<Opened>} @throws {KeepsMoving}
   */
  async function settle(id, plain, options) {
    const head = await get(id);
    if (!head) return add(plain, { ...options, id });
    if (isGone(head)) return add(plain, options);
    return edit(id, (was) => ({ ...was, text: plain.text }), options);
  }

  /**
   * That a practice took place, and nothing of what was in it: one more time in its month's record.
   * @param {string} exercise @param {import("./entry.js").Moment} moment @param {{letter?: number}} [options]
   */
  async function recordPractice(exercise, moment, { letter } = {}) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { newest, months } = await practiceRecords();
      // Not the newest alone: a clock that goes back over the end of a month, and on again (F27).
      const month = months.find(({ plain }) => monthOf(plain.created) === monthOf(moment.now));
      if (month) return edit(month.row.id, (plain) => practised(plain, exercise, moment), { letter, practice: true });
      const made = await sealRevision(vault, random, { plain: practised(undefined, exercise, moment) });
      if (await write(made, null, { practice: true, newest, letter })) {
        changed(made);
        return made;
      }
    }
    throw new KeepsMoving(PRACTICE);
  }

  /** When what was practised, the latest first, in so many months. @param {number} most @returns {Promise<[string, string][]>} */
  async function practisedAt(most) {
    const { months } = await practiceRecords(most);
    // A month at a time: the clock may have gone back over the end of one.
    const times = months.flatMap(({ plain }) => Object.entries(plain.answers).sort(([a], [b]) => (a < b ? 1 : -1)));
    return times.map(([time, exercise]) => [time, String(exercise)]);
  }

  /** Exercises practised this month or the last, by id, the latest first. @returns {Promise<string[]>} */
  const practisedLately = async () => [...new Set((await practisedAt(2)).map(([, exercise]) => exercise))];

  /** The newest practice records, by a pointer: the start must not read the whole journal for them. @param {number} [most] */
  async function practiceRecords(most) {
    if (vault.locked) throw new Locked();
    const ids = pointedAt(await db.read(["meta"], (tx) => tx.objectStore("meta").get(PRACTICE)));
    // One that does not open stays as it is, and a new one takes its place here.
    const months = await Promise.all(ids.slice(0, most).map((id) => get(id).catch(unlessUnreadable)));
    return { newest: ids[0] ?? null, months: months.filter((each) => each !== null) };
  }

  /** @param {string} id @returns {Promise<boolean>} */
  async function isUnsent(id) {
    return isOnlyHere(await db.read(["outbox"], (tx) => tx.objectStore("outbox").get(id)));
  }

  return { add, addMissing, amend, edit, erase, get, rows, all, entries, history, remove, restore, settle, recordPractice, practisedAt, practisedLately };
}

/** @typedef {ReturnType<typeof createStore>} Store */
