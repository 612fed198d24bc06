import assert from "node:assert/strict";
import test from "node:test";

import { fromBase64url, fromUtf8, newId, randomBytes, toBase64url, utf8 } from "../../app/static/pocket/vault/bytes.js";
import { makeVault } from "../../app/static/pocket/vault/device.js";
import { createVault } from "../../app/static/pocket/vault/vault.js";
import { CannotOpen, createSealer, MOST, NonceReused, pad, TooLong, unpad } from "../../app/static/pocket/vault/seal.js";

const { subtle } = crypto;
const aKey = () => subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
const context = utf8("here");

test("base64url goes there and back at every length, and ids are 22 letters", () => {
  for (let length = 0; length < 70; length += 1) {
    const bytes = randomBytes(length);
    assert.deepEqual(fromBase64url(toBase64url(bytes)), bytes);
  }
  assert.match(newId(randomBytes), /^[A-Za-z0-9_-]{21}[AQgw]$/);
});

test("letters that are not base64url, and stray tail bits, are refused", () => {
  for (const bad of ["A", "AA=", "A+", "A/", "AB", "AAB", "é"]) assert.throws(() => fromBase64url(bad), SyntaxError, bad);
});

test("padding is a power of two from 512 to 65,536 and always holds at least its mark", () => {
  for (const [length, padded] of [[0, 512], [511, 512], [512, 1024], [1023, 1024], [1024, 2048], [65_535, 65_536]]) {
    assert.equal(pad(new Uint8Array(length)).length, padded, `${length}`);
  }
  assert.throws(() => pad(new Uint8Array(MOST)), TooLong);
});

test("padding comes off, also from words that end in zeros or in its own mark", () => {
  for (const plain of [[], [0], [0x80], [1, 0x80, 0, 0], [0x80, 0]]) {
    assert.deepEqual([...unpad(pad(Uint8Array.from(plain)))], plain);
  }
  assert.throws(() => unpad(new Uint8Array(512)), CannotOpen);
  assert.throws(() => unpad(Uint8Array.of(0x80, 1)), CannotOpen);
});

test("what was sealed opens with the same key in the same place, and nowhere else", async () => {
  const key = await aKey();
  const sealer = createSealer(subtle, key, randomBytes);
  const sealed = await sealer.seal(utf8("parked outside number nine"), context);
  assert.equal(sealed.length, 12 + 512 + 16);
  assert.equal(fromUtf8(await sealer.open(sealed, context)), "parked outside number nine");
  await assert.rejects(sealer.open(sealed, utf8("there")), CannotOpen);
  await assert.rejects(createSealer(subtle, await aKey(), randomBytes).open(sealed, context), CannotOpen);
  for (const at of [0, 11, 12, 300, 539]) {
    const flipped = sealed.slice();
    flipped[at] ^= 1;
    await assert.rejects(sealer.open(flipped, context), CannotOpen, `byte ${at}`);
  }
  for (const length of [0, 11, 12, 27, 28, 539]) await assert.rejects(sealer.open(sealed.slice(0, length), context), CannotOpen);
});

test("F49 a nonce that comes again, comes empty or comes short is caught before anything is sealed", async () => {
  const key = await aKey();
  const same = createSealer(subtle, key, () => new Uint8Array(12).fill(7));
  await same.seal(utf8("one"), context);
  await assert.rejects(same.seal(utf8("two"), context), NonceReused);
  await assert.rejects(createSealer(subtle, key, () => new Uint8Array(12)).seal(utf8("one"), context), NonceReused);
  await assert.rejects(createSealer(subtle, key, () => new Uint8Array(8).fill(1)).seal(utf8("one"), context), NonceReused);
});

test("a new vault has keys that no script can read out, and its data key only sealed", async () => {
  /** @type {Uint8Array[]} */
  const given = [];
  const random = (/** @type {number} */ length) => {
    const bytes = randomBytes(length);
    given.push(bytes);
    return bytes;
  };
  const row = await makeVault({ subtle, random });
  assert.equal(row.deviceKey.extractable, false);
  assert.equal(row.entryKey.extractable, false);
  await assert.rejects(subtle.exportKey("raw", row.entryKey));
  assert.deepEqual(given[0], new Uint8Array(32), "the data key's bytes are wiped");
  assert.equal(row.dataKey.length, 12 + 32 + 16, "nonce, data key and tag, as PROTOCOL.md 1 wraps it");
});

test("a vault's entry key is the data key's by HKDF, as PROTOCOL.md 1 says it", async () => {
  /** @type {Uint8Array<ArrayBuffer> | undefined} */
  let dataKey;
  const random = (/** @type {number} */ length) => {
    const bytes = randomBytes(length);
    if (length === 32) dataKey = bytes.slice();
    return bytes;
  };
  const vault = createVault(await makeVault({ subtle, random }), { subtle, random });
  const sealed = await vault.sealer.seal(utf8("a line"), context);
  const root = await subtle.importKey("raw", /** @type {any} */ (dataKey), "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8("between-visits/v1/entry") };
  const raw = await subtle.deriveBits(how, root, 256);
  const key = await subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  assert.equal(fromUtf8(await createSealer(subtle, key, randomBytes).open(sealed, context)), "a line");
});
