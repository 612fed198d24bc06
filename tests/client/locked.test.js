import assert from "node:assert/strict";
import test from "node:test";

import { delayAfter, LockChanged, TooSoon, WrongSecret } from "../../app/static/pocket/journal/locking.js";
import { Locked } from "../../app/static/pocket/vault/vault.js";
import { device, MOMENT, PASSPHRASE, plainEntry, rows, until, words } from "./support/device.js";

/** @param {string} now */
const at = (now) => ({ ...MOMENT, now });

test("while locked nothing can be read, and what is written is there after unlock, in order and once", async () => {
  const phone = await device();
  await phone.keep(plainEntry("before", "2026-11-20T08:00:00.000Z"));
  await phone.setLock(PASSPHRASE);
  assert.deepEqual(await words(phone), ["before"], "setting a lock does not close what is open");
  await phone.lock();
  await assert.rejects(phone.store.entries(), Locked);
  await assert.rejects(phone.store.practisedLately(), Locked);
  for (const day of ["21", "22", "23"]) await phone.keep(plainEntry(day, `2026-11-${day}T08:00:00.000Z`));
  await phone.practised("SA1", at("2026-11-23T08:01:00.000Z"));
  await phone.practised("BN1", at("2026-11-23T08:02:00.000Z"));
  assert.equal((await rows(phone, "letters")).length, 5);
  await phone.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual(await words(phone), ["23", "22", "21", "before"]);
  assert.equal((await phone.store.practisedLately())[0], "BN1");
  assert.deepEqual(await rows(phone, "letters"), []);
  assert.equal((await rows(phone, "outbox")).length, 5, "everything waits to be sent, whichever way it came in");
});

test("F21 what was left while locked survives a kill before the unlock, and a kill in the middle of it", async () => {
  const phone = await device();
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  for (const line of ["one", "two", "three"]) await phone.keep(plainEntry(line));
  const again = await device({ name: phone.name });
  assert.ok(again.vault.locked, "a new start begins locked");
  const letters = await rows(again, "letters");
  await again.unlock({ passphrase: PASSPHRASE });
  // As after a kill between two letters: the ones that were taken in come again.
  await again.db.write(["letters"], async (tx) => {
    await tx.objectStore("letters").put(letters[2]);
  });
  const third = await device({ name: phone.name });
  await third.lock();
  await third.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual(await rows(third, "letters"), []);
  assert.deepEqual((await words(third)).sort(), ["one", "three", "two"]);
});

test("F48 before the unlock no key and no readable word is in any store", async () => {
  const phone = await device();
  await phone.keep(plainEntry("canaryword"));
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  await phone.keep(plainEntry("canaryword"));
  await phone.practised("SA1", MOMENT);
  await phone.drafts.put({ id: phone.drafts.newId(), of: "exercise:SA1", at: MOMENT.now, body: { answers: { word: "canaryword" } } });
  for (const store of ["records", "revisions", "outbox", "drafts", "letters", "meta", "trash"]) {
    for (const row of await rows(phone, store)) {
      const values = Object.values(row).flatMap((value) => (value?.publicKey ? Object.values(value) : [value]));
      assert.ok(!values.some((value) => value instanceof CryptoKey), store);
      const bytes = values.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : JSON.stringify(value)));
      assert.doesNotMatch(bytes.join(), /canaryword|[":]SA1"|"FH2"|Gratitude|lantern/);
    }
  }
});

test("F31 a draft that went on while locked joins the one from before, and loses no answer of either", async () => {
  const phone = await device();
  await phone.setLock(PASSPHRASE);
  const [first, second] = [phone.drafts.newId(), phone.drafts.newId()];
  await phone.drafts.put({ id: first, of: "exercise:FH3", at: MOMENT.now, body: { step: "belief", answers: { adversity: "rain", belief: "half a" }, title: "ABCDE" } });
  await phone.lock();
  assert.deepEqual(await phone.drafts.offered(Date.parse(MOMENT.now)).catch((error) => error instanceof Locked), true);
  await phone.drafts.put({ id: second, of: "exercise:FH3", at: "2026-11-23T08:05:00.000Z", body: { step: "consequences", answers: { belief: "half a word", consequences: "tired" }, continues: first } });
  await phone.unlock({ passphrase: PASSPHRASE });
  const drafts = await phone.drafts.offered(Date.parse(MOMENT.now));
  assert.deepEqual(drafts.map(({ id }) => id), [first]);
  assert.deepEqual(drafts[0].body.answers, { adversity: "rain", belief: "half a word", consequences: "tired" });
  assert.deepEqual([drafts[0].body.step, drafts[0].body.title], ["consequences", "ABCDE"]);
});

test("a letter that does not open stays, and the others come in", async () => {
  const phone = await device();
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  await phone.keep(plainEntry("spoilt"));
  await phone.keep(plainEntry("whole"));
  const [first] = await rows(phone, "letters");
  first.sealed[100] ^= 1;
  await phone.db.write(["letters"], (tx) => tx.objectStore("letters").put(first));
  await phone.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual(await words(phone), ["whole"]);
  assert.deepEqual(await rows(phone, "letters"), [first]);
});

