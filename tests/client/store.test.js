import assert from "node:assert/strict";
import test from "node:test";

import { createDatabase } from "../../app/static/pocket/journal/database.js";
import { openRevision } from "../../app/static/pocket/journal/record.js";
import { CannotOpen } from "../../app/static/pocket/vault/seal.js";
import { device, faulty, MOMENT, plainEntry, rows } from "./support/device.js";

const ID = /^[A-Za-z0-9_-]{21}[AQgw]$/;

test("a new entry is a sealed record with the fields of the wire, and waits in the outbox", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("a neighbour waved"));
  assert.deepEqual(Object.keys(row).sort(), ["ciphertext", "deleted", "id", "key_id", "merge_parent", "parent", "rev"]);
  assert.match(row.id, ID);
  assert.match(row.rev, ID);
  assert.deepEqual([row.parent, row.merge_parent, row.deleted, row.key_id], [null, null, false, phone.vault.keyId]);
  assert.ok(row.ciphertext.length >= 540);
  assert.deepEqual(await rows(phone, "records"), [row]);
  assert.deepEqual(await rows(phone, "outbox"), [{ id: row.id, rev: row.rev }]);
});

test("F48 nothing readable is in any store", async () => {
  const phone = await device();
  await phone.store.add(plainEntry("canaryword"));
  await phone.drafts.put({ id: phone.drafts.newId(), of: "exercise:SA1", at: MOMENT.now, body: { answers: { word: "canaryword" } } });
  for (const store of ["records", "drafts", "outbox", "revisions"]) {
    const bytes = (await rows(phone, store)).map((row) => `${JSON.stringify(row)}${Buffer.from(row.ciphertext ?? []).toString("latin1")}`);
    assert.doesNotMatch(bytes.join(), /canaryword|[":]SA1"|"FH2"|Gratitude/);
  }
});

test("an edit before anything was sent takes the same parent, and the older words are kept", async () => {
  const phone = await device();
  const first = await phone.store.add(plainEntry("first"));
  const second = await phone.store.edit(first.row.id, (plain) => ({ ...plain, answers: { line: "second" } }));
  assert.equal(second.row.parent, null);
  assert.notEqual(second.row.rev, first.row.rev);
  assert.deepEqual(await rows(phone, "revisions"), [first.row]);
  assert.deepEqual(await rows(phone, "outbox"), [{ id: first.row.id, rev: second.row.rev }]);
});

test("an edit of what was sent is its child, and names its ancestors nearest first, 20 at most", async () => {
  const phone = await device();
  let head = await phone.store.add(plainEntry("0"));
  const revs = [];
  for (let at = 1; at <= 25; at += 1) {
    await phone.db.write(["outbox"], (tx) => tx.objectStore("outbox").clear());
    revs.unshift(head.row.rev);
    head = await phone.store.edit(head.row.id, (plain) => ({ ...plain, answers: { line: `${at}` } }));
    assert.equal(head.row.parent, revs[0]);
  }
  assert.deepEqual(head.plain.ancestors, revs.slice(0, 20));
});

test("a deletion is a tombstone that still holds the words, and Undo brings them back", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("kept"));
  await phone.store.remove(row.id);
  assert.deepEqual((await phone.store.entries()).entries, []);
  assert.equal((await phone.store.get(row.id))?.row.deleted, true);
  await phone.store.restore(row.id);
  assert.deepEqual((await phone.store.entries()).entries.map(({ plain }) => plain.answers.line), ["kept"]);
});

test("entries come newest first", async () => {
  const phone = await device();
  for (const day of ["03", "21", "14"]) await phone.store.add(plainEntry(day, `2026-11-${day}T08:00:00.000Z`));
  assert.deepEqual((await phone.store.entries()).entries.map(({ plain }) => plain.answers.line), ["21", "14", "03"]);
});

