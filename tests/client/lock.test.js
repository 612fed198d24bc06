import assert from "node:assert/strict";
import test from "node:test";

import { fromUtf8, newId, randomBytes, utf8 } from "../../app/static/pocket/vault/bytes.js";
import { makeVault } from "../../app/static/pocket/vault/device.js";
import { checked, KDF, UnfitKdf } from "../../app/static/pocket/vault/kdf.js";
import { changePassphrase, removeLock, replaceCode, setLock, unlock, WrongSecret } from "../../app/static/pocket/vault/lock.js";
import { normalised, suggestion, UnfitPassphrase } from "../../app/static/pocket/vault/passphrase.js";
import { NotACode, readCode, writeCode } from "../../app/static/pocket/vault/recovery.js";
import { CannotOpen } from "../../app/static/pocket/vault/seal.js";
import { createVault, Locked } from "../../app/static/pocket/vault/vault.js";
import { argon2 } from "./support/argon2.js";

const tools = { subtle: crypto.subtle, random: randomBytes, argon2 };
const PASSPHRASE = "lantern orchard pebble wren";
const about = utf8("about");

/** A locked vault, its row, and what it sealed while it was open. */
async function locked() {
  const device = await makeVault(tools);
  const before = await createVault(device, tools).sealer.seal(utf8("words"), about);
  return { device, before, ...(await setLock(device, PASSPHRASE, tools)) };
}

test("a lock keeps ids and data key, and nothing that opens without the passphrase", async () => {
  const { device, row, before } = await locked();
  assert.deepEqual([row.vaultId, row.keyId], [device.vaultId, device.keyId]);
  assert.ok(!Object.values(row).some((value) => value instanceof CryptoKey));
  const vault = createVault(row, tools);
  assert.ok(vault.locked);
  assert.throws(() => vault.sealer, Locked);
  await assert.rejects(vault.openLetter(new Uint8Array(600), about), Locked);
  vault.open(await unlock(row, { passphrase: PASSPHRASE }, tools));
  assert.equal(fromUtf8(await vault.sealer.open(before, about)), "words");
  vault.forget();
  assert.throws(() => vault.sealer, Locked);
});

test("F45 the same words open it however the keyboard wrote them", async () => {
  const { row } = await setLock(await makeVault(tools), "café  ﬁre orchard 🌙", tools);
  for (const typed of [" cafe\u0301 fire orchard 🌙", "café\u00a0fire\u3000orchard\t🌙  "]) await unlock(row, { passphrase: typed }, tools);
});

test("F45 a passphrase has 15 to 128 characters as people count them, not as computers do", () => {
  assert.equal(normalised("🌙".repeat(128)), "🌙".repeat(128));
  assert.equal(normalised(` ${"a".repeat(15)} \n`), "a".repeat(15));
  for (const [typed, which] of [["a".repeat(14), "short"], [`a${" ".repeat(40)}b`, "short"], ["a".repeat(129), "long"]]) {
    assert.throws(() => normalised(typed), (error) => error instanceof UnfitPassphrase && error.which === which);
  }
});

test("F46 a weaker, a heavier or a foreign key derivation is refused before it runs", () => {
  const salt = new Uint8Array(16);
  assert.equal(checked(KDF, salt), KDF);
  const changes = [
    ...[{ memory_kib: 65_535 }, { memory_kib: 1_048_577 }, { iterations: 2 }, { iterations: 17 }, { iterations: 3.5 }],
    ...[{ parallelism: 0 }, { parallelism: 17 }, { algorithm: "argon2i" }, { memory_kib: "65536" }, { iterations: NaN }],
  ];
  for (const change of changes) assert.throws(() => checked({ ...KDF, ...change }, salt), UnfitKdf, JSON.stringify(change));
  for (const length of [0, 15, 17]) assert.throws(() => checked(KDF, new Uint8Array(length)), UnfitKdf);
  assert.throws(() => checked(null, salt), UnfitKdf);
});

test("a wrong passphrase, a wrong code and a swapped vault open nothing", async () => {
  const { row } = await locked();
  const other = await locked();
  await assert.rejects(unlock(row, { passphrase: `${PASSPHRASE}s` }, tools), WrongSecret);
  await assert.rejects(unlock(row, { code: other.code }, tools), WrongSecret);
  await assert.rejects(unlock({ ...row, vaultId: newId(randomBytes) }, { passphrase: PASSPHRASE }, tools), WrongSecret);
  await assert.rejects(unlock({ ...row, keyId: newId(randomBytes) }, { passphrase: PASSPHRASE }, tools), WrongSecret);
  const { wrappedByPassphrase, salt } = other.row;
  await assert.rejects(unlock({ ...row, wrappedByPassphrase, salt }, { passphrase: PASSPHRASE }, tools), WrongSecret);
});

