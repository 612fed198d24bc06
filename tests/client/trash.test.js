import assert from "node:assert/strict";
import test from "node:test";

import { freeEntry, isFull, toggled, withDay } from "../../app/static/pocket/journal/entry.js";
import { Gone } from "../../app/static/pocket/journal/store.js";
import { KEPT } from "../../app/static/pocket/journal/trash.js";
import { device, MOMENT, plainEntry, rows } from "./support/device.js";

/** The words of a list of entries. @param {{plain: import("../../app/static/pocket/journal/entry.js").Plain}[]} opened */
const words = (opened) => opened.map(({ plain }) => plain.answers.line);

/** Opens the app on so many days. @param {import("./support/device.js").Device} phone @param {number} days */
async function useFor(phone, days) {
  for (let day = 1; day <= days; day += 1) await phone.trash.sweep(`2026-${String(day).padStart(4, "0")}`);
}

test("what was deleted is in the trash for thirty days of use, and then its words are gone for good", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("first words"));
  await phone.store.edit(row.id, (plain) => ({ ...plain, answers: { line: "second words" } }));
  await phone.trash.sweep("2026-11-23");
  await phone.store.remove(row.id);
  const [trashed] = await phone.trash.list();
  assert.deepEqual([trashed.opened.plain.answers.line, trashed.left], ["second words", KEPT]);
  await useFor(phone, KEPT - 1);
  assert.deepEqual((await phone.trash.list()).map(({ left }) => left), [1]);
  await phone.trash.sweep("2027-01-01");
  assert.deepEqual(await phone.trash.list(), []);
  const head = await phone.store.get(row.id);
  assert.deepEqual([head?.row.deleted, head?.plain.answers, head?.plain.text, head?.plain.created], [true, {}, "", ""]);
  assert.deepEqual(await rows(phone, "revisions"), [], "no older version either");
  assert.deepEqual((await rows(phone, "outbox")).map(({ rev }) => rev), [head?.row.rev], "the empty tombstone waits to be sent");
});

test("F27 a clock that jumps, forwards or back, takes one day of the thirty at most", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("kept"));
  await phone.store.remove(row.id);
  for (const day of ["2036-11-23", "2036-11-23", "2026-11-23", "1970-01-01"]) await phone.trash.sweep(day);
  assert.deepEqual((await phone.trash.list()).map(({ left }) => left), [KEPT - 3]);
});

test("what is put back is out of the trash, and begins its thirty days anew when it is deleted again", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("kept"));
  await phone.store.remove(row.id);
  await useFor(phone, 20);
  await phone.store.restore(row.id);
  assert.deepEqual(await phone.trash.list(), []);
  assert.deepEqual(words((await phone.store.entries()).entries), ["kept"]);
  await useFor(phone, 20);
  assert.deepEqual(words((await phone.store.entries()).entries), ["kept"]);
  await phone.store.remove(row.id);
  assert.deepEqual((await phone.trash.list()).map(({ left }) => left), [KEPT]);
});

test("only what is in the trash can be deleted for good", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("kept"));
  await phone.store.erase(row.id);
  assert.deepEqual(words((await phone.store.entries()).entries), ["kept"]);
});

test("what was deleted for good in another tab is not brought back empty, by Undo or by an edit", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("words"));
  await phone.store.remove(row.id);
  assert.equal(await (await device({ name: phone.name })).store.erase(row.id), true);
  await assert.rejects(phone.store.restore(row.id), Gone);
  await assert.rejects(phone.store.edit(row.id, (plain) => ({ ...plain, text: "more" })), Gone);
  assert.deepEqual((await phone.store.entries()).entries, []);
  assert.equal(await phone.store.erase(row.id), true, "it is gone, whoever did it");
});

test("what was brought back in another tab is not told as gone for good", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("words"));
  await phone.store.remove(row.id);
  await (await device({ name: phone.name })).store.restore(row.id);
  assert.equal(await phone.store.erase(row.id), false);
  assert.equal((await phone.store.entries()).entries.length, 1);
});

