import assert from "node:assert/strict";
import test from "node:test";

import { cardsOf, withWritten } from "../../app/static/pocket/journal/cards.js";
import { withEdits } from "../../app/static/pocket/journal/entry.js";
import { device, plainEntry, rows } from "./support/device.js";

const PASSPHRASE = "lantern orchard pebble wren";
const LABELS = { people: "On my map", gives: "What I get from each", contact: "One to contact" };

/**
 * @param {Record<string, import("../../app/static/pocket/journal/entry.js").Answer>} answers @param {string} [id]
 * @returns {import("../../app/static/pocket/journal/entry.js").Plain}
 */
const card = (answers, id = "RS1") => ({ ...plainEntry(""), kind: "card", exercise: { id, version: 1 }, title: "Support map", answers, labels: LABELS });

/** @param {import("./support/device.js").Device} phone @param {string} [id] */
const cards = async (phone, id = "RS1") => cardsOf((await phone.store.entries()).entries, id);

/** @param {import("./support/device.js").Device} phone */
const answers = async (phone) => (await cards(phone)).map(({ plain }) => plain.answers);

test("a card that was gone on with is edited, and the card as it was is in its history", async () => {
  const phone = await device();
  const before = { people: ["AB", "CD"], gives: { AB: "Trust" }, contact: "AB" };
  await phone.keepCard(card(before));
  const [{ row, plain }] = await cards(phone);
  await phone.keepCard(card({ people: ["AB", "EF"], gives: { AB: "Reassurance", EF: "Trust" } }), { id: row.id, base: plain.answers });
  assert.deepEqual(await answers(phone), [{ people: ["AB", "EF"], gives: { AB: "Reassurance", EF: "Trust" } }]);
  assert.deepEqual((await phone.store.history(row.id)).map((older) => older.plain.answers), [before]);
});

test("a card begun with empty lines joins the one there is, and every line of both stays", async () => {
  const phone = await device();
  await phone.keepCard(card({ people: ["AB", "CD"], gives: { AB: "Trust", CD: "Not sure" }, contact: "AB" }));
  await phone.keepCard(card({ people: ["CD", "EF"], gives: { CD: "Reassurance", EF: "Trust" }, contact: "EF" }));
  assert.deepEqual(await answers(phone), [
    { people: ["AB", "CD", "EF"], gives: { AB: "Trust", CD: "Not sure, Reassurance", EF: "Trust" }, contact: "AB\n\nEF" },
  ]);
});

test("cards of different exercises are apart, and an entry of the same exercise is no card", async () => {
  const phone = await device();
  await phone.store.add({ ...card({ contact: "an entry" }), kind: "entry" });
  await phone.keepCard(card({ body: ["jaw"] }, "SA5"));
  await phone.keepCard(card({ people: ["AB"] }));
  assert.deepEqual((await cards(phone, "SA5")).map(({ plain }) => plain.answers), [{ body: ["jaw"] }]);
  assert.deepEqual(await answers(phone), [{ people: ["AB"] }]);
  assert.equal((await phone.store.entries()).entries.length, 3);
});

test("what is kept on a shelf is one more card each time", async () => {
  const phone = await device();
  await phone.keep(card({ time: "the first" }, "FH5"));
  await phone.keep(card({ time: "the second" }, "FH5"));
  assert.deepEqual((await cards(phone, "FH5")).map(({ plain }) => plain.answers.time).sort(), ["the first", "the second"]);
});

test("a card that was deleted while it was being edited stays deleted, and the words are kept whole", async () => {
  const phone = await device();
  await phone.keepCard(card({ people: ["AB"], contact: "AB" }));
  const [{ row, plain }] = await cards(phone);
  await phone.store.remove(row.id);
  await phone.keepCard(card({ people: ["AB", "CD"], contact: "AB" }), { id: row.id, base: plain.answers });
  assert.deepEqual(await answers(phone), [{ people: ["AB", "CD"], contact: "AB" }]);
  assert.equal((await phone.store.get(row.id))?.row.deleted, true);
});

test("a draft goes in the transaction that keeps its card, the first time and when it is edited", async () => {
  const phone = await device();
  for (const people of [["AB"], ["CD"]]) {
    const draft = phone.drafts.newId();
    await phone.drafts.put({ id: draft, of: "exercise:RS1", at: "2026-11-23T08:00:00.000Z", body: {} });
    await phone.keepCard(card({ people }), undefined, { draft });
    assert.deepEqual(await rows(phone, "drafts"), []);
  }
  assert.deepEqual(await answers(phone), [{ people: ["AB", "CD"] }]);
});

test("F48 a card kept while locked joins the one there is at unlock: no line of either is lost, and no second card is made", async () => {
  const phone = await device();
  await phone.keepCard(card({ people: ["AB"], gives: { AB: "Trust" }, contact: "AB" }));
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  await phone.keepCard(card({ people: ["CD"], gives: { CD: "Reassurance" } }));
  await phone.keepCard(card({ people: ["EF"], contact: "EF" }));
  assert.equal((await rows(phone, "letters")).length, 2);
  assert.equal((await rows(phone, "records")).length, 1);
  await phone.unlock({ passphrase: PASSPHRASE });
  const joined = { people: ["AB", "CD", "EF"], gives: { AB: "Trust", CD: "Reassurance" }, contact: "AB\n\nEF" };
  assert.deepEqual(await answers(phone), [joined]);
  assert.deepEqual(await rows(phone, "letters"), []);
  const [{ row }] = await cards(phone);
  assert.deepEqual((await phone.store.history(row.id)).at(-1)?.plain.answers, { people: ["AB"], gives: { AB: "Trust" }, contact: "AB" });
});

