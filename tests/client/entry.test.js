import assert from "node:assert/strict";
import test from "node:test";

import { ancestorsOf, entryFrom, firstWords, inWords, lines, monthOf, practised, withEdits, wordsBefore } from "../../app/static/pocket/journal/entry.js";
import { MOMENT, plainEntry } from "./support/device.js";

const scaled = (/** @type {number} */ place) => `${place} of 5`;

test("an entry is PROTOCOL.md's plaintext, with labels and title beside it", () => {
  const exercise = { id: "SA1", version: 1, title: "Before the next door", skill: "self-awareness" };
  assert.deepEqual(entryFrom(exercise, { carrying: "Worry" }, { carrying: "Carrying in" }, MOMENT), {
    schema: 1,
    kind: "entry",
    created: MOMENT.now,
    zone: "Europe/London",
    exercise: { id: "SA1", version: 1 },
    answers: { carrying: "Worry" },
    text: "",
    tags: ["self-awareness"],
    marks: [],
    ancestors: [],
    title: "Before the next door",
    labels: { carrying: "Carrying in" },
  });
});

test("every kind of answer is said in words", () => {
  assert.deepEqual(inWords("a\nb", scaled), ["a\nb"]);
  assert.deepEqual(inWords(4, scaled), ["4 of 5"]);
  assert.deepEqual(inWords(["rota", " ", "kit"], scaled), ["rota", "kit"]);
  assert.deepEqual(inWords({ rota: "Not mine" }, scaled), ["rota: Not mine"]);
});

test("an answer without a label is shown by its step, never dropped", () => {
  const entry = { ...plainEntry("x"), answers: { line: "x", other: "y" } };
  assert.deepEqual(lines(entry, scaled).map(({ label }) => label), ["Line", "other"]);
});

test("the first words of an entry are one line of at most 80 letters, whole letters all", () => {
  const entry = plainEntry("🌙".repeat(81));
  assert.equal(firstWords(entry, scaled), `${"🌙".repeat(80)}…`);
  assert.equal(firstWords(plainEntry(" two \n lines "), scaled).trim(), "two lines");
  assert.equal(firstWords({ ...plainEntry(""), answers: {} }, scaled), "");
});

test("practices are times by exercise, so that two devices' months merge as sets", () => {
  const first = practised(undefined, "SA1", MOMENT);
  const second = practised(first, "BN1", { ...MOMENT, now: "2026-11-23T09:00:00.000Z" });
  assert.equal(second.kind, "practice");
  assert.deepEqual(Object.values(second.answers), ["SA1", "BN1"]);
  assert.deepEqual(Object.values(first.answers), ["SA1"], "the record before is not changed");
  assert.equal(monthOf(MOMENT.now), "2026-11");
});

test("ancestors are nearest first and 20 at most", () => {
  assert.deepEqual(ancestorsOf([null], []), []);
  assert.deepEqual(ancestorsOf(["p"], ["g"]), ["p", "g"]);
  assert.equal(ancestorsOf(["p"], Array.from({ length: 20 }, (_, at) => String(at))).length, 20);
});

test("an edit writes what was changed, and leaves alone what another tab changed", () => {
  const base = { a: "one", b: "two" };
  const theirs = { ...plainEntry(""), answers: { a: "one, longer", b: "two" } };
  assert.deepEqual(withEdits(theirs, base, { a: "one", b: "two, longer" }).answers, { a: "one, longer", b: "two, longer" });
});

test("two edits of one answer both stay, and the same edit twice is one", () => {
  const head = { ...plainEntry(""), answers: { a: "theirs", list: ["x", "theirs"] } };
  const edited = withEdits(head, { a: "was", list: ["x"] }, { a: "mine", list: ["x", "mine"] });
  assert.deepEqual(edited.answers, { a: "theirs\n\nmine", list: ["x", "theirs", "mine"] });
  assert.deepEqual(withEdits(head, { a: "was" }, { a: "theirs" }).answers, head.answers);
});

test("an answer that an edit emptied is emptied", () => {
  const head = { ...plainEntry(""), answers: { a: "one" } };
  assert.deepEqual(withEdits(head, { a: "one" }, { a: "" }).answers, { a: "" });
});

test("F41 what is not as this app writes it is passed over, and the rest is said", () => {
  const bare = /** @type {any} */ ({ schema: 1, kind: "entry" });
  assert.deepEqual(lines(bare, scaled), []);
  assert.equal(firstWords(bare, scaled), "");
  const odd = { ...bare, text: 7, labels: null, answers: { a: null, b: [1, "b", null], c: { one: "two", three: {} }, d: "d" } };
  assert.deepEqual(lines(odd, scaled).map(({ words }) => words), [[], ["b"], ["one: two"], ["d"]]);
});

test("an older version is listed where its words are others, at the time when they were written", () => {
  const at = (/** @type {string} */ line, /** @type {string} */ edited, marks = [""]) => ({ plain: { ...plainEntry(line), edited, marks } });
  const versions = [at("tea", "5", ["supervision"]), at("coffee", "4", ["supervision"]), at("coffee", "3"), at("tea", "2"), at("tea", "1")];
  const listed = wordsBefore({ ...plainEntry("tea"), day: "2026-01-15" }, versions);
  assert.deepEqual(listed.map(({ plain }) => [plain.answers.line, plain.edited]), [["coffee", "3"], ["tea", "1"]]);
  assert.deepEqual(wordsBefore(plainEntry("tea"), [at("tea", "1")]), []);
});
