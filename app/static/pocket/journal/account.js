/**
 * The account behind "Back up and sync" (PROTOCOL.md 3): one passphrase for it and for the lock, of which
 * the server is given the login key and never the key that opens. Everything is worked out on this device.
 * @module
 */

import { fromBase64url, toBase64url } from "../vault/bytes.js";
import { rootOf } from "../vault/kdf.js";
import { fromCode, fromRoot } from "../vault/keys.js";
import { changePassphrase, joinLock, recoverLock, replaceCode, unlock, WrongSecret } from "../vault/lock.js";
import { NotACode, readCode } from "../vault/recovery.js";
import { createOutbox } from "./outbox.js";
import { rekey } from "./rekeying.js";
import { Refused } from "./sync.js";
import { NotAnAnswer } from "./wire.js";

/**
 * @typedef {import("../vault/lock.js").LockedRow} LockedRow
 * @typedef {{user: string}} Account
 * @typedef {{id: string, device: string, current: boolean}} Session
 */

/** The server gives what cannot be ours: another salt or another key than it gave a moment before, or one that is too weak. */
export class WrongServer extends Error {}

/** This device belongs to another account, whose entries must not go into this one (F28). */
export class OtherAccount extends Error {}

/**
 * @param {{db: import("./database.js").Database, vault: import("../vault/vault.js").Vault,
 *   tools: import("../vault/lock.js").Tools, locking: import("./locking.js").Locking,
 *   call: ReturnType<typeof import("./transport.js").createTransport>["call"], device: () => string}} ground
 *   `device` is the label that the list of devices shows
 */
