/** Sealed things come to the disk only beside the key that opens them, and only over what was looked at. */

import assert from "node:assert/strict";
import test from "node:test";

import { freeEntry } from "../../app/static/pocket/journal/entry.js";
import { createLetters } from "../../app/static/pocket/journal/letters.js";
import { createLocking } from "../../app/static/pocket/journal/locking.js";
import { randomBytes } from "../../app/static/pocket/vault/bytes.js";
import { quickly } from "./support/argon2.js";
import { device, MOMENT, PASSPHRASE, plainEntry, rows, unheard, until, words } from "./support/device.js";

/** As a browser does when somebody clears the site's storage under an open tab. @param {string} name */
const clear = (name) => new Promise((done) => (indexedDB.deleteDatabase(name).onsuccess = done));

test("F25 where the storage was cleared under an open tab nothing is told as saved that no key opens", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("before"));
  await clear(phone.name);
  const head = { row, plain: plainEntry("before") };
  const draft = { id: phone.drafts.newId(), of: "exercise:SA1", at: MOMENT.now, body: {} };
  const writes = {
    keep: () => phone.keep(plainEntry("after")),
    card: () => phone.keepCard({ ...plainEntry("after"), kind: "card" }),
    bring: () => phone.store.addMissing([{ id: row.id, plain: plainEntry("after") }]),
    write: () => phone.store.amend(head, plainEntry("after")),
    practise: () => phone.practised("SA1", MOMENT),
    draft: () => phone.drafts.put(draft),
    lock: () => phone.setLock(PASSPHRASE),
  };
  for (const [name, write] of Object.entries(writes)) await assert.rejects(write(), { why: "failed" }, name);
  for (const store of ["records", "drafts", "outbox"]) assert.deepEqual(await rows(phone, store), [], store);
  const again = await device({ name: phone.name });
  await assert.rejects(phone.keep(plainEntry("under another vault's name")), { why: "failed" });
  await again.keep(plainEntry("the new one's own"));
  assert.deepEqual(await again.store.entries().then(({ entries, unreadable }) => [entries.length, unreadable]), [1, 0]);
});

test("F25 a locked tab whose storage was cleared seals no letter that nobody can open", async () => {
  const phone = await device();
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  await clear(phone.name);
  await assert.rejects(phone.keep(plainEntry("after")), { why: "failed" });
  await assert.rejects(phone.unlock({ passphrase: PASSPHRASE }), { why: "failed" });
});

test("F48 what a locked tab writes before it hears that the lock is gone is kept all the same", async () => {
  const one = await device();
  const two = await device({ name: one.name });
  await one.setLock(PASSPHRASE);
  await until(() => two.vault.hasLock && !two.vault.locked);
  await one.lock();
  await until(() => two.vault.locked);
  await unheard(async () => {
    await one.removeLock({ passphrase: PASSPHRASE });
    await two.keep(plainEntry("an entry"));
    await two.drafts.put({ id: two.drafts.newId(), of: "exercise:FH3", at: MOMENT.now, body: { answers: { a: "a draft" } } });
    await two.practised("SA1", MOMENT);
  });
  const again = await device({ name: one.name });
  assert.deepEqual(await words(again), ["an entry"]);
  assert.deepEqual((await again.drafts.all()).map(({ body }) => body.answers), [{ a: "a draft" }]);
  assert.equal((await again.store.practisedLately())[0], "SA1");
  assert.deepEqual(await rows(again, "letters"), []);
});

test("F48 letters that another tab puts in while the lock is being removed are taken in, and drafts open without it", async () => {
  const one = await device();
  const two = await device({ name: one.name });
  await one.setLock(PASSPHRASE);
  await until(() => two.vault.hasLock && !two.vault.locked);
  await one.lock();
  await until(() => two.vault.locked);
  const tools = { subtle: crypto.subtle, random: randomBytes, argon2: quickly };
  const letters = createLetters({ ...one, ...tools });
  let rounds = 0;
  // The other tab writes when everything that was there has been taken in.
  await createLocking({ ...one, tools }).remove({ passphrase: PASSPHRASE }, async () => {
    const stayed = [...(await letters.takeIn(one.store)), ...(await one.drafts.takeIn(one.store))];
    rounds += 1;
    if (rounds === 1) await two.keep(plainEntry("an entry"));
    if (rounds === 2) await two.drafts.put({ id: two.drafts.newId(), of: "exercise:FH3", at: MOMENT.now, body: { answers: { a: "a draft" } } });
    return stayed;
  });
  assert.equal(rounds, 3);
  const again = await device({ name: one.name });
  assert.deepEqual(await words(again), ["an entry"]);
  assert.deepEqual((await again.drafts.all()).map(({ body }) => body.answers), [{ a: "a draft" }]);
  assert.deepEqual(await rows(again, "letters"), []);
});

test("F21 a letter that another tab has taken in is not taken in again", async () => {
  const one = await device();
  await one.setLock(PASSPHRASE);
  await one.lock();
  await one.practised("SA1", MOMENT);
  const [{ n }] = await rows(one, "letters");
  await one.unlock({ passphrase: PASSPHRASE });
  const before = await rows(one, "records");
  await one.store.recordPractice("SA1", { ...MOMENT, now: "2026-11-23T09:00:00.000Z" }, { letter: n });
  await one.store.add(plainEntry("twice"), { letter: n });
  assert.deepEqual(await rows(one, "records"), before);
});

test("F22 an edit of what is sent in that very moment is the child of what was sent", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("first"));
  /** @type {Promise<unknown> | undefined} */
  let sent;
  const made = await phone.store.edit(row.id, (plain) => {
    sent ??= phone.db.write(["outbox"], (tx) => tx.objectStore("outbox").delete(row.id));
    return { ...plain, answers: { line: "second" } };
  });
  await sent;
  assert.equal(made.row.parent, row.rev);
  assert.deepEqual(made.plain.ancestors, [row.rev]);
});

test("free writing that was a draft is one entry, in whichever tab it goes on, and no text of it is lost", async () => {
  const phone = await device();
  const id = phone.drafts.newId();
  await phone.store.settle(id, freeEntry("one", MOMENT));
  const { row } = await phone.store.settle(id, freeEntry("one two", MOMENT));
  assert.equal(row.id, id);
  assert.deepEqual((await phone.store.history(id)).map(({ plain }) => plain.text), ["one"]);
  await phone.store.remove(id);
  await phone.store.erase(id);
  const anew = await phone.store.settle(id, freeEntry("one two three", MOMENT));
  assert.notEqual(anew.row.id, id);
  assert.deepEqual((await phone.store.entries()).entries.map(({ plain }) => [plain.text, plain.created]), [["one two three", MOMENT.now]]);
});
