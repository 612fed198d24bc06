/**
 * The lock: the data key wrapped by a passphrase and by a recovery code, and by nothing else
 * (PROTOCOL.md 1, DESIGN.md 4). Every function here gives a new row and leaves the old one as it
 * is, so that whoever stores it decides, in one transaction, which of the two stands.
 * @module
 */

import { dataKeyByDevice, keptByDevice } from "./device.js";
import { KDF, rootOf } from "./kdf.js";
import { dataKeyContext, fromCode, fromDataKey, fromRoot } from "./keys.js";
import { makeLetterbox, openLetterbox } from "./letterbox.js";
import { newCode, NotACode, readCode, writeCode } from "./recovery.js";
import { CannotOpen, createSealer } from "./seal.js";

/**
 * @typedef {import("./device.js").DeviceRow} DeviceRow
 * @typedef {import("./device.js").Tools & {argon2: import("./kdf.js").Argon2}} Tools
 *
 * @typedef {object} LockedRow what IndexedDB holds of a vault with a lock
 * @property {"vault"} name
 * @property {string} vaultId
 * @property {string} keyId
 * @property {number} keyVersion one more at each change of passphrase, code or wraps
 * @property {import("./kdf.js").Kdf} kdf
 * @property {Uint8Array<ArrayBuffer>} salt 16 bytes
 * @property {Uint8Array<ArrayBuffer>} wrappedByPassphrase
 * @property {Uint8Array<ArrayBuffer> | null} wrappedByRecovery null on a device that has signed in: the server gives it to
 *   whoever recovers, and to nobody else
 * @property {import("./letterbox.js").Letterbox} letterbox
 *
 * @typedef {import("./keys.js").DataKeys & {letters: CryptoKey}} OpenKeys `letters` opens the letterbox
 * @typedef {{passphrase: string} | {code: string} | {either: string}} Secret as typed; `either` is one or the other: a
 *   passphrase can have the form of a code (eight words of four letters), so no look at it tells
 */

/** The passphrase or the code does not open this vault. */
export class WrongSecret extends Error {}

/**
 * @param {DeviceRow} row @param {string} passphrase @param {Tools} tools
 * @returns {Promise<{row: LockedRow, keys: OpenKeys, code: string}>} the code is shown once
 */
export async function setLock(row, passphrase, tools) {
  return wiping(dataKeyByDevice(row, tools), async (dataKey) => {
    const { vaultId, keyId } = row;
    const { letterbox: wrapping } = await fromDataKey(tools.subtle, dataKey);
    const { code, wrappedByRecovery } = await wrapByCode(row, dataKey, tools);
    /** @type {LockedRow} */
    const locked = {
      ...{ name: "vault", vaultId, keyId, keyVersion: 1 },
      ...(await wrapByPassphrase(row, dataKey, passphrase, tools)),
      wrappedByRecovery,
      letterbox: await makeLetterbox(tools, wrapping, vaultId),
    };
    return { row: locked, keys: await openKeys(locked, dataKey, tools), code };
  });
}

/**
 * The lock of an account on one more device, which has a letterbox of its own.
 * @param {Omit<LockedRow, "name" | "letterbox">} lock @param {Secret} secret @param {Tools} tools
 * @returns {Promise<{row: LockedRow, keys: OpenKeys}>}
 * @throws {WrongSecret} @throws {import("./kdf.js").UnfitKdf}
 */
export const joinLock = (lock, secret, tools) =>
  wiping(dataKeyBy(lock, secret, tools), async (dataKey) => {
    const { letterbox: wrapping } = await fromDataKey(tools.subtle, dataKey);
    /** @type {LockedRow} */
    const row = { name: "vault", ...lock, letterbox: await makeLetterbox(tools, wrapping, lock.vaultId) };
    return { row, keys: await openKeys(row, dataKey, tools) };
  });

/**
 * The lock of an account whose passphrase is lost, with a new one. The code stays good.
 * @param {{vaultId: string, keyId: string, keyVersion: number, wrappedByRecovery: Uint8Array<ArrayBuffer>}} wrapped
 * @param {string} code @param {string} passphrase the new one @param {Tools} tools
 * @returns {Promise<{row: LockedRow, keys: OpenKeys}>}
 * @throws {WrongSecret}
 */
export const recoverLock = (wrapped, code, passphrase, tools) =>
  wiping(dataKeyBy(/** @type {any} */ (wrapped), { code }, tools), async (dataKey) => {
    const lock = { ...wrapped, ...(await wrapByPassphrase(wrapped, dataKey, passphrase, tools)) };
    return joinLock(lock, { passphrase }, tools);
  });

/**
 * @param {LockedRow} row @param {Secret} secret @param {Tools} tools
 * @returns {Promise<OpenKeys>}
 * @throws {WrongSecret}
 */
export const unlock = (row, secret, tools) =>
  wiping(dataKeyBy(row, secret, tools), (dataKey) => openKeys(row, dataKey, tools));

/**
 * A new passphrase for the same data key; no entry is sealed again. The code stays good.
 * @param {LockedRow} row @param {Secret} secret @param {string} passphrase the new one @param {Tools} tools
 * @returns {Promise<LockedRow>}
 * @throws {WrongSecret}
 */