test("two cards of a kind that were kept while locked, with none there before, come in as one", async () => {
  const phone = await device();
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  await phone.keepCard(card({ people: ["AB"] }));
  await phone.keepCard(card({ people: ["CD"] }));
  await phone.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual(await answers(phone), [{ people: ["AB", "CD"] }]);
});

test("F21 a card in the letterbox that comes again after a kill changes nothing", async () => {
  const phone = await device();
  await phone.keepCard(card({ people: ["AB"], contact: "AB" }));
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  await phone.keepCard(card({ people: ["CD"], contact: "CD" }));
  const letters = await rows(phone, "letters");
  await phone.unlock({ passphrase: PASSPHRASE });
  const once = await answers(phone);
  await phone.db.write(["letters"], (tx) => tx.objectStore("letters").put(letters[0]));
  await phone.lock();
  await phone.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual(await answers(phone), once);
  assert.deepEqual(await rows(phone, "letters"), []);
});

test("two cards that are too long to be one stay two, and the journal opens", async () => {
  const phone = await device();
  const long = (/** @type {string} */ letter) => letter.repeat(40_000);
  await phone.keepCard(card({ contact: long("a") }));
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  await phone.keepCard(card({ contact: long("b") }));
  await phone.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual((await answers(phone)).map(({ contact }) => contact).sort(), [long("a"), long("b")]);
  assert.deepEqual(await rows(phone, "letters"), []);
});

test("an edit of a card that has grown too long for it meanwhile is a card of its own, since a letter must come in", async () => {
  const phone = await device();
  await phone.keepCard(card({ contact: "AB" }));
  const [{ row, plain }] = await cards(phone);
  await phone.setLock(PASSPHRASE);
  await phone.store.edit(row.id, (was) => ({ ...was, answers: { contact: "a".repeat(40_000) } }));
  await phone.lock();
  await phone.keepCard(card({ contact: "b".repeat(40_000) }), { id: row.id, base: plain.answers });
  assert.equal(await phone.unlock({ passphrase: PASSPHRASE }), 0);
  assert.equal((await cards(phone)).length, 2);
});

test("an edit of a card whose Keep met the lock is an edit at unlock, not a second card", async () => {
  const phone = await device();
  await phone.keepCard(card({ people: ["AB", "CD"], contact: "AB" }));
  const [{ row, plain }] = await cards(phone);
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  await phone.keepCard(card({ people: ["CD"] }), { id: row.id, base: plain.answers });
  await phone.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual(await answers(phone), [{ people: ["CD"] }]);
});

test("an answer that comes later stands in its step's place, and a step that the exercise has lost keeps its name", () => {
  const was = { ...card({ contact: "AB", old: "kept" }), labels: { old: "An older step" } };
  const joined = withWritten(was, card({ people: ["AB"] }), {});
  assert.deepEqual(Object.keys(joined.answers), ["people", "contact", "old"]);
  assert.deepEqual(joined.labels, { ...LABELS, old: "An older step" });
});

test("an edit of one person's line leaves alone what another tab chose for somebody else", () => {
  const base = { gives: { AB: "Trust", CD: "Not sure", EF: "Trust" } };
  const theirs = card({ gives: { AB: "Reassurance", CD: "Not sure", GH: "Trust" } });
  const edited = withEdits(theirs, base, { gives: { AB: "Trust", CD: "Reassurance", EF: "Trust", "toString": "Trust" } });
  assert.deepEqual(edited.answers.gives, { AB: "Reassurance", CD: "Reassurance", GH: "Trust", "toString": "Trust" });
  const both = withEdits(theirs, base, { gives: { CD: "Not sure", EF: "Trust", AB: "Someone to learn from" } });
  assert.deepEqual(both.answers.gives, { AB: "Reassurance, Someone to learn from", CD: "Not sure", GH: "Trust" });
});

test("the page that was brought goes to the trash: the newest, and it can be put back", async () => {
  const phone = await device();
  const page = (/** @type {string} */ now) => ({ ...plainEntry("page", now), exercise: { id: "XC4", version: 1 } });
  await phone.keep(page("2026-11-01T08:00:00.000Z"));
  await phone.keep(page("2026-11-23T08:00:00.000Z"));
  const id = await phone.deleteNewest("XC4");
  assert.deepEqual((await phone.store.entries()).entries.map(({ plain }) => plain.created), ["2026-11-01T08:00:00.000Z"]);
  assert.deepEqual((await phone.trash.list()).map(({ opened }) => opened.row.id), [id]);
  await phone.store.restore(id ?? "");
  assert.equal((await phone.store.entries()).entries.length, 2);
  assert.equal(await phone.deleteNewest("XC99"), null);
});

test("a page that was to go while locked goes at unlock, and one that is not there holds nothing up", async () => {
  const phone = await device();
  await phone.keep({ ...plainEntry("page"), exercise: { id: "XC4", version: 1 } });
  await phone.setLock(PASSPHRASE);
  await phone.lock();
  assert.equal(await phone.deleteNewest("XC4"), null);
  assert.equal(await phone.deleteNewest("XC4"), null);
  await phone.keep(plainEntry("after it"));
  await phone.unlock({ passphrase: PASSPHRASE });
  assert.deepEqual((await phone.store.entries()).entries.map(({ plain }) => plain.answers.line), ["after it"]);
  assert.equal((await phone.trash.list()).length, 1);
  assert.deepEqual(await rows(phone, "letters"), []);
});
