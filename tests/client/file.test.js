import assert from "node:assert/strict";
import test from "node:test";

import { bringIn, fromFile, NotOurFile, toFile } from "../../app/static/pocket/journal/file.js";
import { device, plainEntry, rows } from "./support/device.js";

/** @param {(file: any) => void} change */
async function changedFile(change) {
  const phone = await device();
  await phone.store.add(plainEntry("a line"));
  const file = JSON.parse(toFile((await phone.store.entries()).entries));
  change(file);
  return JSON.stringify(file);
}

test("entries carried across are the same entries, under the same ids", async () => {
  const [from, to] = [await device(), await device()];
  for (const text of ["one", "two  \n three", "🌙 <b>four</b>"]) await from.store.add(plainEntry(text));
  const text = toFile((await from.store.entries()).entries);
  assert.equal(await bringIn(to.store, text), 3);
  const plain = async (/** @type {import("./support/device.js").Device} */ each) =>
    (await each.store.entries()).entries.map(({ row, plain }) => ({ id: row.id, ...plain })).sort((a, b) => (a.id < b.id ? 1 : -1));
  assert.deepEqual(await plain(to), await plain(from));
});

test("bringing a file in twice adds nothing, and changes nothing that was edited since", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("first"));
  const text = toFile((await phone.store.entries()).entries);
  await phone.store.edit(row.id, (plain) => ({ ...plain, answers: { line: "edited" } }));
  assert.equal(await bringIn(phone.store, text), 0);
  assert.equal((await phone.store.get(row.id))?.plain.answers.line, "edited");
});

test("F29 a file cut off at any byte is refused", async () => {
  const text = await changedFile(() => {});
  for (let length = 0; length < text.length; length += 1) assert.throws(() => fromFile(text.slice(0, length)), NotOurFile);
});

test("a file that is not ours, or has one bad entry, changes nothing at all", async () => {
  const changes = [
    (/** @type {any} */ file) => (file.format = "other"),
    (/** @type {any} */ file) => (file.entries = {}),
    (/** @type {any} */ file) => file.entries.push(null),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], id: "short" }),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], schema: 2 }),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], kind: "practice" }),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], created: "soon" }),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], answers: { a: { b: { c: 1 } } } }),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], labels: { a: 1 } }),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], tags: "hope" }),
  ];
  for (const change of changes) {
    const phone = await device();
    await assert.rejects(bringIn(phone.store, await changedFile(change)), NotOurFile, String(change));
    assert.deepEqual(await rows(phone, "records"), []);
  }
});

test("an entry that was deleted here comes back from the person's own file, words and history", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("first"));
  const text = toFile((await phone.store.entries()).entries);
  await phone.store.remove(row.id);
  assert.equal(await bringIn(phone.store, text), 1);
  assert.equal((await phone.store.entries()).entries[0].plain.answers.line, "first");
  assert.equal((await rows(phone, "revisions")).length, 2);
});

test("a file with an entry that is too long for one item changes nothing at all", async () => {
  const phone = await device();
  const text = await changedFile((file) => file.entries.push({ ...file.entries[0], id: `${"B".repeat(21)}A`, text: "x".repeat(70_000) }));
  await assert.rejects(bringIn(phone.store, text));
  assert.deepEqual(await rows(phone, "records"), []);
});
