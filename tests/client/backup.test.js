import assert from "node:assert/strict";
import test from "node:test";

import { isBackup, MOST_RECORDS, MOST_TEXT } from "../../app/static/pocket/journal/backup.js";
import { NotOurFile } from "../../app/static/pocket/journal/file.js";
import { context } from "../../app/static/pocket/journal/record.js";
import { UnfitKdf } from "../../app/static/pocket/vault/kdf.js";
import { WrongSecret } from "../../app/static/pocket/vault/lock.js";
import { device, plainEntry, rows } from "./support/device.js";

const PASSPHRASE = "lantern orchard pebble wren";
const OTHER = "saddle meadow kettle plum";

/** @param {import("./support/device.js").Device} phone */
const words = async (phone) => (await phone.store.entries()).entries.map(({ plain }) => plain.answers.line).sort();

/** A device with two entries and one in the trash, and its backup. */
async function backedUp() {
  const phone = await device();
  await phone.store.add(plainEntry("one heron"));
  await phone.store.add(plainEntry("two herons"));
  const gone = await phone.store.add(plainEntry("deleted"));
  await phone.store.remove(gone.row.id);
  return { phone, text: await phone.backup(PASSPHRASE) };
}

test("a backup made without a lock opens on another phone with its own passphrase, and comes in once", async () => {
  const { phone, text } = await backedUp();
  assert.ok(isBackup(text));
  assert.doesNotMatch(text, /one heron|two herons|deleted"?:? ?"?deleted|Gratitude/);
  assert.ok(!phone.vault.hasLock, "making it sets no lock");
  const next = await device();
  await next.store.add(plainEntry("already here"));
  assert.deepEqual(await next.bringBackup(text, `${PASSPHRASE} `), { count: 2, unreadable: 0 });
  assert.deepEqual(await next.bringBackup(text, PASSPHRASE), { count: 0, unreadable: 0 });
  assert.deepEqual(await words(next), ["already here", "one heron", "two herons"]);
  assert.equal((await rows(next, "outbox")).length, 3);
});

test("a backup of a locked journal opens with the lock's passphrase, and with its recovery code", async () => {
  const phone = await device();
  await phone.store.add(plainEntry("one heron"));
  const code = await phone.setLock(PASSPHRASE);
  const text = await phone.backup("");
  for (const secret of [PASSPHRASE, code.toLowerCase()]) {
    const next = await device();
    await next.bringBackup(text, secret);
    assert.deepEqual(await words(next), ["one heron"]);
  }
  await assert.rejects((await device()).bringBackup(text, OTHER), WrongSecret);
});

test("F29 F46 a hostile, spoilt or truncated backup changes nothing, and is told where it is wrong", async () => {
  const { text } = await backedUp();
  const file = JSON.parse(text);
  const next = await device();
  const before = await rows(next, "records");
  const [record] = file.records;
  const spoilt = [
    { ...file, kdf: { ...file.kdf, memory_kib: 1024 } },
    { ...file, kdf: { ...file.kdf, memory_kib: 16_777_216 } },
    { ...file, salt: "AAAA" },
    { ...file, vault_id: "x" },
    { ...file, format: "between-visits/v9/backup" },
    { ...file, records: {} },
    { ...file, records: [record, record] },
    ...[{ id: "x" }, { rev: null }, { deleted: "no" }, { ciphertext: "AAAA" }, { ciphertext: 7 }, { parent: 3 }].map((change) => ({ ...file, records: [file.records[1], { ...record, ...change }] })),
  ];
  for (const each of spoilt) {
    await assert.rejects(next.bringBackup(JSON.stringify(each), PASSPHRASE), (error) => error instanceof NotOurFile || error instanceof UnfitKdf);
  }
  for (let at = 1; at < 200; at += 1) {
    const cut = text.slice(0, Math.floor((text.length * at) / 200));
    await assert.rejects(next.bringBackup(cut, PASSPHRASE), NotOurFile);
  }
  const third = { ...file, records: [file.records[1], file.records[2], { ...record, ciphertext: "A" }] };
  await assert.rejects(next.bringBackup(JSON.stringify(third), PASSPHRASE), { where: 3 });
  assert.deepEqual(await rows(next, "records"), before);
});

