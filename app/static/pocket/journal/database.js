/**
 * The device's database: its stores, and one way to run a transaction that survives what phones
 * do to databases. iOS cuts the connection of an app in the background, so a lost connection is
 * dropped, opened anew and tried once more; a second failure is the caller's to tell.
 * @module
 */

import { deleteDB, openDB } from "../../vendor/idb.js";

/**
 * @typedef {import("idb").IDBPTransaction<any, string[], "readonly">} Reading
 * @typedef {import("idb").IDBPTransaction<any, string[], "readwrite">} Writing
 */

const VERSION = 3;
export const DATABASE = "between-visits";

/** Nothing can be kept here, and why: the screen says so in words of this name. */
export class NotKept extends Error {
  /** @param {"no-crypto" | "no-storage" | "full" | "failed" | "newer"} why @param {unknown} [cause] */
  constructor(why, cause) {
    super(why, { cause });
    this.why = why;
  }
}

/**
 * Stores: `meta` by name (the vault's keys), `records` by id (heads), `revisions` by [id, rev]
 * (superseded ones), `outbox` by id (which head is not backed up, and whether it was sent), `drafts` by
 * id; since 2 `letters` in the order in which they were written while locked, `trash` by id (the day of
 * use on which a record was deleted); since 3 `quarantine` by [id, rev] (what came and does not open),
 * `erasures` by id (what was deleted for good, and is to go from the server too).
 * @param {import("idb").IDBPDatabase} db @param {number} from
 */
function upgrade(db, from) {
  if (from < 1) {
    db.createObjectStore("meta", { keyPath: "name" });
    db.createObjectStore("records", { keyPath: "id" });
    db.createObjectStore("revisions", { keyPath: ["id", "rev"] });
    db.createObjectStore("outbox", { keyPath: "id" });
    db.createObjectStore("drafts", { keyPath: "id" });
  }
  if (from < 2) {
    db.createObjectStore("letters", { keyPath: "n", autoIncrement: true });
    db.createObjectStore("trash", { keyPath: "id" });
  }
  if (from < 3) {
    db.createObjectStore("quarantine", { keyPath: ["id", "rev"] });
    db.createObjectStore("erasures", { keyPath: "id" });
  }
}

const PATIENCE = 5000; // milliseconds that a database may take to open before it is told
const LOST = ["InvalidStateError", "UnknownError", "AbortError"];

/** @param {string} [name] */
export function createDatabase(name = DATABASE) {
  /** @type {Promise<import("idb").IDBPDatabase> | null} */
  let opened = null;

  function open() {
    opened ??= openDB(name, VERSION, {
      upgrade,
      // A newer version of the app waits in another tab: give way, and open again when asked.
      blocking: () => drop(),
      terminated: () => (opened = null),
    });
    opened.catch(() => (opened = null));
    return opened;
  }

  /** A database that another tab holds shut may open later: until then each try is told. */
  async function openInTime() {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new NotKept("failed")), PATIENCE)));
    try {
      return await Promise.race([open(), /** @type {Promise<never>} */ (late)]);
    } finally {
      clearTimeout(timer);
    }
  }

  function drop() {
    const closing = opened;
    opened = null;
    closing?.then((db) => db.close()).catch(() => {}); // one that never opens is not waited for
  }

  /**
   * @template T
   * @param {string[]} stores
   * @param {(tx: Reading) => Promise<T>} work
   * @returns {Promise<T>}
   * @throws {NotKept}
   */
  const read = (stores, work) => twice(() => once(stores, "readonly", work));

  /**
   * Resolves when everything `work` wrote is complete and on the disk. `work` must only await
   * this transaction's own requests, and must bear to run twice.
   * @template T
   * @param {string[]} stores
   * @param {(tx: Writing) => Promise<T>} work
   * @returns {Promise<T>}
   * @throws {NotKept} and nothing is written
   */
  const write = (stores, work) => twice(() => once(stores, "readwrite", work));

  /** @template T @param {() => Promise<T>} attempt @returns {Promise<T>} */
  async function twice(attempt) {
    const before = opened;
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof DOMException) || !LOST.includes(error.name)) throw notKept(error);
      // Somebody else who met the same loss has opened anew: that one is not closed under them.
      if (before === null || before === opened) drop();
    }
    return attempt().catch((error) => {
      throw notKept(error);
    });
  }

  /** @template T @param {string[]} stores @param {IDBTransactionMode} mode @param {(tx: any) => Promise<T>} work */
  async function once(stores, mode, work) {
    const tx = (await openInTime()).transaction(stores, mode, { durability: "strict" });
    // Asked for before the work: a transaction that aborts early must not go unheard.
    const complete = tx.done;
    complete.catch(() => {});
    try {
      const result = await work(tx);
      await complete;
      return result;
    } catch (error) {
      abort(tx);
      // The transaction's own reason (a full disk) says more than the request that it felled.
      throw tx.error ?? error;
    }
  }

  /** Deletes the database. Other connections give way when they are asked to. */
  async function destroy() {
    drop();
    await deleteDB(name);
  }

  return { read, write, close: drop, destroy };
}

/** @typedef {ReturnType<typeof createDatabase>} Database */

/** Nothing half-written: work that threw takes its transaction with it. @param {any} tx */
function abort(tx) {
  try {
    tx.abort();
  } catch (error) {
    // It had ended by itself already, which is what was wanted.
    if (!(error instanceof DOMException)) throw error;
  }
}

/** @param {unknown} error @returns {unknown} */
function notKept(error) {
  if (!(error instanceof DOMException)) return error instanceof TypeError ? new NotKept("no-storage", error) : error;
  if (error.name === "QuotaExceededError") return new NotKept("full", error);
  if (error.name === "VersionError") return new NotKept("newer", error);
  if (["SecurityError", "NotAllowedError"].includes(error.name)) return new NotKept("no-storage", error);
  return new NotKept("failed", error);
}
