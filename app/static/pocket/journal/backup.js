/**
 * The encrypted backup file (PROTOCOL.md 7): every record as it lies sealed on this device, and the
 * wrapped data key that opens them. The way to a new phone without an account. Pure: the vault, the
 * tools and the words are passed in.
 * @module
 */

import { fromBase64url, toBase64url } from "../vault/bytes.js";
import { dataKeyBy, wrapForBackup } from "../vault/lock.js";
import { fromDataKey } from "../vault/keys.js";
import { createSealer } from "../vault/seal.js";
import { faultIn, NotOurFile } from "./file.js";
import { openRevision } from "./record.js";
import { ID, LEAST, MOST, written } from "./wire.js";

export const FORMAT = "between-visits/v1/backup";
const ANY_VERSION = /^between-visits\/v(\d+)\/backup$/;
export const MOST_TEXT = 256 * 2 ** 20; // letters: sealed and padded, a record takes several times its words
export const MOST_RECORDS = 100_000; // what was deleted is in the file as well

/**
 * @param {import("./record.js").Row[]} rows heads, tombstones included
 * @param {import("../vault/vault.js").VaultRow} vaultRow
 * @param {string} passphrase asked for where there is no lock; else unused
 * @param {import("../vault/lock.js").Tools} tools
 * @returns {Promise<string>}
 * @throws {import("../vault/passphrase.js").UnfitPassphrase}
 */
export async function toBackup(rows, vaultRow, passphrase, tools) {
  const lock = "letterbox" in vaultRow ? vaultRow : { ...(await wrapForBackup(vaultRow, passphrase, tools)), wrappedByRecovery: null };
  return JSON.stringify({
    format: FORMAT,
    vault_id: vaultRow.vaultId,
    key_id: vaultRow.keyId,
    kdf: lock.kdf,
    salt: toBase64url(lock.salt),
    wrapped_by_passphrase: toBase64url(lock.wrappedByPassphrase),
    wrapped_by_recovery: lock.wrappedByRecovery && toBase64url(lock.wrappedByRecovery),
    records: rows.map(written),
  });
}

/**
 * The live entries of a backup, opened. Nothing is taken from a file of which any part is not as it
 * must be; a record that does not open, or holds what no entry may, is counted: one bad sector, or one
 * hostile record, loses nobody the rest.
 * @param {string} text
 * @param {import("../vault/lock.js").Secret} secret as typed
 * @param {import("../vault/lock.js").Tools} tools
 * @returns {Promise<{entries: {id: string, plain: import("./entry.js").Plain}[], unreadable: number}>}
 * @throws {NotOurFile} @throws {import("../vault/lock.js").WrongSecret} @throws {import("../vault/kdf.js").UnfitKdf}
 */
export async function fromBackup(text, secret, tools) {
  const file = parsed(text);
  const lock = {
    vaultId: file.vault_id,
    keyId: file.key_id,
    kdf: file.kdf,
    salt: bytes(file.salt, null),
    wrappedByPassphrase: bytes(file.wrapped_by_passphrase, null),
    wrappedByRecovery: file.wrapped_by_recovery === null ? null : bytes(file.wrapped_by_recovery, null),
  };
  const rows = /** @type {any[]} */ (file.records).map(row);
  if (new Set(rows.map(({ id }) => id)).size !== rows.length) throw new NotOurFile("entry", null);
  const dataKey = await dataKeyBy(lock, secret, tools);
  const { entry } = await fromDataKey(tools.subtle, dataKey);
  dataKey.fill(0);
  const sealer = createSealer(tools.subtle, entry, tools.random);
  const vault = /** @type {any} */ ({ vaultId: file.vault_id, keyId: file.key_id, sealer });
  const results = await Promise.allSettled(rows.map((each) => openRevision(vault, each)));
  const opened = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const live = opened.filter((each) => !each.row.deleted).map(({ row: { id }, plain }) => ({ id, plain }));
  // Sealed by whoever has the passphrase: what was authenticated need not be an entry.
  const entries = live.filter(({ id, plain }) => !faultIn({ ...plain, id }));
  return { entries, unreadable: rows.length - opened.length + live.length - entries.length };
}

/** Whether a file says that it is a backup, wherever in it that stands and however it is spaced. @param {string} text */
export function isBackup(text) {
  try {
    return ANY_VERSION.test(JSON.parse(text)?.format);
  } catch (error) {
    if (error instanceof SyntaxError) return false; // no JSON, which is told by who reads it
    throw error;
  }
}

/** @param {string} text @returns {any} */
function parsed(text) {
  if (text.length > MOST_TEXT) throw new NotOurFile("too-large");
  let file;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new NotOurFile("not-json", null, { cause: error });
  }
  if (Number(ANY_VERSION.exec(file?.format)?.[1]) > 1) throw new NotOurFile("newer");
  if (file?.format !== FORMAT || !Array.isArray(file.records)) throw new NotOurFile("format", null);
  if (file.records.length > MOST_RECORDS) throw new NotOurFile("too-large");
  if (!ID.test(file.vault_id) || !ID.test(file.key_id)) throw new NotOurFile("format", null);
  return file;
}

/** @param {any} record @param {number} at @returns {import("./record.js").Row} */
function row(record, at) {
  const where = at + 1;
  const parents = [record?.parent, record?.merge_parent];
  const ids = [record?.id, record?.rev, record?.key_id, ...parents.filter((each) => each !== null)];
  if (!ids.every((id) => typeof id === "string" && ID.test(id)) || typeof record.deleted !== "boolean") throw new NotOurFile("entry", where);
  const ciphertext = bytes(record.ciphertext, where);
  if (ciphertext.length < LEAST || ciphertext.length > MOST) throw new NotOurFile("entry", where);
  const { id, rev, parent, merge_parent, deleted, key_id } = record;
  return { id, rev, parent, merge_parent, deleted, key_id, ciphertext };
}

/** @param {unknown} text @param {number | null} where */
function bytes(text, where) {
  try {
    return fromBase64url(/** @type {string} */ (text));
  } catch (error) {
    throw new NotOurFile(where === null ? "format" : "entry", where, { cause: error });
  }
}