test("what a file brings back is out of the trash", async () => {
  const phone = await device();
  const { row, plain } = await phone.store.add(plainEntry("words"));
  await phone.store.remove(row.id);
  await phone.store.addMissing([{ id: row.id, plain }]);
  assert.deepEqual(await rows(phone, "trash"), []);
});

test("an entry's older versions are kept, the latest first, and one can be brought back", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("one"));
  for (const line of ["two", "three"]) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    await phone.store.edit(row.id, (plain) => ({ ...plain, answers: { line } }));
  }
  const other = await phone.store.add(plainEntry("another"));
  await phone.store.edit(other.row.id, (plain) => plain);
  const versions = await phone.store.history(row.id);
  assert.deepEqual(words(versions), ["two", "one"]);
  await phone.store.edit(row.id, (plain) => ({ ...plain, answers: versions[1].plain.answers }));
  assert.equal((await phone.store.get(row.id))?.plain.answers.line, "one");
  assert.deepEqual(words(await phone.store.history(row.id)), ["three", "two", "one"]);
});

test("free writing leaves one version for as long as one hand writes it, and none is lost to another tab", async () => {
  const phone = await device();
  let head = await phone.store.add(freeEntry("A", MOMENT));
  for (const text of ["A l", "A lo", "A long day"]) head = (await phone.store.amend(head, { ...head.plain, text })) ?? head;
  assert.deepEqual(await rows(phone, "revisions"), []);
  assert.equal((await phone.store.get(head.row.id))?.plain.text, "A long day");
  const tab = await device({ name: phone.name });
  await tab.store.edit(head.row.id, (plain) => ({ ...plain, marks: ["supervision"] }));
  assert.equal(await phone.store.amend(head, { ...head.plain, text: "A long day, done" }), null, "it is told that the entry has moved");
  assert.deepEqual((await phone.store.get(head.row.id))?.plain.marks, ["supervision"]);
});

test("what was written freely while locked is an entry after unlock, once", async () => {
  const phone = await device();
  await phone.setLock("lantern orchard pebble wren");
  await phone.lock();
  const id = phone.drafts.newId();
  for (const text of ["A", "A long day"]) {
    await phone.drafts.put({ id, of: "free", at: MOMENT.now, body: { plain: freeEntry(text, MOMENT) } });
  }
  await phone.unlock({ passphrase: "lantern orchard pebble wren" });
  assert.deepEqual((await phone.store.entries()).entries.map(({ plain }) => plain.text), ["A long day"]);
  assert.deepEqual(await rows(phone, "drafts"), []);
});

test("the shelf follows what is written here, and is empty-handed while locked", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("one"));
  const shelf = await phone.shelf.load();
  assert.deepEqual(words(shelf.index.search("")), ["one"]);
  await phone.store.edit(row.id, (plain) => ({ ...plain, answers: { line: "two" } }));
  await phone.store.add(plainEntry("three", "2026-11-24T08:00:00.000Z"));
  assert.deepEqual(words((await phone.shelf.load()).index.search("")), ["three", "two"]);
  await phone.store.remove(row.id);
  assert.deepEqual(words((await phone.shelf.load()).index.search("")), ["three"]);
  await phone.practised("SA1", MOMENT);
  assert.deepEqual(Object.values((await phone.shelf.load()).practice), ["SA1"]);
  await phone.setLock("lantern orchard pebble wren");
  await phone.lock();
  await assert.rejects(phone.shelf.load());
});

test("the newest entries are known before the journal is opened, with what was added since and without what was deleted", async () => {
  const phone = await device();
  for (const day of ["20", "21", "22"]) await phone.store.add(plainEntry(day, `2026-11-${day}T08:00:00.000Z`));
  await phone.shelf.load();
  await new Promise((resolve) => setTimeout(resolve, 50)); // the list is written beside
  const later = await phone.store.add(plainEntry("23", "2026-11-23T08:00:00.000Z"));
  const [twenty] = (await phone.store.entries()).entries.slice(-1);
  await phone.store.remove(twenty.row.id);
  const again = await device({ name: phone.name });
  assert.deepEqual(words(await again.shelf.first()), ["23", "22", "21"]);
  assert.ok(later);
  const listed = (await rows(again, "meta")).find(({ name }) => name === "recent");
  assert.doesNotMatch(Buffer.from(listed.sealed).toString("latin1"), new RegExp(later.row.id));
  await again.db.write(["meta"], (tx) => tx.objectStore("meta").put({ name: "recent", sealed: new Uint8Array(40) }));
  assert.deepEqual(await again.shelf.first(), [], "a list that does not open is done without");
  assert.deepEqual(words((await again.shelf.load()).index.search("")), ["23", "22", "21"]);
});

