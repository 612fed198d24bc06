/**
 * What this device holds of reminders: times, and days on which one was shown; no word that anybody
 * wrote. The service worker has to read it while the journal is locked and no page is open, so it is
 * not sealed; it is apart from the journal's database, so that the worker never opens that one. It is
 * made when somebody turns something on, and each access opens and closes it: nothing has to give way.
 * @module
 */

export const REMINDERS = "between-visits-reminders";
const STORE = "rows"; // by name

/**
 * `push`: a reminder that the server sends; `changes` counts what was changed here and `sent` up to which the
 * server has heard, `ended` is one that it has yet to forget. `plan`: the times on the page. `line`: the line on
 * Today, and the day on which it was put away.
 * @typedef {import("./fading.js").Fading & import("./wire.js").Wanted & import("./wire.js").Handle & {name: "push", key: string, changes: number, sent: number, ended: boolean}} PushRow
 * @typedef {import("./schedule.js").Schedule & {name: "plan"}} PlanRow
 * @typedef {{name: "line", aside?: string}} LineRow
 * @typedef {{push: PushRow, plan: PlanRow, line: LineRow}} Rows
 */

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {boolean} make @returns {Promise<IDBDatabase | null>} null where there is none and none is to be made */
async function open(make) {
  const request = indexedDB.open(REMINDERS, 1);
  let isNew = false;
  request.onupgradeneeded = () => {
    if (make) return request.result.createObjectStore(STORE, { keyPath: "name" });
    isNew = true;
    request.transaction?.abort(); // and it is as if nobody had asked
  };
  try {
    return await answered(request);
  } catch (error) {
    if (isNew) return null;
    throw error;
  }
}

/**
 * @template T @param {IDBTransactionMode} mode @param {boolean} make @param {(store: IDBObjectStore) => Promise<T>} work
 * @returns {Promise<T | null>} null where there is no database
 */
async function within(mode, make, work) {
  const db = await open(make);
  if (!db) return null;
  try {
    const tx = db.transaction(STORE, mode);
    const complete = new Promise((resolve, reject) => {
      tx.oncomplete = resolve;
      tx.onabort = tx.onerror = () => reject(tx.error);
    });
    complete.catch(() => {}); // heard below, or told by the request that felled it
    const result = await work(tx.objectStore(STORE));
    await complete;
    return result;
  } finally {
    db.close();
  }
}

/** @template {keyof Rows} N @param {N} name @returns {Promise<Rows[N] | null>} */
export const read = async (name) => (await within("readonly", false, (store) => answered(store.get(name)))) ?? null;

/** @template {keyof Rows} N @param {Rows[N]} row @returns {Promise<unknown>} */
export const put = (row) => within("readwrite", true, (store) => answered(store.put(row)));

/** @param {keyof Rows} name @returns {Promise<unknown>} */
export const remove = (name) => within("readwrite", false, (store) => answered(store.delete(name)));

/**
 * The row as it is now, made into another; nothing where there is none.
 * @template {keyof Rows} N @param {N} name @param {(row: Rows[N]) => Rows[N] | null} change gives null for none from now on
 * @returns {Promise<Rows[N] | null>} the row after it
 */
export const change = (name, change) =>
  within("readwrite", false, async (store) => {
    const row = await answered(store.get(name));
    if (!row) return null;
    const next = change(row);
    if (!next) await answered(store.delete(name));
    else if (next !== row) await answered(store.put(next));
    return next;
  });

/** Whether anything of it was ever turned on here. */
export const isInUse = async () => (await within("readonly", false, async () => true)) ?? false;

/** All of it goes from this device. */
export async function forget() {
  await answered(indexedDB.deleteDatabase(REMINDERS));
}