export const changePassphrase = (row, secret, passphrase, tools) =>
  wiping(dataKeyBy(row, secret, tools), async (dataKey) => ({
    ...row,
    ...(await wrapByPassphrase(row, dataKey, passphrase, tools)),
    keyVersion: row.keyVersion + 1,
  }));

/**
 * A new recovery code; the old one opens nothing from then on.
 * @param {LockedRow} row @param {Secret} secret @param {Tools} tools
 * @returns {Promise<{row: LockedRow, code: string}>}
 * @throws {WrongSecret}
 */
export const replaceCode = (row, secret, tools) =>
  wiping(dataKeyBy(row, secret, tools), async (dataKey) => {
    const { code, wrappedByRecovery } = await wrapByCode(row, dataKey, tools);
    return { row: { ...row, wrappedByRecovery, keyVersion: row.keyVersion + 1 }, code };
  });

/**
 * Back to the device's own key.
 * @param {LockedRow} row @param {Secret} secret @param {Tools} tools
 * @returns {Promise<DeviceRow>}
 * @throws {WrongSecret}
 */
export const removeLock = (row, secret, tools) =>
  wiping(dataKeyBy(row, secret, tools), (dataKey) => keptByDevice(row, dataKey, tools));

/**
 * What a backup file of a vault without a lock needs; nothing on the device changes.
 * @param {DeviceRow} row @param {string} passphrase @param {Tools} tools
 */
export const wrapForBackup = (row, passphrase, tools) =>
  wiping(dataKeyByDevice(row, tools), (dataKey) => wrapByPassphrase(row, dataKey, passphrase, tools));

/**
 * The data key's bytes for as long as `work` takes, and not longer.
 * @template T
 * @param {Promise<Uint8Array<ArrayBuffer>>} opening @param {(dataKey: Uint8Array<ArrayBuffer>) => Promise<T>} work
 */
async function wiping(opening, work) {
  const dataKey = await opening;
  try {
    return await work(dataKey);
  } finally {
    dataKey.fill(0);
  }
}

/**
 * The data key of a lock, or of a backup file: 32 bytes, which the caller wipes after use.
 * @param {Omit<LockedRow, "name" | "keyVersion" | "letterbox">} row
 * @param {Secret} secret @param {Tools} tools
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {WrongSecret} @throws {NotACode} @throws {import("./kdf.js").UnfitKdf}
 */
export async function dataKeyBy(row, secret, tools) {
  if ("either" in secret) {
    try {
      return await dataKeyBy(row, { code: secret.either }, tools);
    } catch (error) {
      if (!(error instanceof WrongSecret || error instanceof NotACode)) throw error;
      return dataKeyBy(row, { passphrase: secret.either }, tools);
    }
  }
  const byCode = "code" in secret;
  const { wrapping } = byCode
    ? await fromCode(tools.subtle, readCode(secret.code))
    : await fromRoot(tools.subtle, await rootOf(secret.passphrase, row, tools.argon2));
  const wrapped = byCode ? row.wrappedByRecovery : row.wrappedByPassphrase;
  if (!wrapped) throw new WrongSecret();
  const sealer = createSealer(tools.subtle, wrapping, tools.random);
  try {
    return await sealer.unwrap(wrapped, dataKeyContext(row.vaultId, row.keyId));
  } catch (error) {
    if (error instanceof CannotOpen) throw new WrongSecret();
    throw error;
  }
}

/**
 * @param {LockedRow} row @param {Uint8Array<ArrayBuffer>} dataKey @param {Tools} tools
 * @returns {Promise<OpenKeys>}
 */
async function openKeys(row, dataKey, tools) {
  const keys = await fromDataKey(tools.subtle, dataKey);
  return { ...keys, letters: await openLetterbox(tools, row.letterbox, keys.letterbox, row.vaultId) };
}

/**
 * @param {{vaultId: string, keyId: string}} ids @param {Uint8Array<ArrayBuffer>} dataKey
 * @param {string} passphrase @param {Tools} tools
 */
async function wrapByPassphrase(ids, dataKey, passphrase, tools) {
  const salt = tools.random(16);
  const root = await rootOf(passphrase, { kdf: KDF, salt }, tools.argon2);
  try {
    const { wrapping } = await fromRoot(tools.subtle, root);
    return { kdf: KDF, salt, wrappedByPassphrase: await wrapped(ids, dataKey, wrapping, tools) };
  } finally {
    root.fill(0);
  }
}

/** @param {{vaultId: string, keyId: string}} ids @param {Uint8Array<ArrayBuffer>} dataKey @param {Tools} tools */
async function wrapByCode(ids, dataKey, tools) {
  const bytes = newCode(tools.random);
  const { wrapping } = await fromCode(tools.subtle, bytes);
  return { code: writeCode(bytes), wrappedByRecovery: await wrapped(ids, dataKey, wrapping, tools) };
}

/**
 * @param {{vaultId: string, keyId: string}} ids @param {Uint8Array<ArrayBuffer>} dataKey
 * @param {CryptoKey} wrapping @param {Tools} tools
 */
const wrapped = ({ vaultId, keyId }, dataKey, wrapping, { subtle, random }) =>
  createSealer(subtle, wrapping, random).wrap(dataKey, dataKeyContext(vaultId, keyId));
