import assert from "node:assert/strict";
import test from "node:test";

import { bringIn, fromFile, NotOurFile, toFile } from "../../app/static/pocket/journal/file.js";
import { practised } from "../../app/static/pocket/journal/entry.js";
import { device, MOMENT, plainEntry, rows } from "./support/device.js";

/** An id of the form that ids have. @param {number} number */
const idOf = (number) => `${String(number).padStart(21, "0")}A`;

/** @param {number} number @param {import("../../app/static/pocket/journal/entry.js").Plain} plain */
const opened = (number, plain, deleted = false) => ({ row: { id: idOf(number), deleted }, plain });

/** The file of these records, as an object to be changed. @param {ReturnType<typeof opened>[]} records @param {{trash?: boolean}} [options] */
const fileOf = (records, options) => JSON.parse(toFile(records, options));

/** A file of `count` entries in which the last has been changed. @param {object} change */
const withLast = (change, count = 3) => {
  const file = fileOf(Array.from({ length: count }, (_, at) => opened(at, plainEntry(`line ${at}`))));
  Object.assign(file.entries[count - 1], change);
  return JSON.stringify(file);
};

/** @param {string} text @param {string} why @param {number | null} where @param {string} [what] */
const refused = (text, why, where, what) =>
  assert.throws(() => fromFile(text), (error) => {
    assert.ok(error instanceof NotOurFile, what);
    assert.deepEqual([error.why, error.where], [why, where], what);
    return true;
  });

/** @param {(file: any) => void} change */
async function changedFile(change) {
  const phone = await device();
  await phone.store.add(plainEntry("a line"));
  const file = JSON.parse(toFile((await phone.store.entries()).entries));
  change(file);
  return JSON.stringify(file);
}

test("entries carried across are the same entries, under the same ids", async () => {
  const [from, to] = [await device(), await device()];
  for (const text of ["one", "two  \n three", "🌙 <b>four</b>"]) await from.store.add(plainEntry(text));
  const text = toFile((await from.store.entries()).entries);
  assert.equal(await bringIn(to.store, text), 3);
  const plain = async (/** @type {import("./support/device.js").Device} */ each) =>
    (await each.store.entries()).entries.map(({ row, plain }) => ({ id: row.id, ...plain })).sort((a, b) => (a.id < b.id ? 1 : -1));
  assert.deepEqual(await plain(to), await plain(from));
});

test("bringing a file in twice adds nothing, and changes nothing that was edited since", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("first"));
  const text = toFile((await phone.store.entries()).entries);
  await phone.store.edit(row.id, (plain) => ({ ...plain, answers: { line: "edited" } }));
  assert.equal(await bringIn(phone.store, text), 0);
  assert.equal((await phone.store.get(row.id))?.plain.answers.line, "edited");
});

test("F29 a file cut off at any byte is refused", async () => {
  const text = await changedFile(() => {});
  for (let length = 0; length < text.length; length += 1) assert.throws(() => fromFile(text.slice(0, length)), NotOurFile);
});

test("a file that is not ours, or has one bad entry, changes nothing at all", async () => {
  const changes = [
    (/** @type {any} */ file) => (file.format = "other"),
    (/** @type {any} */ file) => (file.entries = {}),
    (/** @type {any} */ file) => file.entries.push(null),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], id: "short" }),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], schema: 2 }),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], kind: "practice" }),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], created: "soon" }),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], answers: { a: { b: { c: 1 } } } }),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], labels: { a: 1 } }),
    (/** @type {any} */ file) => file.entries.push({ ...file.entries[0], tags: "hope" }),
  ];
  for (const change of changes) {
    const phone = await device();
    await assert.rejects(bringIn(phone.store, await changedFile(change)), NotOurFile, String(change));
    assert.deepEqual(await rows(phone, "records"), []);
  }
});

