/**
 * Sealing: AES-256-GCM over padded plaintext, with a fresh nonce each time (PROTOCOL.md 2).
 * @module
 */

import { toBase64url } from "./bytes.js";

const NONCE = 12;
const LEAST = 512;
export const MOST = 65_536; // bytes of padded plaintext

/** The text does not fit into one sealed item. */
export class TooLong extends Error {}

/** A nonce came twice, or empty: sealing with it would give the words away. */
export class NonceReused extends Error {}

/** The bytes do not open with this key in this place. */
export class CannotOpen extends Error {}

/**
 * 0x80, then zeros up to a power of two: the length of the words does not show.
 * @param {Uint8Array} plain @throws {TooLong}
 */
export function pad(plain) {
  let size = LEAST;
  while (size < plain.length + 1) size *= 2;
  if (size > MOST) throw new TooLong(`${plain.length} bytes`);
  const padded = new Uint8Array(size);
  padded.set(plain);
  padded[plain.length] = 0x80;
  return padded;
}

/** @param {Uint8Array} padded @throws {CannotOpen} where the padding is not ours */
export function unpad(padded) {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  if (end < 0 || padded[end] !== 0x80) throw new CannotOpen("padding");
  return padded.subarray(0, end);
}

/**
 * @typedef {object} Sealer
 * @property {(bytes: Uint8Array<ArrayBuffer>, context: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>} wrap
 *   a key, whose length is no secret: sealed as it is
 * @property {(sealed: Uint8Array, context: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>} unwrap
 * @property {(plain: Uint8Array, context: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>} seal
 *   gives nonce(12) || ciphertext || tag(16); throws TooLong, NonceReused
 * @property {(sealed: Uint8Array, context: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>} open
 *   throws CannotOpen for other bytes, another key or another context
 */

/**
 * @param {SubtleCrypto} subtle
 * @param {CryptoKey} key
 * @param {import("./bytes.js").RandomBytes} random
 * @returns {Sealer}
 */
export function createSealer(subtle, key, random) {
  const used = new Set([toBase64url(new Uint8Array(NONCE))]);

  function freshNonce() {
    const nonce = random(NONCE);
    const name = toBase64url(nonce);
    if (nonce.length !== NONCE || used.has(name)) throw new NonceReused();
    used.add(name);
    return nonce;
  }

  /** @type {Sealer["wrap"]} */
  async function wrap(bytes, context) {
    const nonce = freshNonce();
    const how = { name: "AES-GCM", iv: nonce, additionalData: context };
    const sealed = new Uint8Array(await subtle.encrypt(how, key, bytes));
    const whole = new Uint8Array(NONCE + sealed.length);
    whole.set(nonce);
    whole.set(sealed, NONCE);
    return whole;
  }

  // No copy and no promise more than it takes: a long journal opens ten thousand of these at once.
  /** @type {Sealer["unwrap"]} */
  function unwrap(sealed, context) {
    const whole = /** @type {Uint8Array<ArrayBuffer>} */ (sealed);
    const how = { name: "AES-GCM", iv: whole.subarray(0, NONCE), additionalData: context };
    return subtle.decrypt(how, key, whole.subarray(NONCE)).then(toBytes, refuse);
  }

  return {
    wrap,
    unwrap,
    seal: async (plain, context) => wrap(pad(plain), context),
    open: (sealed, context) => unwrap(sealed, context).then(unpad),
  };
}

/** @param {ArrayBuffer} buffer */
const toBytes = (buffer) => new Uint8Array(buffer);

/** @param {unknown} cause @returns {never} */
function refuse(cause) {
  throw new CannotOpen("not with this key, in this place", { cause });
}
