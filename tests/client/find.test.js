import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { daysOf } from "../../app/static/pocket/journal/days.js";
import { createIndex, facets, SKILLS } from "../../app/static/pocket/journal/find.js";
import { plainEntry } from "./support/device.js";

/** @typedef {import("../../app/static/pocket/journal/record.js").Shown} Opened */

let made = 0;

/** An entry as the store gives it; the later it is made here, the earlier it was written. @param {any} [members] @returns {Opened} */
function entry(members = {}, row = {}) {
  made += 1;
  const created = new Date(Date.UTC(2026, 10, 23) - made * 60_000).toISOString();
  const id = `id-${String(made).padStart(6, "0")}`;
  return /** @type {any} */ ({ row: { id, deleted: false, ...row }, plain: { ...plainEntry("", created), ...members } });
}

/** @param {string} line */
const said = (line) => entry({ answers: { line } });

/** What a query finds, by place in the list. @param {Opened[]} opened @param {string} query @param {any} [filters] */
const found = (opened, query, filters) => createIndex(opened).search(query, filters).map((each) => opened.indexOf(each));

/** @param {Opened[]} opened */
const ids = (opened) => opened.map(({ row }) => row.id);

const RANDOM = 16807; // Lehmer's multiplier: the same journal on every run

/** @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (state * RANDOM) % 2147483647;
    return state % below;
  };
}

test("every word has to be there, in any order and as a part of a longer one", () => {
  const opened = [said("Tea with the new student"), said("The student's first visit"), said("Tea alone")];
  assert.deepEqual(found(opened, "stud tea"), [0]);
  assert.deepEqual(found(opened, "TEA"), [0, 2]);
  assert.deepEqual(found(opened, "coffee"), []);
});

test("words in quotes have to stand together, whichever quotes the phone types", () => {
  const opened = [said("a cup of  tea\nat last"), said("tea, then a cup"), said("he said “at last”")];
  assert.deepEqual(found(opened, '"cup of tea"'), [0]);
  assert.deepEqual(found(opened, "“tea at”"), [0], "a line break stands between words like a space");
  assert.deepEqual(found(opened, '"of tea" cup'), [0]);
  assert.deepEqual(found(opened, '"a cup'), [0, 1], "while the phrase is typed");
  assert.deepEqual(found(opened, "„at last“"), [0, 2]);
});

test("a phrase does not run from one answer into the next", () => {
  assert.deepEqual(found([entry({ answers: { first: "cup of", second: "tea" } })], '"of tea"'), []);
});

test("case, accents and the shape of an apostrophe make no difference, composed or not", () => {
  const opened = [said("Zoë’s café".normalize("NFC")), said("Zoë's CAFÉ".normalize("NFD")), said("Łódź, ﬁnally")];
  for (const query of ["zoe's cafe", "ZOË‘S", "café".normalize("NFD"), "café".normalize("NFC"), "zoe´s"]) {
    assert.deepEqual(found(opened, query), [0, 1], query);
  }
  assert.deepEqual(found(opened, "łodz final"), [2]);
  assert.deepEqual(found([said("İstanbul"), said("over\u00adtime")], "istanbul"), [0]);
  assert.deepEqual(found([said("İstanbul"), said("over\u00adtime")], "overtime"), [1]);
});

test("an emoji is a word like any other", () => {
  const opened = [said("home 🌙"), said("thanks 👍🏽"), said("☕️ at last")];
  assert.deepEqual(found(opened, "🌙"), [0]);
  assert.deepEqual(found(opened, "👍"), [1]);
  assert.deepEqual(found(opened, "☕"), [2], "with or without the sign that asks for its colours");
});

test("a query without a word finds everything, and so does a journal without an entry find nothing", () => {
  const opened = [said("one"), entry({ answers: {} })];
  for (const query of ["", "  ", '"', '""', "\u0301"]) assert.deepEqual(found(opened, query), [0, 1], JSON.stringify(query));
  assert.deepEqual(createIndex([]).search("one"), []);
});

test("title, text, tags, lists and sorted lines are searched; labels, steps and places on a scale are not", () => {
  const answers = { worries: ["rota", "kit"], sorted: { parking: "Not mine" }, threat: 4 };
  const opened = [entry({ title: "Circle of control", text: "Rain all day", tags: ["acceptance"], answers, labels: { worries: "Label" } })];
  for (const query of ["circle", "rain", "acceptance", "rota", "kit", "parking", "not mine"]) assert.deepEqual(found(opened, query), [0], query);
  for (const query of ["label", "worries", "sorted", "threat", "4"]) assert.deepEqual(found(opened, query), [], query);
});

test("each filter holds by itself and with the others; an empty one asks for nothing", () => {
  const opened = [
    entry({ tags: ["hope", "mum"], marks: ["supervision"], day: "2026-11-02" }),
    entry({ tags: ["now"], kind: "card", exercise: { id: "SA5", version: 1 } }),
    entry({ tags: ["hope"], exercise: null, created: "2026-10-05T09:00:00.000Z" }),
  ];
  assert.deepEqual(found(opened, "", { skill: "hope" }), [0, 2]);
  assert.deepEqual(found(opened, "", { tag: "mum" }), [0]);
  assert.deepEqual(found(opened, "", { kind: "card" }), [1]);
  assert.deepEqual(found(opened, "", { mark: "supervision" }), [0]);
  assert.deepEqual(found(opened, "", { exercise: "SA5" }), [1]);
  assert.deepEqual(found(opened, "", { day: "2026-11-02" }), [0]);
  assert.deepEqual(found(opened, "", { month: "2026-10" }), [2]);
  assert.deepEqual(found(opened, "", { skill: "hope", month: "2026-10" }), [2]);
  assert.deepEqual(found(opened, "", { skill: "hope", kind: "card" }), []);
  assert.deepEqual(found(opened, "", { skill: "", tag: undefined }), [0, 1, 2]);
  assert.deepEqual(found(opened, "mum", { skill: "hope" }), [0]);
});

test("a search typed, changed and taken back letter by letter finds what each query finds by itself", () => {
  const random = randomFrom(7);
  const words = ["tea", "team", "steam", "a cup", "café", "Mum’s", "rota", "eat"];
  const opened = Array.from({ length: 200 }, () => entry({ answers: { line: `${words[random(8)]} ${words[random(8)]}` }, tags: [SKILLS[random(3)]] }));
  const index = createIndex(opened);
  for (let round = 0; round < 60; round += 1) {
    const whole = [words[random(8)], `"${words[random(8)]} ${words[random(8)]}"`, `${words[random(8)]} ${words[random(8)]}`][random(3)];
    for (let length = 0; length <= 2 * whole.length; length += 1) {
      const query = whole.slice(0, length <= whole.length ? length : 2 * whole.length - length);
      const filters = random(4) ? {} : { skill: SKILLS[random(3)] };
      assert.deepEqual(ids(index.search(query, filters)), ids(createIndex(opened).search(query, filters)), query);
    }
  }
});

test("a query that goes on from the last one looks at the last hits alone", () => {
  const index = createIndex([said("tea"), said("rota")]);
  index.search("te");
  const other = said("x");
  let looked = 0;
  Object.defineProperty(other.plain, "text", { get: () => `tea ${(looked += 1)}` });
  const among = createIndex([other, said("rota")]);
  among.search("rot");
  assert.equal(looked, 1);
  const reads = { tags: 0 };
  Object.defineProperty(other.plain, "tags", { get: () => (reads.tags += 1) && [] });
  among.search("rota", { skill: "hope" });
  assert.equal(reads.tags, 1, "other filters: everything is looked at again");
  among.search("tea", { skill: "hope" });
  assert.equal(reads.tags, 2, "other words: everything is looked at again");
  among.search("teas", { skill: "hope" });
  assert.equal(reads.tags, 2, "the same and more: the hits alone");
});

test("results stand newest first, in whatever order the entries came", () => {
  const opened = [said("a1"), said("a2"), said("a3")];
  assert.deepEqual(ids(createIndex([opened[2], opened[0], opened[1]]).search("a")), ids(opened));
});

test("an index that is kept up to date is as one built anew", () => {
  const random = randomFrom(11);
  /** @type {Map<string, Opened>} */
  const journal = new Map(Array.from({ length: 30 }, () => said("tea")).map((each) => [each.row.id, each]));
  const index = createIndex([...journal.values()]);
  for (let turn = 0; turn < 400; turn += 1) {
    const known = [...journal.values()][random(journal.size)];
    const created = random(3) ? known.plain.created : `2026-11-${10 + random(15)}T08:00:00.000Z`;
    const members = { created, answers: { line: random(2) ? "tea" : "rota" } };
    const next = random(3) ? entry(members, { id: known.row.id, deleted: random(5) === 0 }) : entry(members);
    if (random(6) === 0 && journal.size > 5) {
      journal.delete(known.row.id);
      index.remove(known.row.id);
    } else {
      index.put(next);
      if (next.row.deleted) journal.delete(next.row.id);
      else journal.set(next.row.id, next);
    }
    assert.deepEqual(index.search("tea"), createIndex([...journal.values()]).search("tea"));
    assert.deepEqual(index.search(""), createIndex([...journal.values()]).search(""));
  }
  index.remove("no such entry");
});

