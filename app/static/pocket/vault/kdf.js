/**
 * How costly a passphrase is to try, and the limits of it (PROTOCOL.md 1). Pure: Argon2id itself is
 * passed in, since it runs in a worker of its own.
 * @module
 */

import { utf8 } from "./bytes.js";
import { normalised } from "./passphrase.js";

/**
 * @typedef {object} Kdf
 * @property {"argon2id"} algorithm
 * @property {number} memory_kib
 * @property {number} iterations
 * @property {number} parallelism
 *
 * @typedef {(what: {password: Uint8Array<ArrayBuffer>, salt: Uint8Array, kdf: Kdf}) => Promise<Uint8Array<ArrayBuffer>>} Argon2
 *   gives 32 bytes
 */

/** @type {Kdf} */
export const KDF = { algorithm: "argon2id", memory_kib: 65_536, iterations: 3, parallelism: 1 };

const MOST = { memory_kib: 1_048_576, iterations: 16, parallelism: 16 };
const SALT = 16; // bytes

/** Settings that a hostile server or file might send: too cheap to try, or too heavy for a phone. */
export class UnfitKdf extends Error {}

/** @param {any} kdf @param {Uint8Array} salt @throws {UnfitKdf} @returns {Kdf} */
export function checked(kdf, salt) {
  const fits = /** @type {const} */ (["memory_kib", "iterations", "parallelism"]).every(
    (name) => Number.isInteger(kdf?.[name]) && kdf[name] >= KDF[name] && kdf[name] <= MOST[name],
  );
  if (kdf?.algorithm !== "argon2id" || !fits || salt.length !== SALT) throw new UnfitKdf();
  return kdf;
}

/**
 * What everything of a passphrase comes from: 32 bytes, which the caller wipes after use.
 * @param {string} passphrase as typed
 * @param {{kdf: Kdf, salt: Uint8Array}} how
 * @param {Argon2} argon2
 * @throws {UnfitKdf} @throws {import("./passphrase.js").UnfitPassphrase}
 */
export async function rootOf(passphrase, { kdf, salt }, argon2) {
  return argon2({ password: utf8(normalised(passphrase)), salt, kdf: checked(kdf, salt) });
}
