import assert from "node:assert/strict";
import test from "node:test";

import { createIndex } from "../../app/static/pocket/journal/find.js";
import { openRows, shownOf } from "../../app/static/pocket/journal/opening.js";
import { pack, unpack } from "../../app/static/pocket/journal/packed.js";
import { createShelf } from "../../app/static/pocket/journal/shelf.js";
import { randomBytes } from "../../app/static/pocket/vault/bytes.js";
import { Locked } from "../../app/static/pocket/vault/vault.js";
import { device, MOMENT, plainEntry } from "./support/device.js";

const PASSPHRASE = "lantern orchard pebble wren";

/** @param {import("../../app/static/pocket/journal/record.js").Shown[]} entries */
const words = (entries) => entries.map(({ plain }) => plain.answers.line);

/** What the worker does, here: rows are opened, packed, handed over, and unpacked. @param {import("./support/device.js").Device} phone */
async function byWorker(phone) {
  const { entries, ...rest } = shownOf(await openRows(phone.vault, await phone.store.rows()));
  return { entries: unpack(structuredClone(pack(entries))), ...rest };
}

/** A shelf whose worker is this. @param {import("./support/device.js").Device} phone @param {(vault: any, stop: AbortSignal) => Promise<any>} open */
const shelfOf = (phone, open) => createShelf({ ...phone, random: randomBytes, opener: /** @type {any} */ ({ start: () => {}, open }) });

test("an entry that comes from the worker is the one that was kept, to the last letter, and is found alike", async () => {
  const phone = await device();
  for (const line of ["Teatime, ‘naïve’ 🌙", "rain", "<b>\u2028</b>"]) await phone.store.add(plainEntry(line));
  await phone.store.recordPractice("SA1", MOMENT);
  const { row } = await phone.store.add(plainEntry("gone"));
  await phone.store.remove(row.id);
  const shelf = await shelfOf(phone, () => byWorker(phone)).load();
  const { entries } = await phone.store.entries();
  const byId = new Map(entries.map(({ row, plain }) => [row.id, [row.rev, plain]]));
  assert.equal(shelf.index.size(), 3);
  for (const { row, plain } of shelf.index.all()) assert.deepEqual(byId.get(row.id), [row.rev, plain]);
  const own = createIndex(entries);
  for (const query of ["naive", "tea", "🌙", "<b>", "hope"]) assert.deepEqual(words(shelf.index.search(query)), words(own.search(query)));
  assert.deepEqual(Object.values(shelf.practice), ["SA1"]);
});

test("where there is no worker the page opens the journal itself", async () => {
  const phone = await device();
  await phone.store.add(plainEntry("kept"));
  const shelf = shelfOf(phone, () => Promise.reject(new Error("no worker")));
  assert.deepEqual(words((await shelf.load()).index.all()), ["kept"]);
});

test("what is written while the journal opens is in it", async () => {
  const phone = await device();
  await phone.store.add(plainEntry("before"));
  const read = await byWorker(phone);
  let opened = (/** @type {any} */ _) => {};
  const shelf = shelfOf(phone, () => new Promise((resolve) => (opened = resolve)));
  const loading = shelf.load();
  const put = shelf.put(await phone.store.add(plainEntry("meanwhile", "2026-11-23T09:00:00.000Z")));
  opened(read);
  await put;
  assert.deepEqual(words((await loading).index.all()), ["meanwhile", "before"]);
});

test("F48 a lock that falls while the journal opens ends the worker, and nothing of it is shown", async () => {
  const phone = await device();
  await phone.store.add(plainEntry("kept"));
  await phone.setLock(PASSPHRASE);
  let ended = false;
  const shelf = shelfOf(phone, (_, stop) => new Promise((_, reject) => stop.addEventListener("abort", () => ((ended = true), reject(stop.reason)))));
  const loading = shelf.load();
  await phone.lock();
  shelf.drop();
  await assert.rejects(loading, Locked);
  assert.ok(ended);
});

test("F41 one among the newest that does not open is left out of the first page, and the others are on it", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("spoilt"));
  await phone.store.add(plainEntry("good", "2026-11-23T09:00:00.000Z"));
  row.ciphertext[30] ^= 1;
  await phone.db.write(["records"], (tx) => tx.objectStore("records").put(row));
  assert.deepEqual(words(await shelfOf(phone, () => byWorker(phone)).first()), ["good"]);
});