test("all tabs lock and open together, and a tab that comes later opens with them", async () => {
  const one = await device();
  const two = await device({ name: one.name });
  let drafts = 0;
  two.beforeLock(async () => (drafts += 1));
  await one.setLock(PASSPHRASE);
  await until(() => two.vault.hasLock && !two.vault.locked);
  await one.lock();
  await until(() => two.vault.locked);
  assert.equal(drafts, 1, "the draft is kept first");
  await two.unlock({ passphrase: PASSPHRASE });
  await until(() => !one.vault.locked);
  await one.keep(plainEntry("seen by both"));
  assert.deepEqual(await words(two), ["seen by both"]);
  const three = await device({ name: one.name });
  assert.deepEqual(await words(three), ["seen by both"]);
});

test("the lock can be changed, given a new code and removed; two tabs that do so at once leave one way in", async () => {
  const phone = await device();
  await phone.keep(plainEntry("kept"));
  const code = await phone.setLock(PASSPHRASE);
  await phone.lock();
  await phone.unlock({ code });
  await phone.changePassphrase({ passphrase: PASSPHRASE }, "saddle meadow kettle plum");
  const next = await phone.replaceCode({ passphrase: "saddle meadow kettle plum" });
  await phone.lock();
  await assert.rejects(phone.unlock({ passphrase: PASSPHRASE }), WrongSecret);
  await assert.rejects(phone.unlock({ code }), WrongSecret);
  await phone.unlock({ code: next });
  const two = await device({ name: phone.name });
  const both = await Promise.allSettled([
    phone.changePassphrase({ code: next }, "river button candle moss"),
    two.changePassphrase({ code: next }, "pocket thistle window jam"),
  ]);
  const won = both.findIndex(({ status }) => status === "fulfilled");
  assert.equal(both.filter(({ status }) => status === "fulfilled").length, 1, "F43 exactly one change stands");
  assert.ok(/** @type {PromiseRejectedResult} */ (both[1 - won]).reason instanceof LockChanged);
  await phone.lock();
  await phone.keep(plainEntry("while locked", "2026-11-23T09:00:00.000Z"));
  await phone.removeLock({ passphrase: ["river button candle moss", "pocket thistle window jam"][won] });
  assert.deepEqual(await words(phone), ["while locked", "kept"]);
  assert.deepEqual(await words(await device({ name: phone.name })), ["while locked", "kept"]);
});

test("setting a lock where another tab has just set one changes nothing", async () => {
  const one = await device();
  const two = await device({ name: one.name });
  const both = await Promise.allSettled([one.setLock(PASSPHRASE), two.setLock("saddle meadow kettle plum")]);
  assert.equal(both.filter(({ status }) => status === "fulfilled").length, 1);
  const third = await device({ name: one.name });
  await third.lock();
  await third.unlock({ passphrase: both[0].status === "fulfilled" ? PASSPHRASE : "saddle meadow kettle plum" });
});

test("wrong tries wait longer and longer, up to a minute, also over a restart, and wipe nothing", async () => {
  assert.deepEqual([0, 1, 2, 3, 4, 8, 9, 10, 1000].map(delayAfter), [0, 0, 0, 1000, 2000, 32_000, 60_000, 60_000, 60_000]);
  let time = 1_000_000;
  const now = () => time;
  const phone = await device({ now });
  await phone.keep(plainEntry("still here"));
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  const isTooSoon = (/** @type {number} */ wait) => (/** @type {unknown} */ error) => error instanceof TooSoon && error.wait === wait;
  for (let tries = 0; tries < 3; tries += 1) await assert.rejects(phone.unlock({ passphrase: "a wrong passphrase" }), WrongSecret);
  await assert.rejects(phone.unlock({ passphrase: PASSPHRASE }), isTooSoon(1000));
  const again = await device({ name: phone.name, now });
  time += 999;
  await assert.rejects(again.unlock({ passphrase: PASSPHRASE }), isTooSoon(1));
  time -= 60_000;
  await assert.rejects(again.unlock({ passphrase: PASSPHRASE }), isTooSoon(1000), "a clock that was turned back asks for no more");
  time += 60_001;
  await again.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual(await words(again), ["still here"]);
  assert.ok(!(await rows(again, "meta")).some(({ name }) => name === "tries"));
});

test("wrong tries that are made at the same moment are each counted", async () => {
  const phone = await device({ now: () => 1_000_000 });
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => phone.unlock({ passphrase: "a wrong passphrase" })));
  const reasons = tries.map((each) => /** @type {PromiseRejectedResult} */ (each).reason);
  assert.equal(reasons.filter((reason) => reason instanceof WrongSecret).length, 3);
  assert.equal(reasons.filter((reason) => reason instanceof TooSoon).length, 5);
});

test("F20 a database of the first version is brought up, and everything in it is as it was", async () => {
  const name = "first-version";
  const old = await device({ name: "source-of-rows" });
  await old.keep(plainEntry("from before"));
  const kept = Object.fromEntries(await Promise.all(["meta", "records", "outbox"].map(async (store) => [store, await rows(old, store)])));
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    for (const [store, keyPath] of [["meta", "name"], ["records", "id"], ["revisions", ["id", "rev"]], ["outbox", "id"], ["drafts", "id"]]) {
      const made = request.result.createObjectStore(/** @type {string} */ (store), { keyPath: /** @type {string} */ (keyPath) });
      for (const row of kept[/** @type {string} */ (store)] ?? []) made.put(row);
    }
  };
  await new Promise((resolve) => (request.onsuccess = resolve));
  request.result.close();
  const phone = await device({ name });
  assert.deepEqual(await words(phone), ["from before"]);
  for (const store of ["records", "outbox"]) assert.deepEqual(await rows(phone, store), kept[store]);
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  await phone.keep(plainEntry("after"));
});
