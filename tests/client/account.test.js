import assert from "node:assert/strict";
import { test } from "node:test";

import { OtherAccount, WrongServer } from "../../app/static/pocket/journal/account-errors.js";
import { LettersLeft } from "../../app/static/pocket/journal/rekeying.js";
import { Refused } from "../../app/static/pocket/journal/sync.js";
import { UnfitKdf } from "../../app/static/pocket/vault/kdf.js";
import { WrongSecret } from "../../app/static/pocket/vault/lock.js";
import { phone, signedUp, texts } from "./support/account.js";
import { PASSPHRASE, plainEntry, rows } from "./support/device.js";

const NEXT = "another four words here";

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