test("an entry that was deleted here comes back from the person's own file, words and history", async () => {
  const phone = await device();
  const { row } = await phone.store.add(plainEntry("first"));
  const text = toFile((await phone.store.entries()).entries);
  await phone.store.remove(row.id);
  assert.equal(await bringIn(phone.store, text), 1);
  assert.equal((await phone.store.entries()).entries[0].plain.answers.line, "first");
  assert.equal((await rows(phone, "revisions")).length, 2);
});

test("a file with an entry that is too long for one item changes nothing at all", async () => {
  const phone = await device();
  const text = await changedFile((file) => file.entries.push({ ...file.entries[0], id: `${"B".repeat(21)}A`, text: "x".repeat(70_000) }));
  await assert.rejects(bringIn(phone.store, text));
  assert.deepEqual(await rows(phone, "records"), []);
});

test("ten thousand entries come back equal", (t) => {
  const plains = Array.from({ length: 10_000 }, (_, at) => plainEntry(`line ${at} \u{1f319} "quoted" \\ and\n\nmore `.repeat(5)));
  const start = performance.now();
  const text = toFile(plains.map((plain, at) => opened(at, plain)));
  const written = performance.now();
  const taken = fromFile(text);
  t.diagnostic(`${(text.length / 2 ** 20).toFixed(1)} MiB, written in ${Math.round(written - start)} ms, read in ${Math.round(performance.now() - written)} ms`);
  assert.deepEqual(taken, plains.map((plain, at) => ({ id: idOf(at), plain })));
  assert.equal(toFile(taken.map(({ id, plain }) => ({ row: { id }, plain }))), text);
});

test("many entries come in once: a second time nothing is added or written", async () => {
  const phone = await device();
  const text = toFile(Array.from({ length: 500 }, (_, at) => opened(at, plainEntry(`line ${at}`))));
  assert.equal(await bringIn(phone.store, text), 500);
  const before = await rows(phone, "records");
  assert.equal(await bringIn(phone.store, text), 0);
  assert.deepEqual(await rows(phone, "records"), before);
});

test("everything is in the file: cards, practice months, settings, kinds yet to come, and not the trash", async () => {
  const settings = { ...plainEntry(""), kind: /** @type {const} */ ("settings"), answers: { onThisDay: /** @type {any} */ (true) } };
  const all = [
    opened(1, plainEntry("an entry")),
    opened(2, { ...plainEntry("a card"), kind: "card" }),
    opened(3, practised(undefined, "FH2", MOMENT)),
    opened(4, settings),
    opened(5, { ...plainEntry(""), kind: /** @type {any} */ ("weather") }),
  ];
  const thrownAway = opened(6, plainEntry("gone"), true);
  const text = toFile([...all, thrownAway]);
  assert.deepEqual(fromFile(text), all.map(({ row, plain }) => ({ id: row.id, plain })));
  assert.doesNotMatch(text, /gone/);
  const phone = await device();
  assert.equal(await bringIn(phone.store, text), 2);
  assert.equal((await rows(phone, "records")).length, 5);
  assert.deepEqual((await phone.store.get(idOf(4)))?.plain, settings);
  assert.equal(await bringIn(phone.store, text), 0);
});

test("trash that was asked for stands apart, and does not come back by itself", () => {
  const file = fileOf([opened(1, plainEntry("here")), opened(2, plainEntry("gone"), true)], { trash: true });
  assert.equal(file.trash[0].answers.line, "gone");
  assert.deepEqual(fromFile(JSON.stringify(file)).map(({ id }) => id), [idOf(1)]);
});

test("F40 members that this version does not know survive; the revisions' history does not travel", () => {
  const plain = { ...plainEntry("a"), ancestors: [idOf(9)], weather: { sky: ["grey", { deep: null }] }, exercise: { id: "FH2", version: 1, more: 1 } };
  const file = fileOf([opened(1, plain)]);
  assert.equal("ancestors" in file.entries[0], false);
  assert.deepEqual(fromFile(JSON.stringify({ ...file, later: 1 }))[0].plain, { ...plain, ancestors: [] });
});

