/**
 * The account behind "Back up and sync" (PROTOCOL.md 3): one passphrase for it and for the lock, of which
 * the server is given the login key and never the key that opens. Everything is worked out on this device.
 * @module
 */

import { toBase64url } from "../vault/bytes.js";
import { changePassphrase, joinLock, recoverLock, replaceCode, unlock, WrongSecret } from "../vault/lock.js";
import { OtherAccount, Unsettled, WrongServer } from "./account-errors.js";
import { bytes, lockOf, lockOnWire } from "./account-wire.js";
import { createLogin, isCode } from "./login.js";
import { createOutbox } from "./outbox.js";
import { rekey } from "./rekeying.js";
import { LEAVING, ROW as GROUPS } from "./suggested.js";
import { Refused, Unreachable } from "./sync.js";
import { NotAnAnswer } from "./wire.js";

/**
 * @typedef {import("../vault/lock.js").LockedRow} LockedRow
 * @typedef {{user: string}} Account
 * @typedef {{id: string, device: string, current: boolean}} Session
 */

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

  const { loginKey, recoveryLoginKey } = createLogin(tools);

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
   * @throws {import("../vault/lock.js").WrongSecret} @throws {Refused} `name_taken` among others @throws {Unreachable}
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
   * @param {{user: string, passphrase: string, own?: boolean}} given `own` where the account is to have this very journal
   * @returns {Promise<void>}
   * @throws {Refused} `wrong_credentials` among others @throws {Unreachable} @throws {WrongServer} @throws {OtherAccount}
   * @throws {import("./rekeying.js").LettersLeft} @throws {import("./rekeying.js").Moved}
   */
  async function signIn({ user, passphrase, own = false }) {
    const { kdf, salt } = await asked("POST", "/api/account/prelogin", { name: user });
    const how = { kdf, salt: bytes(salt) };
    const keys = await asked("POST", "/api/session", { name: user, login_key: await loginKey(passphrase, how), device: device() });
    if (keys.salt !== salt || JSON.stringify(keys.kdf) !== JSON.stringify(kdf)) throw new WrongServer();
    await orLeave(async () => join(user, passphrase, await joinLock(lockOf(keys), { passphrase }, tools), own));
  }

  /**
   * Where the answer to a sign-up was lost, the name is taken by ourselves, whatever has become of the
   * page since. The code that was written down last is then the account's.
   * @param {{user: string, passphrase: string, code: string}} given
   * @throws {Refused} @throws {OtherAccount} where it is somebody else's @throws {Unreachable}
   */
  async function takeUp({ user, passphrase, code }) {
    await signIn({ user, passphrase, own: true });
    const was = await lockedRow();
    const row = await changePassphrase(was, { passphrase }, passphrase, tools);
    await replace(was, { ...row, keyVersion: was.keyVersion }, passphrase, passphrase, code);
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

  /** @param {string} user @param {string} passphrase @param {{row: LockedRow, keys: import("../vault/lock.js").OpenKeys}} joined @param {boolean} [own] */
  async function join(user, passphrase, joined, own = false) {
    const here = await locking.fresh();
    if (here.vaultId !== joined.row.vaultId) {
      if (own || (await read())) throw new OtherAccount();
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
   * @throws {Refused} @throws {Unreachable} @throws {import("../vault/lock.js").WrongSecret}
   */
  async function recover({ user, code, passphrase }) {
    const keys = await asked("POST", "/api/account/recover", { name: user, recovery_login_key: await recoveryLoginKey(code), device: device() });
    const wrapped = { vaultId: keys.vault_id, keyId: keys.key_id, keyVersion: keys.key_version, wrappedByRecovery: bytes(keys.wrapped_by_recovery) };
    const joined = await recoverLock(wrapped, code, passphrase, tools);
    const version = await putKeys(joined.row, null, passphrase).catch((error) => {
      throw error instanceof Refused ? error : new Unsettled(null, error);
    });
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
   * @throws {WrongSecret} @throws {Refused} `key_version_changed` among others @throws {Unreachable} @throws {Unsettled}
   */
  async function change(secret, next) {
    await settle();
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
   * A new recovery code, there and here. The passphrase is wrapped anew with it: by the salt `settle` tells
   * whether it stands.
   * @param {import("../vault/lock.js").Secret} secret the passphrase: the code alone cannot replace itself
   * @returns {Promise<string>} the code, which is shown once
   * @throws {Unsettled}
   */
  async function newCode(secret) {
    await settle();
    const passphrase = Object.values(secret)[0];
    const was = await lockedRow();
    const { row: coded, code } = await replaceCode(was, { passphrase }, tools);
    const row = await changePassphrase(coded, { passphrase }, passphrase, tools);
    await replace(was, { ...row, keyVersion: was.keyVersion }, passphrase, passphrase, code);
    return code;
  }

  /** @param {LockedRow} was @param {LockedRow} row @param {string} passphrase @param {string} next @param {string} [code] */
  async function replace(was, row, passphrase, next, code) {
    await unlock(row, { passphrase: next }, tools);
    const login = await loginKey(passphrase, was);
    // With no signal nothing is changed, and that can be said: this is asked before anything is sent.
    await asked("POST", "/api/account/prelogin", { name: (await read())?.user });
    await db.write(["meta"], (tx) => tx.objectStore("meta").put({ ...row, name: "vault-next" }));
    try {
      const keyVersion = await putKeys(row, login, next, code);
      await putRow({ ...row, keyVersion });
    } catch (error) {
      if (error instanceof Refused) await forgetNext();
      if (!(error instanceof Unreachable || error instanceof NotAnAnswer)) throw error;
      const stands = await settle().catch(() => null);
      if (stands === "old") throw error;
      if (stands !== "new") throw new Unsettled(code ?? null, error);
    }
  }

  const forgetNext = () => db.write(["meta"], (tx) => tx.objectStore("meta").delete("vault-next"));

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
      await forgetNext();
      return "old";
    }
    await putRow({ ...next, name: "vault", keyVersion: next.keyVersion + 1 });
    return "new";
  }

  /** This device has no account from now on, and keeps its journal and its lock; whatever becomes of the account. */
  async function leave() {
    await call("DELETE", "/api/session").catch(() => {}); // it may have gone, and there may be no signal
    await outbox.offerAll();
    await db.write(["meta"], async (tx) => {
      for (const name of ["account", "vault-next", "trouble", GROUPS, LEAVING]) await tx.objectStore("meta").delete(name);
    });
  }

  return {
    read,
    signUp,
    signIn,
    takeUp,
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
      await leave();
    },
    leave,
  };
}

/** @typedef {ReturnType<typeof createAccount>} AccountCalls */
