import assert from "node:assert/strict";
import test from "node:test";

import { createAutosave } from "../../app/static/pocket/journal/drafts.js";
import { device, rows } from "./support/device.js";

const DAY = 24 * 60 * 60 * 1000;
const WRITTEN = Date.parse("2026-11-23T08:00:00.000Z");

/** @param {import("./support/device.js").Device} phone @param {string} of @param {number} at @param {unknown} body */
async function write(phone, of, at, body) {
  const id = phone.drafts.newId();
  await phone.drafts.put({ id, of, at: new Date(at).toISOString(), body });
  return id;
}

test("a draft comes back as it was written", async () => {
  const phone = await device();
  await write(phone, "exercise:SA1", WRITTEN, { answers: { word: "zwölf 🌙" } });
  assert.deepEqual((await phone.drafts.find("exercise:SA1", WRITTEN))?.body, { answers: { word: "zwölf 🌙" } });
  assert.equal(await phone.drafts.find("exercise:BN1", WRITTEN), undefined);
});

test("the newest of two drafts of one thing is offered first", async () => {
  const phone = await device();
  await write(phone, "exercise:SA1", WRITTEN, "old");
  await write(phone, "exercise:SA1", WRITTEN + 1, "new");
  assert.equal((await phone.drafts.find("exercise:SA1", WRITTEN + 2))?.body, "new");
});

test("a draft is offered for 14 days, and a clock that jumps deletes nothing", async () => {
  const phone = await device();
  await write(phone, "exercise:SA1", WRITTEN, "words");
  assert.equal((await phone.drafts.offered(WRITTEN + 14 * DAY - 1)).length, 1);
  assert.equal((await phone.drafts.offered(WRITTEN + 14 * DAY)).length, 0);
  assert.equal((await rows(phone, "drafts")).length, 1);
  assert.equal((await phone.drafts.offered(WRITTEN - 3650 * DAY)).length, 1);
});

test("a draft put in another's place does not open, and the others do", async () => {
  const phone = await device();
  const id = await write(phone, "exercise:SA1", WRITTEN, "words");
  await write(phone, "exercise:BN1", WRITTEN, "other");
  const [row] = (await rows(phone, "drafts")).filter((each) => each.id === id);
  await phone.db.write(["drafts"], async (tx) => {
    await tx.objectStore("drafts").delete(id);
    await tx.objectStore("drafts").put({ ...row, id: phone.drafts.newId() });
  });
  assert.deepEqual((await phone.drafts.offered(WRITTEN)).map(({ body }) => body), ["other"]);
});

test("autosave writes one at a time, skips what was overtaken, and ends with the last", async () => {
  /** @type {number[]} */
  const saved = [];
  let under = 0;
  const autosave = createAutosave(async (/** @type {number} */ value) => {
    assert.equal((under += 1), 1, "one write at a time");
    await new Promise((resolve) => setTimeout(resolve, 5));
    saved.push(value);
    under -= 1;
  }, (error) => assert.fail(String(error)));
  for (let value = 1; value <= 50; value += 1) autosave.put(value);
  assert.equal(await autosave.settled(), true);
  assert.deepEqual([saved[0], saved.at(-1)], [1, 50]);
  assert.ok(saved.length < 5, `${saved.length} writes`);
});

test("F31 a letter typed in the moment in which a save ends is saved too", async () => {
  for (let steps = 0; steps < 12; steps += 1) {
    /** @type {string[]} */
    const saved = [];
    const autosave = createAutosave(async (/** @type {string} */ value) => saved.push(value), (error) => assert.fail(String(error)));
    autosave.put("a");
    for (let step = 0; step < steps; step += 1) await null;
    autosave.put("b");
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(saved.at(-1), "b", `after ${steps} turns`);
    assert.equal(await autosave.settled(), true);
  }
});

test("what was dropped while it was being saved, and failed, is not waiting afterwards", async () => {
  const autosave = createAutosave(async () => Promise.reject(new Error("full")), () => {});
  autosave.put("words that were put aside");
  await autosave.drop();
  assert.equal(await autosave.settled(), true);
});

test("F24 a save that fails is told, is kept, and goes with the next try", async () => {
  /** @type {string[]} */
  const saved = [];
  /** @type {unknown[]} */
  const told = [];
  let broken = true;
  const autosave = createAutosave(
    async (/** @type {string} */ value) => {
      if (broken) throw new Error("full");
      saved.push(value);
    },
    (error) => told.push(error),
  );
  await autosave.put("words");
  assert.equal(await autosave.settled(), false);
  assert.equal(told.length, 1);
  broken = false;
  await autosave.put("words and more");
  assert.equal(await autosave.settled(), true);
  assert.deepEqual(saved, ["words and more"]);
});