test("whatever is in the journal, the file that it gives out is taken back", () => {
  const strange = [
    opened(1, plainEntry("a\0b \ud800 c \udfff\ud83d \u{1f319} \\u0000 \\ud800 \\\\ud800")),
    opened(2, /** @type {any} */ ({ ...plainEntry("b"), tags: null })),
    opened(3, /** @type {any} */ ({ ...plainEntry("c"), id: "its own" })),
  ];
  const text = toFile(strange);
  const taken = fromFile(text);
  assert.deepEqual(taken.map(({ id }) => id), [idOf(1), idOf(3)]);
  assert.equal(taken[0].plain.answers.line, "a\ufffdb \ufffd c \ufffd\ufffd \u{1f319} \\u0000 \\ud800 \\\\ud800");
  assert.deepEqual(JSON.parse(text).aside.map((/** @type {any} */ { id }) => id), [idOf(2)]);
});

test("F29 F55 a file cut off at any of 200 bytes is refused, and nothing is changed", async () => {
  const phone = await device();
  await phone.store.add(plainEntry("already here"));
  const before = await rows(phone, "records");
  const whole = new TextEncoder().encode(toFile(Array.from({ length: 50 }, (_, at) => opened(at, plainEntry(`\u{1f319} é line ${at}`)))));
  for (let cut = 0; cut < 200; cut += 1) {
    const text = new TextDecoder().decode(whole.subarray(0, Math.floor((whole.length * cut) / 200)));
    await assert.rejects(bringIn(phone.store, text), { why: "not-json", where: null });
  }
  assert.deepEqual(await rows(phone, "records"), before);
  assert.equal(await bringIn(phone.store, new TextDecoder().decode(whole)), 50);
});

test("F55 a refusal says where, and why", () => {
  for (const text of ["", "<html>", "\ud800", "{}{}"]) refused(text, "not-json", null, text);
  for (const text of ["null", "[]", "{}", "7", '"x"', '{"format":1}']) refused(text, "format", null, text);
  const file = fileOf([opened(1, plainEntry("a"))]);
  for (const change of [{ format: "between-visits/v0/entries" }, { entries: {} }, { records: {} }, { records: null }]) {
    refused(JSON.stringify({ ...file, ...change }), "format", null, JSON.stringify(change));
  }
  for (const format of ["between-visits/v2/entries", "between-visits/v10/entries"]) refused(JSON.stringify({ format }), "newer", null);
  refused(withLast({ schema: 2 }), "newer", 3);
  refused(withLast({ text: "x".repeat(65_535) }), "too-large", 3);
  refused(JSON.stringify({ ...file, records: [{ ...file.entries[0], id: idOf(2) }] }), "entry", 2, "an entry among the records");
  refused(JSON.stringify({ ...file, records: [{ ...file.entries[0], kind: "practice" }] }), "entry", 2, "an id twice");
  refused(JSON.stringify({ ...file, records: [{ ...file.entries[0], id: idOf(2), kind: "practice", answers: { a: 1 } }] }), "entry", 2);
  refused(withLast({ id: idOf(0) }), "entry", 3, "an id twice");
});

