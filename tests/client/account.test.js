import assert from "node:assert/strict";
import { test } from "node:test";

import { createAccount } from "../../app/static/pocket/journal/account.js";
import { OtherAccount, Unsettled, WrongServer } from "../../app/static/pocket/journal/account-errors.js";
import { createLocking } from "../../app/static/pocket/journal/locking.js";
import { LettersLeft } from "../../app/static/pocket/journal/rekeying.js";
import { Refused, Unreachable } from "../../app/static/pocket/journal/sync.js";
import { randomBytes } from "../../app/static/pocket/vault/bytes.js";
import { UnfitKdf } from "../../app/static/pocket/vault/kdf.js";
import { WrongSecret } from "../../app/static/pocket/vault/lock.js";
import { device, PASSPHRASE, plainEntry, rows } from "./support/device.js";
import { free, quickly } from "./support/synced.js";

const NEXT = "another four words here";

/** What the server keeps of an account, and no more of its rules than these tests need. */
function accountServer() {
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
async function phone(server, options) {
  const made = await device({ ...options, argon2: quickly });
  const tools = { subtle: crypto.subtle, random: randomBytes, argon2: quickly };
  const locking = createLocking({ db: made.db, vault: made.vault, tools });
  const account = createAccount({ db: made.db, vault: made.vault, tools, locking, call: (...asked) => server.call(...asked), device: () => "a phone" });
  return Object.assign(made, { account });
}

/** A phone with an entry, and an account. */
async function signedUp() {
  const server = accountServer();
  const first = await phone(server);
  await first.store.add(free("of the first"));
  const code = await first.setLock(PASSPHRASE);
  await first.account.signUp({ user: "wren", passphrase: PASSPHRASE, code });
  return { server, first, code };
}

const texts = async (/** @type {import("./support/device.js").Device} */ of) => (await of.store.entries()).entries.map(({ plain }) => plain.text || plain.answers.line).sort();

test("F44 a device with a journal of its own joins an account with every entry, version and draft of it", async () => {
  const { server, first } = await signedUp();
  const second = await phone(server);
  const { row } = await second.store.add(plainEntry("mine"));
  await second.store.edit(row.id, (plain) => ({ ...plain, answers: { line: "mine, edited" } }));
  const gone = await second.store.add(plainEntry("in the trash"));
  await second.store.remove(gone.row.id);
  await second.drafts.put({ id: second.drafts.newId(), of: "free", at: "2026-11-23", body: { text: "half a thought" } });
  await second.account.signIn({ user: "wren", passphrase: PASSPHRASE });
  assert.equal(second.vault.vaultId, first.vault.vaultId);
  assert.ok(second.vault.hasLock && !second.vault.locked);
  assert.deepEqual(await texts(second), ["mine, edited"]);
  assert.deepEqual((await second.store.history(row.id)).map(({ plain }) => plain.answers.line), ["mine"]);
  assert.deepEqual((await second.trash.list()).map(({ opened }) => opened.plain.answers.line), ["in the trash"]);
  assert.deepEqual((await second.drafts.all()).map(({ body }) => body.text), ["half a thought"]);
  assert.equal((await rows(second, "outbox")).length, 2);
  assert.ok((await rows(second, "records")).every(({ parent, key_id }) => parent === null && key_id === first.vault.keyId));
});

test("F44 what waits in the letterbox is taken in before a device joins, or it does not join", async () => {
  const { server } = await signedUp();
  const second = await phone(server);
  await second.setLock(NEXT);
  await second.lock();
  await second.keep(plainEntry("while locked"));
  await assert.rejects(second.account.signIn({ user: "wren", passphrase: PASSPHRASE }), LettersLeft);
  await second.unlock({ passphrase: NEXT });
  await second.account.signIn({ user: "wren", passphrase: PASSPHRASE });
  assert.deepEqual(await texts(second), ["while locked"]);
});

test("F28 a device of one account does not join another", async () => {
  const { first } = await signedUp();
  const { server } = await signedUp();
  const mixed = await phone(server, { name: first.name });
  await mixed.unlock({ passphrase: PASSPHRASE });
  const called = /** @type {string[]} */ ([]);
  server.way = (answer, name) => (called.push(name), answer);
  await assert.rejects(mixed.account.signIn({ user: "robin", passphrase: PASSPHRASE }), OtherAccount);
  assert.equal(called.at(-1), "DELETE /api/session", "nothing is sent into the other account");
  assert.deepEqual(await texts(mixed), ["of the first"]);
});

test("F43 a change of passphrase holds for the lock and the account at once", async () => {
  const { server, first } = await signedUp();
  await first.account.change({ passphrase: PASSPHRASE }, NEXT);
  await first.lock();
  await assert.rejects(first.unlock({ passphrase: PASSPHRASE }), WrongSecret);
  await first.unlock({ passphrase: NEXT });
  const second = await phone(server);
  await assert.rejects(second.account.signIn({ user: "wren", passphrase: PASSPHRASE }), (error) => error instanceof Refused && error.code === "wrong_credentials");
  await second.account.signIn({ user: "wren", passphrase: NEXT });
});

for (const reached of [true, false]) {
  test(`F43 where the answer to a change is lost and the server ${reached ? "has it" : "has not"}, one passphrase works, and both ends agree`, async () => {
    const { server, first } = await signedUp();
    const honest = server.call;
    let sent = false;
    server.call = async (method, path, body) => {
      if (!sent && path === "/api/account/prelogin") return honest(method, path, body);
      sent = true;
      if (reached && path === "/api/account/keys") await honest(method, path, body);
      throw new Unreachable();
    };
    const cut = await phone(server, { name: first.name });
    await cut.unlock({ passphrase: PASSPHRASE });
    await assert.rejects(cut.account.change({ passphrase: PASSPHRASE }, NEXT), Unsettled, "nobody says that nothing was changed");
    server.call = honest;
    const again = await phone(server, { name: first.name });
    await again.unlock({ passphrase: PASSPHRASE });
    assert.equal(await again.account.settle(), reached ? "new" : "old");
    assert.equal(await again.account.settle(), "none");
    const stands = reached ? NEXT : PASSPHRASE;
    await again.lock();
    await assert.rejects(again.unlock({ passphrase: reached ? PASSPHRASE : NEXT }), WrongSecret);
    await again.unlock({ passphrase: stands });
    await (await phone(server)).account.signIn({ user: "wren", passphrase: stands });
  });
}

test("F43 with no signal nothing is changed, and that is what is said", async () => {
  const { server, first } = await signedUp();
  const before = await rows(first, "meta");
  server.way = () => {
    throw new Unreachable();
  };
  await assert.rejects(first.account.change({ passphrase: PASSPHRASE }, NEXT), (error) => error instanceof Unreachable && !(error instanceof Unsettled));
  assert.deepEqual(await rows(first, "meta"), before);
});

for (const reached of [true, false]) {
  test(`F43 F47 where only the answer to a new code is lost and the server ${reached ? "has it" : "has not"}, the code that is shown is the one that works`, async () => {
    const { server, first, code } = await signedUp();
    const honest = server.call;
    server.call = async (method, path, body) => {
      if (path !== "/api/account/keys") return honest(method, path, body);
      if (reached) await honest(method, path, body);
      throw new Unreachable();
    };
    const asked = first.account.newCode({ passphrase: PASSPHRASE });
    if (!reached) await assert.rejects(asked, Unreachable);
    const works = reached ? await asked : code;
    server.call = honest;
    const second = await phone(server);
    await second.account.recover({ user: "wren", code: works, passphrase: NEXT });
    assert.equal(await first.account.settle(), "none");
  });
}

test("F43 F47 where it stays unknown whether a new code stands, it is given to be kept beside the old one", async () => {
  const { server, first } = await signedUp();
  const honest = server.call;
  let sent = false;
  server.call = async (method, path, body) => {
    if (!sent && path === "/api/account/prelogin") return honest(method, path, body);
    sent = true;
    await honest(method, path, body);
    throw new Unreachable();
  };
  const given = await first.account.newCode({ passphrase: PASSPHRASE }).catch((error) => error);
  assert.ok(given instanceof Unsettled);
  server.call = honest;
  await (await phone(server)).account.recover({ user: "wren", code: given.code ?? "", passphrase: NEXT });
});

test("F21 F47 a sign-up whose answer was lost is taken up by a later one, and the code that was written down last opens it", async () => {
  const server = accountServer();
  const first = await phone(server);
  await first.store.add(free("kept"));
  const honest = server.call;
  server.call = async (method, path, body) => {
    await honest(method, path, body);
    throw new Unreachable();
  };
  const older = await first.setLock(PASSPHRASE);
  await assert.rejects(first.account.signUp({ user: "wren", passphrase: PASSPHRASE, code: older }), Unreachable);
  server.call = honest;
  const { code, stand } = await first.prepareCode({ passphrase: PASSPHRASE });
  await stand();
  const given = { user: "wren", passphrase: PASSPHRASE, code };
  await assert.rejects(first.account.signUp(given), Refused);
  await first.account.takeUp(given);
  assert.deepEqual(await first.account.read(), { user: "wren" });
  const recover = async (/** @type {string} */ typed) => (await phone(server)).account.recover({ user: "wren", code: typed, passphrase: NEXT });
  await assert.rejects(recover(older), Refused);
  await recover(code);
});

test("F44 a name that has another journal behind it is not taken up, and nothing joins", async () => {
  const { server } = await signedUp();
  const other = await phone(server);
  await other.store.add(plainEntry("mine"));
  const code = await other.setLock(PASSPHRASE);
  await assert.rejects(other.account.takeUp({ user: "wren", passphrase: PASSPHRASE, code }), OtherAccount);
  assert.equal(await other.account.read(), null);
  assert.deepEqual(await texts(other), ["mine"]);
});

test("F43 a locked device signs in with a passphrase that was chosen elsewhere, and what was written while locked comes in", async () => {
  const { server, first, code } = await signedUp();
  const second = await phone(server);
  await second.account.recover({ user: "wren", code, passphrase: NEXT });
  await first.lock();
  await first.keep(plainEntry("while locked"));
  await first.account.signIn({ user: "wren", passphrase: NEXT });
  await first.opened();
  assert.deepEqual(await texts(first), ["of the first", "while locked"]);
  assert.equal((await rows(first, "outbox")).length, 2);
});

test("F43 of two devices that change the passphrase the second is told, and keeps what it had", async () => {
  const { server, first } = await signedUp();
  const second = await phone(server);
  await second.account.signIn({ user: "wren", passphrase: PASSPHRASE });
  await first.account.change({ passphrase: PASSPHRASE }, NEXT);
  await assert.rejects(second.account.change({ passphrase: PASSPHRASE }, "a third that is long enough"), Refused);
  await second.lock();
  await second.unlock({ passphrase: PASSPHRASE });
  assert.equal(server.kept.key_version, 2);
});

test("F47 the recovery code gives a new passphrase on a new device; a mistyped one, or one that was replaced, does not", async () => {
  const { server, first, code } = await signedUp();
  const newer = await first.account.newCode({ passphrase: PASSPHRASE });
  const second = await phone(server);
  const recover = (/** @type {string} */ typed) => second.account.recover({ user: "wren", code: typed, passphrase: NEXT });
  await assert.rejects(recover(code), Refused);
  await recover(newer.toLowerCase());
  await second.lock();
  await second.unlock({ passphrase: NEXT });
  await first.lock();
  await first.unlock({ passphrase: PASSPHRASE }); // until it is told
});

/** What a hostile server may answer to a sign-in. @type {Record<string, [(keys: any, name: string) => any, Function]>} */
const HOSTILE = {
  "a weaker derivation": [(keys) => ({ ...keys, kdf: { ...keys.kdf, iterations: 1 } }), UnfitKdf],
  "a huge derivation": [(keys) => ({ ...keys, kdf: { ...keys.kdf, memory_kib: 2 ** 21 } }), UnfitKdf],
  "another salt than before": [(keys, name) => (name.endsWith("session") ? { ...keys, salt: "AAAAAAAAAAAAAAAAAAAAAA" } : keys), WrongServer],
  "another vault's id": [(keys, name) => (name.endsWith("session") ? { ...keys, vault_id: "AAAAAAAAAAAAAAAAAAAAAA" } : keys), WrongSecret],
};

for (const [name, [way, refused]] of Object.entries(HOSTILE)) {
  test(`F46 ${name} from a hostile server is refused, and nothing is changed`, async () => {
    const { server } = await signedUp();
    const second = await phone(server);
    await second.store.add(plainEntry("mine"));
    const before = await rows(second, "records");
    server.way = way;
    await assert.rejects(second.account.signIn({ user: "wren", passphrase: PASSPHRASE }), refused);
    assert.deepEqual(await rows(second, "records"), before);
    assert.ok(!second.vault.hasLock);
    assert.equal(await second.account.read(), null);
  });
}

test("a deleted account leaves the journal here, locked as it was, and everything waits for another", async () => {
  const { server, first } = await signedUp();
  await assert.rejects(first.account.remove(NEXT), WrongSecret);
  await first.account.remove(PASSPHRASE);
  assert.equal(server.kept, null);
  assert.equal(await first.account.read(), null);
  assert.deepEqual(await texts(first), ["of the first"]);
  assert.equal((await rows(first, "outbox")).length, 1);
});

test("a device whose account was deleted elsewhere goes on without it, and can have another", async () => {
  const { first } = await signedUp();
  await first.account.leave();
  assert.equal(await first.account.read(), null);
  assert.deepEqual(await texts(first), ["of the first"]);
  assert.equal((await rows(first, "outbox")).length, 1);
  await first.removeLock({ passphrase: PASSPHRASE });
});
