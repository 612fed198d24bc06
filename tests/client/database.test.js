/** F24: what phones do to databases. The faults are put in front of the real database. */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import test from "node:test";

// @ts-expect-error the package has types for its main entry alone
import forceCloseDatabase from "fake-indexeddb/lib/forceCloseDatabase";

import { createDatabase, NotKept } from "../../app/static/pocket/journal/database.js";

import { faulty } from "./support/device.js";

let names = 0;
const fresh = () => createDatabase(`faults-${(names += 1)}`);

/** @param {import("../../app/static/pocket/journal/database.js").Database} db @param {string} id */
const put = (db, id) => db.write(["drafts"], (tx) => tx.objectStore("drafts").put({ id }));

/** @param {import("../../app/static/pocket/journal/database.js").Database} db */
const ids = (db) => db.read(["drafts"], (tx) => tx.objectStore("drafts").getAllKeys());

/**
 * Makes a method fail so many times, for as long as `during` runs.
 * @param {any} prototype @param {string} method @param {() => unknown} fault @param {number} times
 * @param {() => Promise<unknown>} during
 */
function failing(prototype, method, fault, times, during) {
  let left = times;
  return faulty(prototype, method, (real, self, args) => {
    if (left-- > 0) throw fault();
    return real.apply(self, args);
  }, during);
}

const dom = (/** @type {string} */ name) => () => new DOMException("a fault", name);

for (const name of ["InvalidStateError", "UnknownError", "AbortError"]) {
  test(`F24 a connection lost once (${name}) is opened again, and the write is there once`, async () => {
    const db = fresh();
    await put(db, "before");
    await failing(IDBDatabase.prototype, "transaction", dom(name), 1, () => put(db, "after"));
    assert.deepEqual(await ids(db), ["after", "before"]);
  });

  test(`F24 a connection lost twice (${name}) is told, and works again afterwards`, async () => {
    const db = fresh();
    await put(db, "before");
    await failing(IDBDatabase.prototype, "transaction", dom(name), 2, () => assert.rejects(put(db, "lost"), { why: "failed" }));
    await put(db, "after");
    assert.deepEqual(await ids(db), ["after", "before"]);
  });
}

for (const [name, why] of [["QuotaExceededError", "full"], ["SecurityError", "no-storage"], ["NotAllowedError", "no-storage"]]) {
  test(`F24 ${name} is told as “${why}” and nothing is half-written`, async () => {
    const db = fresh();
    const work = db.write(["drafts", "records"], async (tx) => {
      await tx.objectStore("drafts").put({ id: "first" });
      throw dom(name)();
    });
    await assert.rejects(work, (/** @type {NotKept} */ error) => error instanceof NotKept && error.why === why);
    assert.deepEqual(await ids(db), []);
  });
}

test("F24 a transaction that aborts after the work was done is a failure", async () => {
  const db = fresh();
  const work = db.write(["drafts"], async (tx) => {
    await tx.objectStore("drafts").put({ id: "never" });
    tx.abort();
  });
  await assert.rejects(work, NotKept);
  assert.deepEqual(await ids(db), []);
});

test("F24 work that throws takes its transaction with it", async () => {
  const db = fresh();
  const work = db.write(["drafts"], async (tx) => {
    await tx.objectStore("drafts").put({ id: "never" });
    throw new RangeError("ours");
  });
  await assert.rejects(work, RangeError);
  assert.deepEqual(await ids(db), []);
});

test("F24 a database that cannot be opened is told, and is opened when it can be", async () => {
  const db = fresh();
  await failing(IDBFactory.prototype, "open", dom("SecurityError"), 1, () => assert.rejects(put(db, "x"), { why: "no-storage" }));
  await put(db, "y");
  assert.deepEqual(await ids(db), ["y"]);
});

test("an older tab gives way to a newer version of the app, and is told when it writes", async () => {
  const name = `faults-${(names += 1)}`;
  const older = createDatabase(name);
  await put(older, "old");
  const request = indexedDB.open(name, 99);
  await new Promise((resolve, reject) => {
    request.onsuccess = resolve;
    request.onblocked = () => reject(new Error("blocked by the older tab"));
  });
  request.result.close();
  await assert.rejects(put(older, "late"), { why: "newer" });
});

test("F21 every write asks for the disk itself, and no write for less", async () => {
  const db = fresh();
  await put(db, "opened");
  /** @type {unknown[]} */
  const asked = [];
  await faulty(IDBDatabase.prototype, "transaction", (real, self, args) => (asked.push(args.slice(1)), real.apply(self, args)), () => put(db, "asked"));
  assert.deepEqual(asked, [["readwrite", { durability: "strict" }]]);
});

test("F24 a database that the browser closed is known to be closed before it is asked", async () => {
  const db = fresh();
  await put(db, "before");
  /** @type {any} */
  let open;
  await faulty(IDBDatabase.prototype, "transaction", (real, self, args) => ((open = self), real.apply(self, args)), () => ids(db));
  forceCloseDatabase(open);
  await new Promise((resolve) => setTimeout(resolve, 10));
  /** @type {unknown[]} */
  const asked = [];
  await faulty(IDBDatabase.prototype, "transaction", (real, self, args) => (asked.push(self), real.apply(self, args)), () => put(db, "after"));
  assert.deepEqual([asked.length, asked.includes(open)], [1, false]);
  assert.deepEqual(await ids(db), ["after", "before"]);
});