test("what was deleted is not found", () => {
  assert.deepEqual(found([entry({ text: "tea" }, { deleted: true }), said("tea")], "tea"), [1]);
});

test("members of a strange shape are passed over, and the rest of the journal is found", () => {
  const hostile = JSON.parse('{"__proto__": {"toString": "x"}, "a": [1, null, ["deep"], "list"], "b": null, "c": {"__proto__": "tea", "constructor": 3}, "d": true}');
  const opened = [
    entry({ answers: hostile }),
    ...[null, "tea", 7, [["tea"]], [{ line: "tea" }]].map((answers) => entry({ answers })),
    entry({ title: 4, text: { tea: 1 }, tags: "tea", marks: null, exercise: "SA1", created: 12, zone: null, kind: 3 }),
    said("tea"),
  ];
  assert.deepEqual(found(opened, "tea"), [0, 7]);
  assert.deepEqual(found(opened, "list"), [0]);
  assert.deepEqual(found(opened, "deep"), []);
  for (const filter of ["skill", "tag", "kind", "mark", "exercise", "day", "month"]) {
    assert.deepEqual(found(opened, "", { [filter]: "__proto__" }), [], filter);
  }
  assert.equal([...facets(opened).tags].length, 0);
  assert.equal([...daysOf(opened).values()].reduce((a, b) => a + b), opened.length - 1, "one has no day");
});

