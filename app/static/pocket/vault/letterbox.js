/**
 * The letterbox of a locked vault: anybody on the device can put a letter in, and only the data key
 * opens it (DESIGN.md 4). Each letter is sealed by a fresh ECDH P-256 key against the vault's own
 * public key: HKDF-SHA256, then AES-256-GCM over padded words, as in ECIES.
 * letter = ephemeral public key (65, uncompressed) || nonce(12) || ciphertext || tag(16)
 * @module
 */

import { utf8 } from "./bytes.js";
import { CannotOpen, createSealer } from "./seal.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const POINT = 65; // bytes of an uncompressed point
const INFO = utf8("between-visits/v1/letter");

/**
 * @typedef {object} Letterbox
 * @property {Uint8Array<ArrayBuffer>} publicKey 65 bytes
 * @property {Uint8Array<ArrayBuffer>} privateKey PKCS #8, wrapped by the data key's letterbox key
 */

/** @param {string} vaultId */
const context = (vaultId) => utf8(JSON.stringify(["between-visits/v1/letterbox", vaultId]));

/**
 * @param {{subtle: SubtleCrypto, random: import("./bytes.js").RandomBytes}} tools
 * @param {CryptoKey} wrapping the data key's letterbox key
 * @param {string} vaultId
 * @returns {Promise<Letterbox>}
 */
export async function makeLetterbox({ subtle, random }, wrapping, vaultId) {
  const pair = await subtle.generateKey(CURVE, true, ["deriveBits"]);
  const secret = new Uint8Array(await subtle.exportKey("pkcs8", pair.privateKey));
  try {
    return {
      publicKey: new Uint8Array(await subtle.exportKey("raw", pair.publicKey)),
      privateKey: await createSealer(subtle, wrapping, random).wrap(secret, context(vaultId)),
    };
  } finally {
    secret.fill(0);
  }
}

/**
 * @param {{subtle: SubtleCrypto, random: import("./bytes.js").RandomBytes}} tools
 * @param {Letterbox} letterbox @param {CryptoKey} wrapping @param {string} vaultId
 * @returns {Promise<CryptoKey>} the private key, non-extractable
 * @throws {CannotOpen}
 */
export async function openLetterbox({ subtle, random }, letterbox, wrapping, vaultId) {
  const secret = await createSealer(subtle, wrapping, random).unwrap(letterbox.privateKey, context(vaultId));
  try {
    return await subtle.importKey("pkcs8", secret, CURVE, false, ["deriveBits"]);
  } finally {
    secret.fill(0);
  }
}

/**
 * @param {SubtleCrypto} subtle @param {CryptoKey} own @param {CryptoKey} theirs
 * @param {Uint8Array<ArrayBuffer>} ephemeral @param {Uint8Array<ArrayBuffer>} recipient both public keys, bound in
 */
async function sharedKey(subtle, own, theirs, ephemeral, recipient) {
  const bits = await subtle.deriveBits({ name: "ECDH", public: theirs }, own, 256);
  const from = await subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
  const info = new Uint8Array([...INFO, ...ephemeral, ...recipient]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  return subtle.deriveKey(how, from, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/**
 * @param {{subtle: SubtleCrypto, random: import("./bytes.js").RandomBytes}} tools
 * @param {Uint8Array<ArrayBuffer>} publicKey the vault's
 * @param {Uint8Array} plain
 * @param {Uint8Array<ArrayBuffer>} about what the letter is bound to
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function sealLetter({ subtle, random }, publicKey, plain, about) {
  const pair = await subtle.generateKey(CURVE, false, ["deriveBits"]);
  const ephemeral = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const theirs = await subtle.importKey("raw", publicKey, CURVE, false, []);
  const key = await sharedKey(subtle, pair.privateKey, theirs, ephemeral, publicKey);
  const sealed = await createSealer(subtle, key, random).seal(plain, about);
  const letter = new Uint8Array(POINT + sealed.length);
  letter.set(ephemeral);
  letter.set(sealed, POINT);
  return letter;
}

/**
 * @param {{subtle: SubtleCrypto, random: import("./bytes.js").RandomBytes}} tools
 * @param {{publicKey: Uint8Array<ArrayBuffer>, privateKey: CryptoKey}} letterbox opened
 * @param {Uint8Array} letter
 * @param {Uint8Array<ArrayBuffer>} about
 * @returns {Promise<Uint8Array>}
 * @throws {CannotOpen}
 */
export async function openLetter({ subtle, random }, { publicKey, privateKey }, letter, about) {
  const ephemeral = new Uint8Array(letter.subarray(0, POINT));
  try {
    const theirs = await subtle.importKey("raw", ephemeral, CURVE, false, []);
    const key = await sharedKey(subtle, privateKey, theirs, ephemeral, publicKey);
    return await createSealer(subtle, key, random).open(letter.subarray(POINT), about);
  } catch (error) {
    if (error instanceof CannotOpen) throw error;
    throw new CannotOpen("not a letter", { cause: error }); // a point that is not on the curve
  }
}