test("F47 the recovery code opens it, mistyped it is told, and an old one opens nothing after a new one", async () => {
  const { row, code } = await locked();
  assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/);
  await unlock(row, { code: ` ${code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l")} ` }, tools);
  await assert.rejects(unlock(row, { code: code.slice(0, -1) }, tools), NotACode);
  await assert.rejects(unlock(row, { code: `${code.slice(0, -1)}U` }, tools), NotACode);
  const next = await replaceCode(row, { passphrase: PASSPHRASE }, tools);
  await unlock(next.row, { code: next.code }, tools);
  await assert.rejects(unlock(next.row, { code }, tools), WrongSecret);
});

test("every code reads back as it was written", () => {
  for (const fill of [0, 1, 31, 128, 255]) assert.deepEqual(readCode(writeCode(new Uint8Array(20).fill(fill))), new Uint8Array(20).fill(fill));
  assert.equal(writeCode(new Uint8Array(20)), Array(8).fill("0000").join("-"));
});

test("F43 a change leaves the old row as it is, and exactly one passphrase opens each", async () => {
  const { row, code, before } = await locked();
  const next = await changePassphrase(row, { code }, "saddle meadow kettle plum", tools);
  assert.equal(next.keyVersion, row.keyVersion + 1);
  const vault = createVault(next, tools);
  vault.open(await unlock(next, { passphrase: "saddle meadow kettle plum" }, tools));
  assert.equal(fromUtf8(await vault.sealer.open(before, about)), "words");
  await assert.rejects(unlock(next, { passphrase: PASSPHRASE }, tools), WrongSecret);
  await unlock(row, { passphrase: PASSPHRASE }, tools);
  await unlock(next, { code }, tools);
});

test("a lock that is removed gives the vault back to the device, with the same words in it", async () => {
  const { row, before } = await locked();
  await assert.rejects(removeLock(row, { passphrase: "not the passphrase" }, tools), WrongSecret);
  const vault = createVault(await removeLock(row, { passphrase: PASSPHRASE }, tools), tools);
  assert.ok(!vault.locked && !vault.hasLock);
  assert.equal(fromUtf8(await vault.sealer.open(before, about)), "words");
});

test("a letter is put in without any key, and opens only with the key, in its place and whole", async () => {
  const { row } = await locked();
  const vault = createVault(row, tools);
  const { letter } = await vault.sealLetter(utf8("left at the door"), about);
  assert.notDeepEqual((await vault.sealLetter(utf8("left at the door"), about)).letter.subarray(0, 65), letter.subarray(0, 65));
  vault.open(await unlock(row, { passphrase: PASSPHRASE }, tools));
  assert.equal(fromUtf8(await vault.openLetter(letter, about)), "left at the door");
  await assert.rejects(vault.openLetter(letter, utf8("elsewhere")), CannotOpen);
  for (const at of [0, 1, 40, 65, 80, letter.length - 1]) {
    const changed = letter.slice();
    changed[at] ^= 1;
    await assert.rejects(vault.openLetter(changed, about), CannotOpen, `byte ${at}`);
  }
  for (const length of [0, 64, 65, 77, 100]) await assert.rejects(vault.openLetter(letter.slice(0, length), about), CannotOpen);
});

test("a letterbox of another vault does not open this one's letters", async () => {
  const [one, two] = [await locked(), await locked()];
  const vault = createVault(one.row, tools);
  vault.open(one.keys);
  const { letter: foreign } = await createVault(two.row, tools).sealLetter(utf8("x"), about);
  await assert.rejects(vault.openLetter(foreign, about), CannotOpen);
  await assert.rejects(unlock({ ...one.row, letterbox: two.row.letterbox }, { passphrase: PASSPHRASE }, tools), CannotOpen);
});

test("a suggestion is four words, each drawn evenly from the whole list", () => {
  const list = Array.from({ length: 2048 }, (_, at) => `w${at}`);
  assert.equal(suggestion(list, () => new Uint8Array([0, 0, 7, 255, 8, 0, 255, 255])), "w0 w2047 w0 w2047");
});
