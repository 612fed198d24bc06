/**
 * The vault of a device that has no lock: made at the first start, kept by a key that no script
 * can read out (DESIGN.md 4). A lock, when there is one, takes the place of the device's key.
 * @module
 */

import { newId } from "./bytes.js";
import { dataKeyContext, fromDataKey } from "./keys.js";
import { createSealer } from "./seal.js";

/**
 * @typedef {{subtle: SubtleCrypto, random: import("./bytes.js").RandomBytes}} Tools
 *
 * @typedef {object} DeviceRow what IndexedDB holds of a vault without a lock
 * @property {"vault"} name
 * @property {string} vaultId
 * @property {string} keyId
 * @property {CryptoKey} deviceKey AES-GCM, non-extractable
 * @property {Uint8Array} dataKey sealed by the device key
 * @property {CryptoKey} entryKey AES-GCM, non-extractable
 */

/**
 * A new vault: random ids and data key. The data key's own bytes are wiped before this returns.
 * @param {Tools} tools
 * @returns {Promise<DeviceRow>}
 */
export async function makeVault(tools) {
  const dataKey = tools.random(32);
  try {
    return await keptByDevice({ vaultId: newId(tools.random), keyId: newId(tools.random) }, dataKey, tools);
  } finally {
    dataKey.fill(0);
  }
}

/**
 * @param {{vaultId: string, keyId: string}} ids @param {Uint8Array<ArrayBuffer>} dataKey @param {Tools} tools
 * @returns {Promise<DeviceRow>}
 */
export async function keptByDevice({ vaultId, keyId }, dataKey, { subtle, random }) {
  const aes = { name: "AES-GCM", length: 256 };
  const deviceKey = await subtle.generateKey(aes, false, ["encrypt", "decrypt"]);
  return {
    name: "vault",
    vaultId,
    keyId,
    deviceKey,
    dataKey: await createSealer(subtle, deviceKey, random).wrap(dataKey, dataKeyContext(vaultId, keyId)),
    entryKey: (await fromDataKey(subtle, dataKey)).entry,
  };
}

/**
 * The data key of a vault without a lock: 32 bytes, which the caller wipes after use.
 * @param {DeviceRow} row @param {Tools} tools
 */
export const dataKeyByDevice = ({ vaultId, keyId, deviceKey, dataKey }, { subtle, random }) =>
  createSealer(subtle, deviceKey, random).unwrap(dataKey, dataKeyContext(vaultId, keyId));
