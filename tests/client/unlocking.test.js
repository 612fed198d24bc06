/** Whoever has the passphrase or the code comes in, whatever is the matter with what waits inside. */

import assert from "node:assert/strict";
import test from "node:test";

import { NotKept } from "../../app/static/pocket/journal/database.js";
import { freeEntry } from "../../app/static/pocket/journal/entry.js";
import { WrongSecret } from "../../app/static/pocket/vault/lock.js";
import { device, faulty, MOMENT, PASSPHRASE, plainEntry, rows, until, words } from "./support/device.js";

const NEXT = "saddle meadow kettle plum";
const LIKE_CODES = ["wolf barn lamp moss fern pond gate kite", "d41d8cd98f00b204e9800998ecf8427e"];

/** @param {string} now */
const at = (now) => `2026-11-23T${now}:00.000Z`;

/**
 * @param {import("./support/device.js").Device} phone @param {Record<string, unknown>} answers
 * @param {{at?: string, continues?: string}} [more]
 */
async function draft(phone, answers, { at: when = MOMENT.now, continues } = {}) {
  const id = phone.drafts.newId();
  await phone.drafts.put({ id, of: "exercise:FH3", at: when, body: { answers, ...(continues && { continues }) } });
  return id;
}

/** A device with a lock that has fallen. @param {(phone: import("./support/device.js").Device) => Promise<unknown>} [before] */
async function lockedDevice(before = async () => {}) {
  const phone = await device();
  await phone.setLock(PASSPHRASE);
  await before(phone);
  await phone.lock();
  return phone;
}

/** @template T @param {() => Promise<T>} during @param {string} [store] where only one finds no room */
const onAFullDevice = (during, store) =>
  faulty(IDBObjectStore.prototype, "put", (real, self, args) => {
    if (store && self.name !== store) return real.apply(self, args);
    throw new DOMException("no room", "QuotaExceededError");
  }, during);

test("F47 a passphrase that has the form of a recovery code opens the lock's own page, and a backup", async () => {
  for (const passphrase of LIKE_CODES) {
    const phone = await device();
    await phone.keep(plainEntry("kept"));
    const file = await phone.backup(passphrase);
    assert.deepEqual(await (await device()).bringBackup(file, passphrase), { count: 1, unreadable: 0 });
    await phone.setLock(passphrase);
    await phone.changePassphrase({ either: passphrase }, NEXT);
    await phone.removeLock({ either: NEXT });
  }
});

test("F47 the recovery code is taken where either may be typed, however it is grouped, and a wrong one counts as one try", async () => {
  const phone = await device({ now: () => 1_000_000 });
  const code = await phone.setLock(PASSPHRASE);
  const bare = code.replaceAll("-", "");
  const written = [bare.replace(/.{5}/g, "$& "), code.replaceAll("-", "–"), [...bare].join(" ").toLowerCase()];
  for (const typed of written) await phone.changePassphrase({ either: typed }, PASSPHRASE);
  const last = code.endsWith("A") ? "B" : "A";
  await assert.rejects(phone.removeLock({ either: `${code.slice(0, -1)}${last}` }), WrongSecret);
  assert.equal((await rows(phone, "meta")).find(({ name }) => name === "tries").count, 1);
});

test("F24 a full device can be unlocked and read; what was written while locked waits, and comes in when there is room", async () => {
  const phone = await lockedDevice((each) => each.keep(plainEntry("kept")));
  await phone.keep(plainEntry("a letter", at("09:00")));
  let told = 0;
  phone.onLock(() => (told += 1));
  assert.equal(await onAFullDevice(() => phone.unlock({ passphrase: PASSPHRASE })), 1, "one stays, and that is told");
  assert.equal(told, 1);
  assert.deepEqual(await words(phone), ["kept"]);
  await phone.lock();
  assert.equal(await phone.unlock({ passphrase: PASSPHRASE }), 0);
  assert.deepEqual(await words(phone), ["a letter", "kept"]);
});

test("F43 a passphrase that has been changed is told as changed, whatever cannot be taken in", async () => {
  const phone = await lockedDevice();
  await phone.keep(plainEntry("spoilt"));
  const [letter] = await rows(phone, "letters");
  letter.sealed[100] ^= 1;
  await phone.db.write(["letters"], (tx) => tx.objectStore("letters").put(letter));
  assert.equal(await phone.changePassphrase({ passphrase: PASSPHRASE }, NEXT), 1);
  await phone.lock();
  await phone.unlock({ passphrase: NEXT });
});

test("F48 a lock that holds what could be opened but finds no room is not removed", async () => {
  const phone = await lockedDevice();
  await phone.keep(plainEntry("a letter"));
  await onAFullDevice(() => assert.rejects(phone.removeLock({ passphrase: PASSPHRASE }), (error) => error instanceof NotKept && error.why === "full"), "records");
  assert.ok(phone.vault.hasLock);
  await phone.removeLock({ passphrase: PASSPHRASE });
  assert.deepEqual(await words(phone), ["a letter"]);
});

