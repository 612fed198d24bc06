/**
 * The vault of a device that has no lock: made at the first start, kept by a key that no script
 * can read out (DESIGN.md 4). A lock, when there is one, takes the place of the device's key.
 * @module
 */

import { newId } from "./bytes.js";
import { dataKeyContext, entryKey } from "./keys.js";
import { createSealer } from "./seal.js";

/**
 * @typedef {object} VaultRow what IndexedDB holds of the vault
 * @property {"vault"} name
 * @property {string} vaultId
 * @property {string} keyId
 * @property {CryptoKey} deviceKey AES-GCM, non-extractable
 * @property {Uint8Array} dataKey sealed by the device key
 * @property {CryptoKey} entryKey AES-GCM, non-extractable
 *
 * @typedef {object} Vault
 * @property {string} vaultId
 * @property {string} keyId
 * @property {import("./seal.js").Sealer} sealer
 */

/**
 * A new vault: random ids and data key. The data key's own bytes are wiped before this returns.
 * @param {{subtle: SubtleCrypto, random: import("./bytes.js").RandomBytes}} source
 * @returns {Promise<VaultRow>}
 */
export async function makeVault({ subtle, random }) {
  const aes = { name: "AES-GCM", length: 256 };
  const deviceKey = await subtle.generateKey(aes, false, ["encrypt", "decrypt"]);
  const dataKey = random(32);
  const vaultId = newId(random);
  const keyId = newId(random);
  try {
    return {
      name: "vault",
      vaultId,
      keyId,
      deviceKey,
      dataKey: await createSealer(subtle, deviceKey, random).wrap(dataKey, dataKeyContext(vaultId, keyId)),
      entryKey: await entryKey(subtle, dataKey),
    };
  } finally {
    dataKey.fill(0);
  }
}

/**
 * @param {VaultRow} row
 * @param {{subtle: SubtleCrypto, random: import("./bytes.js").RandomBytes}} source
 * @returns {Vault}
 */
export function openVault({ vaultId, keyId, entryKey: key }, { subtle, random }) {
  return { vaultId, keyId, sealer: createSealer(subtle, key, random) };
}