test("a text is full a little before it no longer fits, whatever its letters weigh", () => {
  assert.ok(!isFull("a".repeat(59_000)));
  assert.ok(isFull("a".repeat(60_000)));
  assert.ok(isFull("🌙".repeat(15_001)));
  assert.ok(isFull("\n".repeat(30_001)));
  assert.ok(isFull("\u0001".repeat(10_001)));
});

test("another day keeps the time, and marks are set once", () => {
  const moved = withDay(freeEntry("x", MOMENT), "2026-10-01");
  assert.deepEqual([moved.day, moved.created], ["2026-10-01", "2026-10-01T08:00:00.000Z"]);
  assert.deepEqual(toggled(toggled(["a"], "b", true), "b", true), ["a", "b"]);
  assert.deepEqual(toggled(["a", "b"], "a", false), ["b"]);
});

test("what is due goes when the app opens, and where the journal is locked, when it is unlocked", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("gone"));
  await phone.store.remove(row.id);
  await useFor(phone, KEPT - 1);
  await phone.setLock("four plain words here");
  phone.lock();
  await phone.tidy(); // this day is another: the thirtieth
  assert.equal((await rows(phone, "trash")).length, 1, "nothing can be sealed while it is locked");
  await phone.unlock({ passphrase: "four plain words here" });
  await phone.tidy();
  assert.deepEqual(await rows(phone, "trash"), []);
  assert.deepEqual((await phone.store.get(row.id))?.plain.answers, {});
});

test("F41 one in the trash that does not open stays, and the others that are due go", async () => {
  const phone = await device();
  const made = [await phone.store.add(plainEntry("one")), await phone.store.add(plainEntry("two"))];
  for (const { row } of made) await phone.store.remove(row.id);
  const [poisoned, sound] = (await rows(phone, "trash")).map(({ id }) => id);
  await phone.db.write(["records"], async (tx) => {
    const row = await tx.objectStore("records").get(poisoned);
    row.ciphertext[40] ^= 1;
    await tx.objectStore("records").put(row);
  });
  await useFor(phone, KEPT);
  assert.deepEqual((await rows(phone, "trash")).map(({ id }) => id), [poisoned]);
  assert.deepEqual((await phone.store.get(sound))?.plain.answers, {});
});

test("F40 F41 what does not open is listed with the reason, and left as it is", async () => {
  const phone = await device();
  await phone.store.add(plainEntry("sound"));
  const { row: newer } = await phone.store.add(/** @type {any} */ ({ ...plainEntry("later"), schema: 2, more: ["unknown"] }));
  const { row: damaged } = await phone.store.add(plainEntry("damaged"));
  await phone.db.write(["records"], async (tx) => {
    damaged.ciphertext[40] ^= 1;
    await tx.objectStore("records").put(damaged);
  });
  phone.shelf.drop();
  const { index, unreadable } = await phone.shelf.load();
  assert.equal(index.size(), 1);
  assert.deepEqual(new Map(unreadable.map((each) => [each.row.id, each.newer])), new Map([[newer.id, true], [damaged.id, false]]));
  assert.deepEqual((await rows(phone, "records")).filter(({ id }) => id !== newer.id && id !== damaged.id).length, 1);
  await assert.rejects(phone.store.edit(newer.id, (plain) => plain), /schema 2/);
  assert.deepEqual((await rows(phone, "records")).find(({ id }) => id === newer.id)?.ciphertext, newer.ciphertext);
});

test("a choice about what is shown is kept", async () => {
  const phone = await device();
  assert.equal(await phone.choice("on-this-day"), false);
  await phone.choose("on-this-day", true);
  assert.equal(await phone.choice("on-this-day"), true);
});