test("a search in 10,000 entries of 500 letters answers between two frames", (t) => {
  const random = randomFrom(5);
  const letters = "etaoinshrdlucmfgypwbvk";
  const word = () => Array.from({ length: 2 + random(8) }, () => letters[Math.min(random(22), random(22))]).join("");
  const vocabulary = Array.from({ length: 4000 }, word);
  const line = () => Array.from({ length: 120 }, () => vocabulary[Math.min(random(4000), random(4000))]).join(" ").slice(0, 497);
  const opened = Array.from({ length: 10_000 }, (_, at) => said(line() + (at % 2 ? " é’" : " ok")));
  /** @param {() => void} work */
  const timed = (work) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  /** @type {ReturnType<typeof createIndex> | undefined} */
  let index;
  const build = timed(() => (index = createIndex(opened)));
  const first = timed(() => index?.search("zz"));
  const times = Array.from({ length: 40 }, () => [vocabulary[random(4000)], vocabulary[random(4000)]].join(" "))
    .flatMap((whole) => Array.from(whole, (_, at) => whole.slice(0, at + 1)))
    .map((query) => timed(() => index?.search(query)));
  // Each of these reads every entry from its beginning to its end.
  const whole = Array.from({ length: 60 }, (_, at) => timed(() => index?.search(`qz${at}`)));
  const days = timed(() => daysOf(opened));
  /** @param {number[]} list @param {number} share */
  const at = (list, share) => list.sort((a, b) => a - b)[Math.floor(list.length * share)];
  const ms = (/** @type {number} */ time) => `${time.toFixed(1)} ms`;
  t.diagnostic(`built ${ms(build)}, first search ${ms(first)}, days ${ms(days)}`);
  t.diagnostic(`${times.length} keystrokes: median ${ms(at(times, 0.5))}, p95 ${ms(at(times, 0.95))}; no hit: median ${ms(at(whole, 0.5))}, p95 ${ms(at(whole, 0.95))}`);
  assert.ok(at(times, 0.5) <= 25, "a keystroke");
  assert.ok(at(whole, 0.5) <= 25, "a search without a hit");
});

test("what entries can be sorted by stands in the same order in every journal, each entry counted once", () => {
  const opened = [
    entry({ tags: ["hope", "mum", "mum"], marks: ["supervision"] }),
    entry({ tags: ["self-awareness", "Äpfel"], kind: "card" }),
    entry({ tags: ["hope", "__proto__"], kind: "letter", marks: ["shelf", "supervision"] }),
  ];
  const { skills, tags, kinds, marks } = facets(opened);
  assert.deepEqual([...skills], [["self-awareness", 1], ["hope", 2]]);
  assert.deepEqual([...tags], [["__proto__", 1], ["mum", 1], ["Äpfel", 1]]);
  assert.deepEqual([...kinds], [["entry", 1], ["card", 1], ["letter", 1]]);
  assert.deepEqual([...marks], [["shelf", 1], ["supervision", 2]]);
  assert.deepEqual(facets([...opened].reverse()), facets(opened));
});

test("the skills and their order are the content's", () => {
  const content = readFileSync(new URL("../../app/content/en/skills.toml", import.meta.url), "utf-8");
  assert.deepEqual([...content.matchAll(/^id = "(.+)"$/gm)].map(([, id]) => id), SKILLS);
});
