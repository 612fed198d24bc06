/**
 * The keys that stand below a passphrase, a recovery code and the data key (PROTOCOL.md 1).
 * What a script need never read out is a non-extractable CryptoKey.
 * @module
 */

import { utf8 } from "./bytes.js";

const INFO = "between-visits/v1/";
const AES = { name: "AES-GCM", length: 256 };

/**
 * @typedef {object} DataKeys what the data key gives
 * @property {CryptoKey} entry AES-GCM, seals records and drafts
 * @property {CryptoKey} copy HMAC, names kept-both copies
 * @property {CryptoKey} tally HMAC, makes unlinkable tallies
 * @property {CryptoKey} letterbox AES-GCM, wraps the letterbox's private key
 */

/** @param {SubtleCrypto} subtle @param {Uint8Array<ArrayBuffer>} secret */
const source = (subtle, secret) => subtle.importKey("raw", secret, "HKDF", false, ["deriveKey", "deriveBits"]);

/** @param {string} name */
const hkdf = (name) => ({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8(INFO + name) });

/**
 * @param {SubtleCrypto} subtle @param {CryptoKey} from @param {string} name
 * @returns {Promise<CryptoKey>} AES-256-GCM, non-extractable
 */
const aesKey = (subtle, from, name) => subtle.deriveKey(hkdf(name), from, AES, false, ["encrypt", "decrypt"]);

/** @param {SubtleCrypto} subtle @param {CryptoKey} from @param {string} name */
const hmacKey = (subtle, from, name) =>
  subtle.deriveKey(hkdf(name), from, { name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]);

/** @param {SubtleCrypto} subtle @param {CryptoKey} from @param {string} name @returns {Promise<Uint8Array<ArrayBuffer>>} */
const bytes = async (subtle, from, name) => new Uint8Array(await subtle.deriveBits(hkdf(name), from, 256));

/**
 * @param {SubtleCrypto} subtle
 * @param {Uint8Array<ArrayBuffer>} secret the root of a passphrase (32 bytes) or a recovery code (20)
 * @param {"" | "recovery-"} of
 * @returns {Promise<{login: Uint8Array<ArrayBuffer>, wrapping: CryptoKey}>} the login key goes to the
 *   server, where there is an account; the wrapping key never leaves the device
 */
async function pair(subtle, secret, of) {
  const from = await source(subtle, secret);
  return { login: await bytes(subtle, from, `${of}login`), wrapping: await aesKey(subtle, from, `${of}wrap`) };
}

/** @param {SubtleCrypto} subtle @param {Uint8Array<ArrayBuffer>} root 32 bytes */
export const fromRoot = (subtle, root) => pair(subtle, root, "");

/** @param {SubtleCrypto} subtle @param {Uint8Array<ArrayBuffer>} code 20 bytes */
export const fromCode = (subtle, code) => pair(subtle, code, "recovery-");

/**
 * @param {SubtleCrypto} subtle @param {Uint8Array<ArrayBuffer>} dataKey 32 bytes
 * @returns {Promise<DataKeys>}
 */
export async function fromDataKey(subtle, dataKey) {
  const from = await source(subtle, dataKey);
  return {
    entry: await aesKey(subtle, from, "entry"),
    copy: await hmacKey(subtle, from, "copy"),
    tally: await hmacKey(subtle, from, "tally"),
    letterbox: await aesKey(subtle, from, "letterbox"),
  };
}

/**
 * What is authenticated with a wrapped data key, so that one vault's key cannot stand in another.
 * @param {string} vaultId @param {string} keyId
 */
export const dataKeyContext = (vaultId, keyId) =>
  utf8(JSON.stringify([`${INFO}data-key`, vaultId, keyId]));