test("a row that does not open is counted and left as it is, and the others open", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("good"));
  const bad = { ...row, id: `${"B".repeat(21)}A` };
  await phone.db.write(["records"], (tx) => tx.objectStore("records").put(bad));
  const { entries, unreadable } = await phone.store.entries();
  assert.deepEqual([entries.length, unreadable], [1, 1]);
  assert.deepEqual((await rows(phone, "records")).length, 2);
});

test("F46 a record moved, re-labelled, replayed or undeleted by another hand does not open", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("mine"));
  const other = await phone.store.add(plainEntry("other"));
  const tampered = [{ id: other.row.id }, { rev: other.row.rev }, { parent: other.row.rev }, { merge_parent: other.row.rev }, { deleted: true }, { key_id: other.row.id }];
  for (const change of tampered) await assert.rejects(openRevision(phone.vault, { ...row, ...change }), CannotOpen, JSON.stringify(change));
  await assert.rejects(openRevision({ vaultId: other.row.id, sealer: phone.vault.sealer }, row), CannotOpen);
});

test("two tabs that edit one entry at once lose nothing: both texts are in head and revisions", async () => {
  const one = await device();
  const two = await device({ name: one.name });
  const { row } = await one.store.add(plainEntry("start"));
  const add = (/** @type {string} */ text) => (/** @type {any} */ plain) => ({ ...plain, answers: { line: `${plain.answers.line} ${text}` } });
  await Promise.all([one.store.edit(row.id, add("one")), two.store.edit(row.id, add("two")), one.store.edit(row.id, add("three"))]);
  const head = await one.store.get(row.id);
  assert.deepEqual(String(head?.plain.answers.line).split(" ").sort(), ["one", "start", "three", "two"]);
  assert.equal((await rows(one, "revisions")).length, 3);
});

test("F23 two tabs write 200 entries each: none is lost and none is doubled", async () => {
  const one = await device();
  const two = await device({ name: one.name });
  const write = (/** @type {import("./support/device.js").Device} */ tab, /** @type {string} */ name) =>
    Promise.all(Array.from({ length: 200 }, (_, at) => tab.store.add(plainEntry(`${name}${at}`))));
  await Promise.all([write(one, "a"), write(two, "b")]);
  const texts = (await one.store.entries()).entries.map(({ plain }) => plain.answers.line);
  assert.equal(new Set(texts).size, 400);
  assert.equal(texts.length, 400);
});

test("two tabs that start at once make one vault", async () => {
  const [one, two] = await Promise.all([device({ name: "together" }), device({ name: "together" })]);
  assert.equal(one.vault.vaultId, two.vault.vaultId);
  const { row } = await one.store.add(plainEntry("from one"));
  assert.equal((await two.store.get(row.id))?.plain.answers.line, "from one");
});

test("keeping takes the draft in the same transaction", async () => {
  const phone = await device();
  const id = phone.drafts.newId();
  await phone.drafts.put({ id, of: "exercise:FH2", at: MOMENT.now, body: {} });
  await phone.store.add(plainEntry("kept"), { draft: id });
  assert.deepEqual(await rows(phone, "drafts"), []);
});

test("a practice is a time in the month's one record, and a new month has a new record", async () => {
  const phone = await device();
  const at = (/** @type {string} */ now) => ({ ...MOMENT, now });
  await phone.store.recordPractice("SA1", at("2026-11-23T08:00:00.000Z"));
  const second = await phone.store.recordPractice("BN1", at("2026-11-24T08:00:00.000Z"));
  assert.deepEqual(second.plain.answers, { "2026-11-23T08:00:00.000Z": "SA1", "2026-11-24T08:00:00.000Z": "BN1" });
  await phone.store.recordPractice("XC1", at("2026-12-01T08:00:00.000Z"));
  assert.equal((await rows(phone, "records")).length, 2);
  assert.equal((await phone.store.practisedLately())[0], "XC1");
  assert.deepEqual((await phone.store.entries()).entries, [], "practice is no entry");
});

