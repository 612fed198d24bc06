/** The keys that stand below the data key (PROTOCOL.md 1). */

import { utf8 } from "./bytes.js";

const INFO = "between-visits/v1/";

/**
 * The key that seals entries: AES-256-GCM, non-extractable.
 * @param {SubtleCrypto} subtle
 * @param {Uint8Array<ArrayBuffer>} dataKey 32 bytes
 */
export async function entryKey(subtle, dataKey) {
  const root = await subtle.importKey("raw", dataKey, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8(`${INFO}entry`) };
  return subtle.deriveKey(how, root, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/**
 * What is authenticated with a wrapped data key, so that one vault's key cannot stand in another.
 * @param {string} vaultId @param {string} keyId
 */
export const dataKeyContext = (vaultId, keyId) =>
  utf8(JSON.stringify([`${INFO}data-key`, vaultId, keyId]));