test("F55 an entry that is not as ours are is refused with its place", () => {
  let deep = "1";
  for (let level = 0; level < 30; level += 1) deep = level % 2 ? `[${deep}]` : `{"a":${deep}}`;
  const wrong = [
    ...["a\0", "\ud800", "\udc00 x", "x \ud83d"].flatMap((text) => [{ text }, { title: text }, { tags: [text] }, { later: [text] }, { answers: { [text]: "" } }]),
    ...["2026-02-30", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00", "2025-02-29"].map((day) => ({ created: `${day}T08:00:00.000Z` })),
    ...["2026-11-23", "2026-11-23T08:00:00", "2026-11-23T24:00:00Z", "2026-11-23T08:00:00+01:00", "+12026-11-23T08:00:00Z", 5, null].map((created) => ({ created })),
    ...[{ zone: "x".repeat(65) }, { zone: null }, { labels: null }, { title: null }, { ancestors: null }, { exercise: undefined }, { later: JSON.parse(deep) }],
    ...["practice", "settings", "weather", "__proto__", null].map((kind) => ({ kind })),
    ...["short", "../".repeat(7) + "A", idOf(7).replace("A", "B"), [idOf(7)], null].map((id) => ({ id })),
  ];
  for (const change of wrong) refused(withLast(change), "entry", 3, JSON.stringify(change));
  refused(withLast({ later: 1 }).replace('"later":1', '"later":1e999'), "entry", 3);
  refused(withLast({ later: 1 }).replace('"later":1', `"later":${"[".repeat(100_000)}${"]".repeat(100_000)}`), "entry", 3);
  for (const created of ["2024-02-29T08:00:00.000Z", "2026-12-31T23:59:59Z"]) assert.equal(fromFile(withLast({ created })).length, 3);
});

test("F55 limits: what is just within them is taken, and one more is refused", () => {
  const [{ plain }] = fromFile(withLast({ text: "" }, 1));
  const room = 65_535 - JSON.stringify(plain).length;
  assert.equal(fromFile(withLast({ text: `${"x".repeat(room - 3)}…` }, 1)).length, 1);
  refused(withLast({ text: `${"x".repeat(room - 2)}…` }, 1), "too-large", 1);
  const { entries: [entry], ...file } = fileOf([opened(1, plainEntry("a"))]);
  const entries = Array.from({ length: 50_000 }, (_, at) => ({ ...entry, id: idOf(at) }));
  assert.equal(fromFile(JSON.stringify({ ...file, entries })).length, 50_000);
  refused(JSON.stringify({ ...file, entries, records: [{}] }), "too-large", null);
  const empty = JSON.stringify({ ...file, entries: [] });
  assert.deepEqual(fromFile(empty.padEnd(64 * 2 ** 20)), []);
  refused(empty.padEnd(64 * 2 ** 20 + 1), "too-large", null);
  refused(JSON.stringify({ ...file, entries: [], later: "…".repeat((64 * 2 ** 20) / 3) }), "too-large", null, "bytes, not letters");
});

test("F55 names that mean something to JavaScript are names like any other", async () => {
  const text = withLast({ answers: 1, labels: 1, later: 1 }, 1)
    .replace('"answers":1', '"answers":{"__proto__":"p","constructor":"c","toString":["t"]}')
    .replace('"labels":1', '"labels":{"__proto__":"P","constructor":"C"}')
    .replace('"later":1', '"__proto__":{"polluted":true,"kind":"practice"},"constructor":{"prototype":{"polluted":true}}');
  const phone = await device();
  assert.equal(await bringIn(phone.store, text), 1);
  const { entries } = await phone.store.entries();
  assert.deepEqual(Object.entries(entries[0].plain.answers), [["__proto__", "p"], ["constructor", "c"], ["toString", ["t"]]]);
  assert.equal(Object.getPrototypeOf(entries[0].plain), Object.prototype);
  assert.equal(/** @type {any} */ ({}).polluted, undefined);
  assert.deepEqual(JSON.parse(toFile(entries)), JSON.parse(JSON.stringify({ ...JSON.parse(text), records: [] })));
});

test("F55 a day or a time of editing that there is not is refused, with its place", () => {
  for (const change of [{ day: "soon" }, { day: "2026-02-30" }, { day: 7 }, { edited: "soon" }, { edited: null }]) {
    refused(withLast(change), "entry", 3, JSON.stringify(change));
  }
  assert.doesNotThrow(() => fromFile(withLast({ day: "2026-11-20", edited: MOMENT.now })));
});