test("F27 a clock that goes back over the end of a month makes no second record of it", async () => {
  const phone = await device();
  const at = (/** @type {string} */ now) => ({ ...MOMENT, now });
  await phone.store.recordPractice("SA1", at("2026-12-01T00:00:00.000Z"));
  await phone.store.recordPractice("BN1", at("2026-11-30T23:59:00.000Z"));
  await phone.store.recordPractice("FH1", at("2036-12-01T00:10:00.000Z"));
  const back = await phone.store.recordPractice("XC1", at("2026-12-01T00:10:00.000Z"));
  assert.deepEqual(back.plain.answers, { "2026-12-01T00:00:00.000Z": "SA1", "2026-12-01T00:10:00.000Z": "XC1" });
  assert.equal((await rows(phone, "records")).length, 3);
  assert.equal((await phone.store.practisedLately())[0], "XC1", "what was written last, whatever the clock said");
});

test("members that this app does not know survive an edit", async () => {
  const phone = await device();
  const { row } = await phone.store.add(/** @type {any} */ ({ ...plainEntry("x"), weather: { sky: "low" } }));
  await phone.store.edit(row.id, (plain) => ({ ...plain, text: "y" }));
  assert.deepEqual(/** @type {any} */ ((await phone.store.get(row.id))?.plain).weather, { sky: "low" });
});

test("a large journal comes in within a few reads, and how far it is is told", async () => {
  const phone = await device();
  const entries = Array.from({ length: 2500 }, (_, at) => ({ id: `large${String(at).padStart(16, "0")}A`, plain: plainEntry(`line ${at}`) }));
  /** @type {number[][]} */
  const told = [];
  let reads = 0;
  const counted = (/** @type {Function} */ real, /** @type {any} */ self, /** @type {any[]} */ args) => {
    reads += 1;
    return real.apply(self, args);
  };
  const added = await faulty(IDBObjectStore.prototype, "get", counted, () => phone.store.addMissing(entries, (...far) => told.push(far)));
  assert.equal(added, 2500);
  assert.deepEqual(told, [[1000, 2500], [2000, 2500], [2500, 2500]]);
  assert.ok(reads < 10, `${reads} reads of one row`);
  assert.equal((await phone.store.entries()).entries.length, 2500);
  assert.equal((await rows(phone, "outbox")).length, 2500);
});

test("what comes in again stays as it is, and what was deleted comes back with its older words beside it", async () => {
  const phone = await device();
  const [kept, deleted] = [await phone.store.add(plainEntry("kept")), await phone.store.add(plainEntry("deleted"))];
  await phone.store.edit(kept.row.id, (plain) => ({ ...plain, answers: { line: "changed here" } }));
  await phone.store.remove(deleted.row.id);
  const file = [kept, deleted].map(({ row, plain }) => ({ id: row.id, plain }));
  assert.equal(await phone.store.addMissing(file), 1);
  assert.deepEqual((await phone.store.entries()).entries.map(({ plain }) => plain.answers.line).sort(), ["changed here", "deleted"]);
  assert.deepEqual(await rows(phone, "trash"), []);
  assert.equal((await phone.store.history(deleted.row.id)).length, 2);
  assert.equal(await phone.store.addMissing(file), 0);
});

test("two tabs that bring in one file at once make one of each", async () => {
  const one = await device();
  const two = await device({ name: one.name });
  const file = Array.from({ length: 50 }, (_, at) => ({ id: `twice${String(at).padStart(16, "0")}A`, plain: plainEntry(`line ${at}`) }));
  const added = await Promise.all([one.store.addMissing(file), two.store.addMissing(file)]);
  assert.equal(added[0] + added[1], 50);
  assert.equal((await one.store.entries()).entries.length, 50);
  assert.deepEqual(await rows(one, "revisions"), []);
});

test("a database of a newer app is not touched, and that is said", async () => {
  const newer = indexedDB.open("newer", 99);
  await new Promise((resolve) => (newer.onsuccess = resolve));
  newer.result.close();
  await assert.rejects(createDatabase("newer").read(["records"], (tx) => tx.objectStore("records").getAll()), { why: "newer" });
});