test("F41 a record that was moved, swapped or flipped in the file is counted, and the others come in", async () => {
  const { text } = await backedUp();
  const file = JSON.parse(text);
  const live = file.records.filter((/** @type {any} */ { deleted }) => !deleted);
  const flipped = `${live[0].ciphertext.slice(0, 40)}${live[0].ciphertext[40] === "A" ? "B" : "A"}${live[0].ciphertext.slice(41)}`;
  const bad = { ...file, records: [{ ...live[0], ciphertext: flipped }, live[1]] };
  const next = await device();
  assert.deepEqual(await next.bringBackup(JSON.stringify(bad), PASSPHRASE), { count: 1, unreadable: 1 });
  const swapped = { ...file, records: [{ ...live[0], ciphertext: live[1].ciphertext }, { ...live[1], ciphertext: live[0].ciphertext }] };
  assert.deepEqual(await (await device()).bringBackup(JSON.stringify(swapped), PASSPHRASE), { count: 0, unreadable: 2 });
});

/** A backup into which somebody with its passphrase has sealed records of their own. @param {string[]} plaintexts JSON */
async function backupWith(plaintexts) {
  const phone = await device();
  await phone.store.add(plainEntry("one heron"));
  for (const json of plaintexts) {
    const { row } = await phone.store.add(plainEntry("to be replaced"));
    row.ciphertext = await phone.vault.sealer.seal(new TextEncoder().encode(json), context(phone.vault.vaultId, row));
    await phone.db.write(["records"], (tx) => tx.objectStore("records").put(row));
  }
  return phone.backup(PASSPHRASE);
}

test("F41 F55 a record of a backup that opens and is no entry is counted, and the others come in", async () => {
  const bare = { schema: 1, kind: "entry", created: "2026-11-20T08:00:00.000Z" };
  const bad = [bare, { ...plainEntry("x"), day: "soon" }, { ...plainEntry("x"), created: "" }, { ...plainEntry("x"), answers: { line: { toString: 1 } } }, null];
  const next = await device();
  assert.deepEqual(await next.bringBackup(await backupWith(bad.map((each) => JSON.stringify(each))), PASSPHRASE), { count: 1, unreadable: bad.length });
  assert.deepEqual(await words(next), ["one heron"]);
});

test("F41 one record that would grow past what fits when it is written again refuses no other", async () => {
  // Another client may write 1e20 where JSON.stringify writes twenty-one digits.
  const json = JSON.stringify({ ...plainEntry("x"), extra: [] }).replace('"extra":[]', `"extra":[${Array(9000).fill("1e20").join()}]`);
  assert.deepEqual(await (await device()).bringBackup(await backupWith([json]), PASSPHRASE), { count: 1, unreadable: 1 });
});

test("a backup is known by its format, wherever that stands and however it is spaced", async () => {
  const { text } = await backedUp();
  const { format, ...file } = JSON.parse(text);
  const turned = JSON.stringify({ ...file, format }, null, 4).replaceAll("/", "\\/");
  assert.ok(isBackup(turned));
  assert.equal((await (await device()).bringBackup(turned, PASSPHRASE)).count, 2);
  assert.ok(!isBackup(JSON.stringify({ format: "between-visits/v1/entries", entries: [{ text: '"between-visits/v1/backup"' }] })));
  assert.ok(!isBackup(text.slice(0, -1)));
  assert.ok(!isBackup("null"));
});

test("F29 a backup that is newer, too large, or of too many records is refused before a key is derived", async () => {
  const { text } = await backedUp();
  const file = JSON.parse(text);
  const next = await device();
  await assert.rejects(next.bringBackup(JSON.stringify({ ...file, format: "between-visits/v2/backup", kdf: null }), PASSPHRASE), { why: "newer" });
  await assert.rejects(next.bringBackup(JSON.stringify({ ...file, records: Array(MOST_RECORDS + 1).fill(0) }), PASSPHRASE), { why: "too-large" });
  await assert.rejects(next.bringBackup(text.padEnd(MOST_TEXT + 1), PASSPHRASE), { why: "too-large" });
});
