/**
 * A lock as the account calls carry it (PROTOCOL.md 3). Pure.
 * @module
 */

import { fromBase64url, toBase64url } from "../vault/bytes.js";
import { NotAnAnswer } from "./wire.js";

/** @typedef {import("../vault/lock.js").LockedRow} LockedRow */

/** @param {LockedRow} row */
export const lockOnWire = ({ kdf, salt, wrappedByPassphrase }) => ({ kdf, salt: toBase64url(salt), wrapped_by_passphrase: toBase64url(wrappedByPassphrase) });

/** @param {any} keys what the server answers to a sign-in @returns {Omit<LockedRow, "name" | "letterbox">} */
export const lockOf = ({ vault_id, key_id, key_version, kdf, salt, wrapped_by_passphrase }) => ({
  ...{ vaultId: String(vault_id), keyId: String(key_id), keyVersion: Number(key_version), kdf, salt: bytes(salt) },
  ...{ wrappedByPassphrase: bytes(wrapped_by_passphrase), wrappedByRecovery: null },
});

/** @param {unknown} text */
export function bytes(text) {
  try {
    return fromBase64url(String(text));
  } catch (error) {
    throw new NotAnAnswer("bytes", { cause: error });
  }
}
