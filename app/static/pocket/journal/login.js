/**
 * What the server is given to know somebody by: keys that come from the passphrase, or from the recovery
 * code, and open nothing (PROTOCOL.md 1).
 * @module
 */

import { toBase64url } from "../vault/bytes.js";
import { rootOf } from "../vault/kdf.js";
import { fromCode, fromRoot } from "../vault/keys.js";
import { NotACode, readCode } from "../vault/recovery.js";

/** @param {import("../vault/lock.js").Tools} tools */
export const createLogin = (tools) => ({
  /** @param {string} passphrase @param {{kdf: import("../vault/kdf.js").Kdf, salt: Uint8Array}} how */
  async loginKey(passphrase, how) {
    const root = await rootOf(passphrase, how, tools.argon2);
    try {
      return toBase64url((await fromRoot(tools.subtle, root)).login);
    } finally {
      root.fill(0);
    }
  },
  /** @param {string} code */
  recoveryLoginKey: async (code) => toBase64url((await fromCode(tools.subtle, readCode(code))).login),
});

/** @param {string} typed */
export function isCode(typed) {
  try {
    return readCode(typed).length > 0;
  } catch (error) {
    if (error instanceof NotACode) return false;
    throw error;
  }
}
