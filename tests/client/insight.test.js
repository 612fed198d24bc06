import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { chart, needs, threeSystems, woundUp } from "../../app/static/pocket/journal/insight.js";
import { plainEntry } from "./support/device.js";

/** @param {string} id @param {any} answers @param {any} [members] @returns {import("../../app/static/pocket/journal/record.js").Shown} */
const kept = (id, answers, { deleted = false, ...members } = {}) =>
  /** @type {any} */ ({ row: { id: "r", deleted }, plain: { ...plainEntry(""), exercise: { id, version: 1 }, answers, ...members } });

/** @param {number} count */
const manyReadings = (count) =>
  Array.from({ length: count }, (_, at) => ({ day: new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10), values: { threat: 1 + (at % 5) } }));

test("the three systems stand oldest first, with the places that were given and no others", () => {
  const opened = [
    kept("SA4", { soothing: 2, threat: 4, drive: 5, feed: "A hot drink" }, { created: "2026-11-23T08:00:00.000Z" }),
    kept("FH2", { threat: 1 }),
    kept("SA4", { threat: 3 }, { created: "2026-11-02T08:00:00.000Z" }),
  ];
  assert.deepEqual(threeSystems(opened), [
    { day: "2026-11-02", values: { threat: 3 } },
    { day: "2026-11-23", values: { threat: 4, drive: 5, soothing: 2 } },
  ]);
  assert.deepEqual(threeSystems([]), []);
});

test("the three needs and the pair around a shift of attention are read by their steps", () => {
  const opened = [kept("SA6", { effective: 2, "in-control": 1, connected: 5, ask: "Time" }), kept("BN5", { before: 5, after: 3 })];
  assert.deepEqual(needs(opened), [{ day: "2026-11-23", values: { effective: 2, "in-control": 1, connected: 5 } }]);
  assert.deepEqual(woundUp(opened), [{ day: "2026-11-23", values: { before: 5, after: 3 } }]);
});

test("the steps of the three systems are the exercise's own scales", () => {
  const content = readFileSync(new URL("../../app/content/en/exercises/three-systems.toml", import.meta.url), "utf-8");
  const scales = [...content.matchAll(/^id = "(.+)"\nkind = "scale"$/gm)].map(([, id]) => id);
  assert.match(content, /^id = "SA4"$/m);
  assert.deepEqual(Object.keys(threeSystems([kept("SA4", Object.fromEntries(scales.map((step) => [step, 3])))])[0].values), scales);
});

test("an entry that was moved to another day stands on that day, and one day keeps its own order", () => {
  const opened = [
    kept("BN5", { before: 1 }, { created: "2026-11-23T08:00:00.000Z", day: "2026-11-01" }),
    kept("BN5", { before: 3 }, { created: "2026-11-20T18:00:00.000Z" }),
    kept("BN5", { before: 2 }, { created: "2026-11-20T08:00:00.000Z" }),
  ];
  assert.deepEqual(woundUp(opened).map(({ day, values }) => [day, values.before]), [["2026-11-01", 1], ["2026-11-20", 2], ["2026-11-20", 3]]);
});

test("an entry that was deleted, was skipped through or has no day is not shown", () => {
  const opened = [kept("SA4", { threat: 3 }, { deleted: true }), kept("SA4", { feed: "Nothing today" }), kept("SA4", { threat: 3 }, { created: "?" })];
  assert.deepEqual(threeSystems(opened), []);
});

test("what is no place on a scale is passed over", () => {
  const hostile = ["3", [3], { 3: 3 }, null, true, NaN, Infinity, 0, 6, -1];
  assert.deepEqual(threeSystems(hostile.map((threat) => kept("SA4", { threat }))), []);
  assert.deepEqual(threeSystems([null, 7, "threat", [3, 4, 5], undefined].map((answers) => kept("SA4", answers))), []);
  assert.deepEqual(threeSystems([kept("SA4", JSON.parse('{"__proto__": {"threat": 3}}'))]), []);
  assert.deepEqual(threeSystems([kept("SA4", { threat: 3 }, { exercise: null }), kept("SA4", { threat: 3 }, { exercise: "SA4" })]), []);
});

test("a chart's highest place is its upper edge and its lowest the lower, from the first reading to the last", () => {
  const series = [{ day: "2026-11-01", values: { threat: 5 } }, { day: "2026-11-02", values: { threat: 1 } }, { day: "2026-11-03", values: { threat: 2 } }];
  assert.deepEqual(chart(series, { width: 301, height: 99 }), {
    threat: [
      { x: 0, y: 0, value: 5, day: "2026-11-01" },
      { x: 150.5, y: 99, value: 1, day: "2026-11-02" },
      { x: 301, y: 74.3, value: 2, day: "2026-11-03" },
    ],
  });
});

test("days on which nothing was kept take up no room", () => {
  const series = ["2026-01-01", "2026-01-02", "2026-12-31"].map((day) => ({ day, values: { before: 3 } }));
  assert.deepEqual(chart(series, { width: 100, height: 40 }).before.map((point) => point?.x), [0, 50, 100]);
});

test("a step that was skipped is a gap in its own line, and in no other", () => {
  /** @type {import("../../app/static/pocket/journal/insight.js").Reading[]} */
  const series = [{ day: "2026-11-01", values: { before: 4 } }, { day: "2026-11-02", values: { before: 4, after: 2 } }, { day: "2026-11-03", values: { after: 2 } }];
  const { before, after } = chart(series, { width: 100, height: 40 });
  assert.deepEqual(before.map((point) => point?.x ?? null), [0, 50, null]);
  assert.deepEqual(after.map((point) => point?.x ?? null), [null, 50, 100]);
});

test("one reading stands in the middle, and none is an empty chart", () => {
  assert.deepEqual(chart(manyReadings(1), { width: 100, height: 40 }).threat, [{ x: 50, y: 40, value: 1, day: "2026-01-01" }]);
  assert.deepEqual(chart([], { width: 100, height: 40 }), {});
});

test("only the last 30 readings are drawn, of however many", () => {
  const series = manyReadings(10_000);
  const { threat } = chart(series, { width: 290, height: 40 });
  assert.equal(threat.length, 30);
  assert.equal(threat[0]?.day, series[9_970].day);
  assert.deepEqual([threat[0]?.x, threat[1]?.x, threat[29]?.x], [0, 10, 290]);
});

test("a scale with other places fills the same height, and what lies outside is not drawn", () => {
  const series = [{ day: "2026-11-01", values: { ready: 3 } }, { day: "2026-11-02", values: { ready: 4 } }];
  assert.deepEqual(chart(series, { width: 10, height: 10, most: 3 }).ready, [{ x: 0, y: 0, value: 3, day: "2026-11-01" }, null]);
  assert.deepEqual(chart([{ day: "d", values: { ready: 1 } }], { width: 10, height: 10, most: 1 }).ready[0]?.y, 5);
});

test("a step of any name is a step", () => {
  const series = [{ day: "a", values: JSON.parse('{"__proto__": 2}') }, { day: "b", values: { other: 2 } }];
  const drawn = chart(series, { width: 10, height: 10 });
  assert.deepEqual(Object.keys(drawn), ["__proto__", "other"]);
  assert.deepEqual(Object.getOwnPropertyDescriptor(drawn, "__proto__")?.value.map((/** @type {any} */ point) => point?.value ?? null), [2, null]);
});