export function createAccount({ db, vault, tools, locking, call, device }) {
  const outbox = createOutbox({ db, vault });

  /** A call whose answer has members. @type {typeof call} */
  async function asked(method, path, body) {
    const answer = await call(method, path, body);
    if (typeof answer !== "object" || answer === null) throw new NotAnAnswer(path);
    return answer;
  }

  /** @returns {Promise<Account | null>} null where there is none on this device */
  async function read() {
    const row = await db.read(["meta"], (tx) => tx.objectStore("meta").get("account"));
    return row ? { user: row.user } : null;
  }

  /** @param {string} passphrase @param {{kdf: import("../vault/kdf.js").Kdf, salt: Uint8Array}} how */
  async function loginKey(passphrase, how) {
    const root = await rootOf(passphrase, how, tools.argon2);
    try {
      return toBase64url((await fromRoot(tools.subtle, root)).login);
    } finally {
      root.fill(0);
    }
  }

  /** @param {string} code */
  const recoveryLoginKey = async (code) => toBase64url((await fromCode(tools.subtle, readCode(code))).login);

  async function lockedRow() {
    const row = await locking.fresh();
    if (!("letterbox" in row)) throw new RangeError("no lock");
    return row;
  }

  /** @param {LockedRow} row @param {{user?: string}} [and] */
  async function putRow(row, { user } = {}) {
    await db.write(["meta"], async (tx) => {
      const meta = tx.objectStore("meta");
      if ((await meta.get("vault"))?.vaultId !== vault.vaultId) throw new NotAnAnswer("another vault");
      await meta.put(row);
      await meta.delete("vault-next");
      if (user !== undefined) await meta.put({ name: "account", user });
    });
    await locking.fresh();
  }

  /**
   * An account for this device's journal. It has a lock by then, and a code that somebody has written down.
   * @param {{user: string, passphrase: string, code: string, invite?: string}} given
   * @throws {import("../vault/lock.js").WrongSecret} @throws {Refused} `name_taken` among others @throws {import("./sync.js").Unreachable}
   */
  async function signUp({ user, passphrase, code, invite }) {
    const row = await lockedRow();
    await unlock(row, { passphrase }, tools); // what does not open here is no passphrase for the account
    await unlock(row, { code }, tools);
    const { vault_id, key_version } = await asked("POST", "/api/account", {
      name: user,
      login_key: await loginKey(passphrase, row),
      recovery_login_key: await recoveryLoginKey(code),
      ...lockOnWire(row),
      ...{ vault_id: row.vaultId, key_id: row.keyId, wrapped_by_recovery: toBase64url(row.wrappedByRecovery ?? new Uint8Array()) },
      ...{ device: device(), ...(invite && { invite }) },
    });
    if (vault_id !== row.vaultId || !Number.isSafeInteger(key_version)) throw new NotAnAnswer("account");
    await outbox.offerAll();
    await putRow({ ...row, keyVersion: key_version }, { user });
  }

  /**
   * Signs in, on a device of the account or on a new one. What is on the device joins the account's journal.
   * @param {{user: string, passphrase: string}} given
   * @returns {Promise<void>}
   * @throws {Refused} `wrong_credentials` among others @throws {import("./sync.js").Unreachable} @throws {WrongServer}
   * @throws {import("./rekeying.js").LettersLeft} @throws {import("./rekeying.js").Moved}
   */
  async function signIn({ user, passphrase }) {
    const { kdf, salt } = await asked("POST", "/api/account/prelogin", { name: user });
    const how = { kdf, salt: bytes(salt) };
    const keys = await asked("POST", "/api/session", { name: user, login_key: await loginKey(passphrase, how), device: device() });
    if (keys.salt !== salt || JSON.stringify(keys.kdf) !== JSON.stringify(kdf)) throw new WrongServer();
    await orLeave(async () => join(user, passphrase, await joinLock(lockOf(keys), { passphrase }, tools)));
  }

  /**
   * A device that did not join keeps no session either: what it sends next must not go into an account
   * that is not its own. @param {() => Promise<void>} joining
   */
  async function orLeave(joining) {
    try {
      await joining();
    } catch (error) {
      await call("DELETE", "/api/session").catch(() => {}); // told once is enough, and there may be no signal
      throw error;
    }
  }

  /** @param {string} user @param {string} passphrase @param {{row: LockedRow, keys: import("../vault/lock.js").OpenKeys}} joined */
  async function join(user, passphrase, joined) {
    const here = await locking.fresh();
    if (here.vaultId !== joined.row.vaultId) {
      if (await read()) throw new OtherAccount();
      await rekey({ db, vault, tools }, joined, { user });
      await locking.fresh();
      return vault.open(joined.keys);
    }
    // Letters on this device stay sealed for the letterbox that is here.
    const row = "letterbox" in here ? { ...joined.row, letterbox: here.letterbox, wrappedByRecovery: joined.row.wrappedByRecovery ?? here.wrappedByRecovery } : joined.row;
    const keys = await unlock(row, { passphrase }, tools);
    await putRow(row, { user });
    vault.open(keys);
  }

  /**
   * By recovery code, with a new passphrase.
   * @param {{user: string, code: string, passphrase: string}} given
   * @throws {Refused} @throws {import("./sync.js").Unreachable} @throws {import("../vault/lock.js").WrongSecret}
   */
  async function recover({ user, code, passphrase }) {
    const keys = await asked("POST", "/api/account/recover", { name: user, recovery_login_key: await recoveryLoginKey(code), device: device() });
    const wrapped = { vaultId: keys.vault_id, keyId: keys.key_id, keyVersion: keys.key_version, wrappedByRecovery: bytes(keys.wrapped_by_recovery) };
    const joined = await recoverLock(wrapped, code, passphrase, tools);
    const version = await putKeys(joined.row, null, passphrase);
    await orLeave(() => join(user, passphrase, { ...joined, row: { ...joined.row, keyVersion: version } }));
  }

  /** @param {LockedRow} row the new one, made from version `keyVersion` @param {string | null} login @param {string} passphrase @param {string} [code] a new one */
  async function putKeys(row, login, passphrase, code) {
    const recovery = code && { recovery_login_key: await recoveryLoginKey(code), wrapped_by_recovery: toBase64url(row.wrappedByRecovery ?? new Uint8Array()) };
    const { key_version } = await asked("PUT", "/api/account/keys", {
      if_key_version: row.keyVersion,
      login_key: login,
      new: { login_key: await loginKey(passphrase, row), ...lockOnWire(row), ...recovery },
    });
    if (!Number.isSafeInteger(key_version)) throw new NotAnAnswer("key_version");
    return key_version;
  }

  /**
   * The account's passphrase and the lock's, which are one. What is to come is written down before the
   * server is told: where its answer is lost, `settle` finds out which of the two stands (F43).
   * @param {import("../vault/lock.js").Secret} secret the passphrase now, or the code @param {string} next
   * @throws {WrongSecret} @throws {Refused} `key_version_changed` among others @throws {import("./sync.js").Unreachable}
   */
  async function change(secret, next) {
    const was = await lockedRow();
    const typed = Object.values(secret)[0];
    try {
      const made = await changePassphrase(was, { passphrase: typed }, next, tools);
      await replace(was, { ...made, keyVersion: was.keyVersion }, typed, next);
    } catch (error) {
      const account = await read();
      if (!(error instanceof WrongSecret) || !account || !isCode(typed)) throw error;
      await recover({ user: account.user, code: typed, passphrase: next });
    }
  }

  /**
   * A new recovery code, there and here.
   * @param {import("../vault/lock.js").Secret} secret the passphrase: the code alone cannot replace itself
   * @returns {Promise<string>} the code, which is shown once
   */
  async function newCode(secret) {
    const passphrase = Object.values(secret)[0];
    const was = await lockedRow();
    const { row, code } = await replaceCode(was, { passphrase }, tools);
    await replace(was, { ...row, keyVersion: was.keyVersion }, passphrase, passphrase, code);
    return code;
  }

  /** @param {LockedRow} was @param {LockedRow} row @param {string} passphrase @param {string} next @param {string} [code] */
  async function replace(was, row, passphrase, next, code) {
    await unlock(row, { passphrase: next }, tools);
    const login = await loginKey(passphrase, was);
    await db.write(["meta"], (tx) => tx.objectStore("meta").put({ ...row, name: "vault-next" }));
    try {
      const keyVersion = await putKeys(row, login, next, code);
      await putRow({ ...row, keyVersion });
    } catch (error) {
      if (error instanceof Refused) await db.write(["meta"], (tx) => tx.objectStore("meta").delete("vault-next"));
      throw error;
    }
  }

  /**
   * After an answer that never came: whether the server has the new passphrase or the old. Harmless at any time.
   * @returns {Promise<"none" | "old" | "new">}
   */
  async function settle() {
    const next = await db.read(["meta"], (tx) => tx.objectStore("meta").get("vault-next"));
    const account = await read();
    if (!next || !account) return "none";
    const { salt } = await asked("POST", "/api/account/prelogin", { name: account.user });
    if (salt !== toBase64url(next.salt)) {
      await db.write(["meta"], (tx) => tx.objectStore("meta").delete("vault-next"));
      return "old";
    }
    await putRow({ ...next, name: "vault", keyVersion: next.keyVersion + 1 });
    return "new";
  }

  return {
    read,
    signUp,
    signIn,
    recover,
    change,
    newCode,
    settle,
    /** @returns {Promise<Session[]>} */
    async sessions() {
      const { sessions } = await asked("GET", "/api/sessions");
      if (!Array.isArray(sessions)) throw new NotAnAnswer("sessions");
      return sessions.map(({ id, device: label, current }) => ({ id: String(id), device: String(label), current: Boolean(current) }));
    },
    /** @param {string} id */
    endSession: (id) => call("DELETE", `/api/sessions/${encodeURIComponent(id)}`),
    /** The server forgets this device; what is here stays, until somebody wipes it. */
    signOut: () => call("DELETE", "/api/session"),
    /**
     * Everything of the account goes from the server. The journal stays here, with its lock, as one without an account.
     * @param {string} passphrase
     */
    async remove(passphrase) {
      const row = await lockedRow();
      await unlock(row, { passphrase }, tools);
      await call("DELETE", "/api/account", { login_key: await loginKey(passphrase, row) });
      await outbox.offerAll();
      await db.write(["meta"], (tx) => tx.objectStore("meta").delete("account"));
    },
  };
}

/** @typedef {ReturnType<typeof createAccount>} AccountCalls */

/** @param {LockedRow} row */
const lockOnWire = ({ kdf, salt, wrappedByPassphrase }) => ({ kdf, salt: toBase64url(salt), wrapped_by_passphrase: toBase64url(wrappedByPassphrase) });

/** @param {any} keys what the server answers to a sign-in @returns {Omit<LockedRow, "name" | "letterbox">} */
const lockOf = ({ vault_id, key_id, key_version, kdf, salt, wrapped_by_passphrase }) => ({
  ...{ vaultId: String(vault_id), keyId: String(key_id), keyVersion: Number(key_version), kdf, salt: bytes(salt) },
  ...{ wrappedByPassphrase: bytes(wrapped_by_passphrase), wrappedByRecovery: null },
});

/** @param {unknown} text */
function bytes(text) {
  try {
    return fromBase64url(String(text));
  } catch (error) {
    throw new NotAnAnswer("bytes", { cause: error });
  }
}

/** @param {string} typed */
function isCode(typed) {
  try {
    return readCode(typed).length > 0;
  } catch (error) {
    if (error instanceof NotACode) return false;
    throw error;
  }
}