test("F48 a damaged draft of a lock that is gone hides no other draft", async () => {
  const phone = await lockedDevice();
  const [bad] = [await draft(phone, { one: "bad" }), await draft(phone, { one: "good" })];
  const row = (await rows(phone, "drafts")).find(({ id }) => id === bad);
  row.letter[100] ^= 1;
  await phone.db.write(["drafts"], (tx) => tx.objectStore("drafts").put(row));
  await phone.removeLock({ passphrase: PASSPHRASE });
  assert.deepEqual((await phone.drafts.all()).map(({ body }) => body.answers), [{ one: "good" }]);
  assert.ok((await rows(phone, "drafts")).some(({ id }) => id === bad), "and is left as it is");
});

test("F31 two drafts that each go on from one both join it, the older first", async () => {
  const phone = await device();
  await phone.setLock(PASSPHRASE);
  const first = await draft(phone, { one: "1", list: ["a", "b"] });
  await phone.lock();
  await draft(phone, { three: "3", place: 5 }, { at: at("08:10"), continues: first });
  await draft(phone, { two: "2", place: 4, list: ["c"] }, { at: at("08:05"), continues: first });
  await phone.unlock({ passphrase: PASSPHRASE });
  const drafts = await phone.drafts.all();
  assert.deepEqual(drafts.map(({ id, body }) => [id, body.answers]), [[first, { one: "1", two: "2", three: "3", place: 5, list: ["a", "b", "c"] }]]);
});

test("F31 two drafts that are too long to be one stay two, and the journal opens", async () => {
  const phone = await device();
  await phone.setLock(PASSPHRASE);
  const first = await draft(phone, { one: "a".repeat(40_000) });
  await phone.lock();
  const second = await draft(phone, { two: "b".repeat(40_000) }, { continues: first });
  assert.equal(await phone.unlock({ passphrase: PASSPHRASE }), 0);
  assert.deepEqual((await phone.drafts.all()).map(({ id, body }) => [id, Object.keys(body.answers)]).sort(), [[first, ["one"]], [second, ["two"]]].sort());
});

test("F41 a draft that does not open is not overwritten by what went on from it, nor brought back where it was kept", async () => {
  const phone = await device();
  await phone.setLock(PASSPHRASE);
  const [bad, kept] = [await draft(phone, { one: "1" }), await draft(phone, { one: "kept" })];
  const row = (await rows(phone, "drafts")).find(({ id }) => id === bad);
  row.ciphertext[30] ^= 1;
  await phone.db.write(["drafts"], (tx) => tx.objectStore("drafts").put(row));
  await phone.drafts.remove(kept);
  await phone.lock();
  const since = [await draft(phone, { two: "2" }, { continues: bad }), await draft(phone, { three: "3" }, { continues: kept })];
  await phone.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual([...(await rows(phone, "drafts")).find(({ id }) => id === bad).ciphertext], [...row.ciphertext]);
  assert.deepEqual((await phone.drafts.all()).map(({ id }) => id).sort(), since.sort());
});

test("F31 free writing that goes on in a tab behind, after another has taken it in, is the same entry with all its words", async () => {
  const phone = await lockedDevice();
  const id = phone.drafts.newId();
  const put = (/** @type {string} */ text) => phone.drafts.put({ id, of: "free", at: MOMENT.now, body: { plain: freeEntry(text, MOMENT) } });
  await put("one");
  const two = await device({ name: phone.name });
  await two.unlock({ passphrase: PASSPHRASE });
  await put("one two");
  await until(() => !phone.vault.locked);
  await two.lock();
  await until(() => phone.vault.locked);
  await phone.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual((await phone.store.entries()).entries.map(({ row, plain }) => [row.id, plain.text]), [[id, "one two"]]);
  assert.deepEqual(await rows(phone, "drafts"), []);
});

test("F31 a keystroke that comes while its draft is being taken in is not taken out with it", async () => {
  const bodies = {
    free: (/** @type {string} */ text) => ({ plain: freeEntry(text, MOMENT) }),
    "exercise:FH3": (/** @type {string} */ text) => ({ answers: { word: text } }),
  };
  for (const [of, body] of Object.entries(bodies)) {
    const phone = await lockedDevice();
    const two = await device({ name: phone.name });
    const id = phone.drafts.newId();
    const put = (/** @type {string} */ text) => two.drafts.put({ id, of, at: MOMENT.now, body: body(text) });
    await put("one");
    let typed = false;
    // The other tab types while this one seals what it takes in.
    await faulty(SubtleCrypto.prototype, "encrypt", async (real, self, args) => {
      if (!typed && !phone.vault.locked) {
        typed = true;
        await put("one two");
      }
      return real.apply(self, args);
    }, () => phone.unlock({ passphrase: PASSPHRASE }));
    assert.ok(typed);
    const { entries } = await phone.store.entries();
    const drafts = await phone.drafts.all();
    assert.deepEqual([...entries.map(({ plain }) => plain.text), ...drafts.map((draft) => draft.body.answers.word)], ["one two"], of);
  }
});
