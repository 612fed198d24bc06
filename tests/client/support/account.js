/** Devices of one account, and the server that knows it, for tests of the account. */

import { createAccount } from "../../../app/static/pocket/journal/account.js";
import { createLocking } from "../../../app/static/pocket/journal/locking.js";
import { Refused } from "../../../app/static/pocket/journal/sync.js";
import { randomBytes } from "../../../app/static/pocket/vault/bytes.js";
import { quickly } from "./argon2.js";
import { device, PASSPHRASE } from "./device.js";
import { free } from "./synced.js";

/** What the server keeps of an account, and no more of its rules than these tests need. */
export function accountServer() {
  /** @type {any} */
  let kept = null;
  const keys = () => ({ vault_id: kept.vault_id, key_id: kept.key_id, key_version: kept.key_version, kdf: kept.kdf, salt: kept.salt, wrapped_by_passphrase: kept.wrapped_by_passphrase });
  /** @type {Record<string, (body: any) => unknown>} */
  const calls = {
    "POST /api/account"(body) {
      if (kept) throw new Refused(409, "name_taken");
      kept = { ...body, key_version: 1 };
      return { vault_id: kept.vault_id, key_version: 1 };
    },
    "POST /api/account/prelogin": () => ({ kdf: kept.kdf, salt: kept.salt }),
    "POST /api/session"({ login_key }) {
      if (login_key !== kept.login_key) throw new Refused(401, "wrong_credentials");
      return keys();
    },
    "POST /api/account/recover"({ recovery_login_key }) {
      if (recovery_login_key !== kept.recovery_login_key) throw new Refused(401, "wrong_credentials");
      return { vault_id: kept.vault_id, key_id: kept.key_id, key_version: kept.key_version, wrapped_by_recovery: kept.wrapped_by_recovery };
    },
    "PUT /api/account/keys"({ if_key_version, login_key, new: next }) {
      if (login_key !== null && login_key !== kept.login_key) throw new Refused(401, "wrong_credentials");
      if (if_key_version !== kept.key_version) throw new Refused(409, "key_version_changed");
      kept = { ...kept, ...next, key_version: kept.key_version + 1 };
      return { key_version: kept.key_version };
    },
    "DELETE /api/session": () => null,
    "DELETE /api/account"({ login_key }) {
      if (login_key !== kept.login_key) throw new Refused(401, "wrong_credentials");
      kept = null;
      return null;
    },
  };
  const server = {
    /** @type {(answer: any, name: string) => any} */
    way: (answer) => answer,
    get kept() {
      return kept;
    },
    call: async (/** @type {string} */ method, /** @type {string} */ path, /** @type {unknown} */ body) => server.way(calls[`${method} ${path}`](body), `${method} ${path}`),
  };
  return server;
}

/** @param {ReturnType<typeof accountServer>} server @param {{name?: string}} [options] */
export async function phone(server, options) {
  const made = await device(options);
  const tools = { subtle: crypto.subtle, random: randomBytes, argon2: quickly };
  const locking = createLocking({ db: made.db, vault: made.vault, tools });
  const account = createAccount({ db: made.db, vault: made.vault, tools, locking, call: (...asked) => server.call(...asked), device: () => "a phone" });
  return Object.assign(made, { account });
}

/** A phone with an entry, and an account. */
export async function signedUp() {
  const server = accountServer();
  const first = await phone(server);
  await first.store.add(free("of the first"));
  const code = await first.setLock(PASSPHRASE);
  await first.account.signUp({ user: "wren", passphrase: PASSPHRASE, code });
  return { server, first, code };
}

export const texts = async (/** @type {import("./device.js").Device} */ of) => (await of.store.entries()).entries.map(({ plain }) => plain.text || plain.answers.line).sort();
