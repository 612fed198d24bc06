/** The lock falls in all tabs, stays fallen, and waits for the last words, but not for ever. */

import assert from "node:assert/strict";
import test from "node:test";

import { channelOf, device, faulty, MOMENT, PASSPHRASE, pause, plainEntry, rows, unheard, until, words } from "./support/device.js";

/** Two tabs of one device with a lock, both open. */
async function twoTabs() {
  const one = await device();
  const two = await device({ name: one.name });
  await one.setLock(PASSPHRASE);
  await until(() => two.vault.hasLock && !two.vault.locked);
  return { one, two };
}

/** @param {import("./support/device.js").Device[]} tabs */
const areLocked = (...tabs) => tabs.map(({ vault }) => vault.locked);

test("F48 a lock that falls while keys are on their way stays fallen in every tab", async () => {
  const { one, two } = await twoTabs();
  await one.lock();
  await until(() => two.vault.locked);
  await one.unlock({ passphrase: PASSPHRASE });
  await one.lock();
  await pause();
  assert.deepEqual(areLocked(one, two), [true, true]);
});

test("F48 keys that were given before the lock fell, and arrive after it, open nothing", async () => {
  const { one } = await twoTabs();
  const late = { falls: 0, keys: one.vault.keys, vaultId: one.vault.vaultId };
  await one.lock();
  const stray = channelOf(one.name);
  stray.postMessage(late);
  await pause();
  assert.ok(one.vault.locked);
});

test("F48 a tab that still saves while all lock hands nobody its keys", async () => {
  const { one, two } = await twoTabs();
  two.beforeLock(() => pause(300));
  await one.lock();
  const three = await device({ name: one.name });
  await until(() => two.vault.locked);
  await pause();
  assert.deepEqual(areLocked(one, two, three), [true, true, true]);
});

test("F31 F48 the lock waits for what is being saved, which is sealed as any draft", async () => {
  const { one } = await twoTabs();
  const id = one.drafts.newId();
  one.beforeLock(async () => {
    await pause(50);
    await one.drafts.put({ id, of: "exercise:SA1", at: MOMENT.now, body: { answers: { word: "last" } } });
  });
  await one.lock();
  assert.deepEqual((await rows(one, "drafts")).map((row) => [row.id, Boolean(row.ciphertext), Boolean(row.letter)]), [[id, true, false]]);
});

test("F48 what never ends saving does not keep the journal open", async () => {
  const { one, two } = await twoTabs();
  one.beforeLock(() => new Promise(() => {}));
  await one.lock();
  await until(() => two.vault.locked);
  assert.deepEqual(areLocked(one, two), [true, true]);
});

test("a tab that comes after the lock has fallen often opens the others when it unlocks", async () => {
  const { one, two } = await twoTabs();
  for (const _ of [1, 2]) {
    await one.lock();
    await until(() => two.vault.locked);
    await one.unlock({ passphrase: PASSPHRASE });
    await until(() => !two.vault.locked);
  }
  await one.lock();
  await until(() => two.vault.locked);
  const three = await device({ name: one.name });
  await three.unlock({ passphrase: PASSPHRASE });
  await until(() => !one.vault.locked && !two.vault.locked);
  await three.removeLock({ passphrase: PASSPHRASE });
  await until(() => !one.vault.hasLock && !two.vault.hasLock);
  const four = await device({ name: one.name });
  await four.setLock(PASSPHRASE);
  await until(() => one.vault.hasLock && two.vault.hasLock);
  await pause();
  assert.deepEqual(areLocked(one, two, four), [false, false, false]);
});

test("a tab to which the keys did not come asks for them when it hears that another has opened", async () => {
  const { one, two } = await twoTabs();
  await one.lock();
  await until(() => two.vault.locked);
  await unheard(async () => {
    await one.unlock({ passphrase: PASSPHRASE });
    await pause();
  });
  assert.ok(two.vault.locked);
  channelOf(one.name).postMessage("opened");
  await until(() => !two.vault.locked);
});

test("F46 the keys of another vault open nothing here", async () => {
  const { one } = await twoTabs();
  await one.keep(plainEntry("mine"));
  await one.lock();
  const other = await device();
  await other.setLock(PASSPHRASE);
  channelOf(one.name).postMessage({ falls: 99, keys: other.vault.keys, vaultId: other.vault.vaultId });
  await pause();
  assert.ok(one.vault.locked);
  await one.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual(await words(one), ["mine"]);
});

test("F43 a lock that the disk did not take is told, and the journal opens as before", async () => {
  const phone = await device();
  await phone.keep(plainEntry("kept"));
  const losing = faulty(IDBObjectStore.prototype, "put", (real, self, args) => (args[0].name === "vault" ? self.get("vault") : real.apply(self, args)), () => phone.setLock(PASSPHRASE));
  await assert.rejects(losing, { why: "failed" });
  assert.ok(!phone.vault.hasLock);
  assert.deepEqual(await words(await device({ name: phone.name })), ["kept"]);
});
