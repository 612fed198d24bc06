import assert from "node:assert/strict";
import test from "node:test";

import { pausesIn, pausesOf } from "../../app/static/pocket/journal/certificate.js";
import { apart, dueMark, endOf, goesAt } from "../../app/static/pocket/journal/counting.js";
import { NONE } from "../../app/static/pocket/journal/suggested.js";
import { suggestion } from "./support/groups.js";

const HOUR = 3_600_000;
const now = Date.parse("2026-12-01T09:00:00Z");

test("a mark goes 1 to 72 hours after the tap, at a moment that nobody chose", () => {
  assert.equal(goesAt("2026-12-31", now, 0), now + HOUR);
  assert.equal(goesAt("2026-12-31", now, 1), now + 72 * HOUR);
  assert.equal(goesAt("2026-12-31", now, 0.5), now + 36.5 * HOUR);
});

test("it goes before the last day of the counting, and on that day at once", () => {
  const last = endOf("2026-12-02") - 24 * HOUR;
  assert.equal(goesAt("2026-12-02", now, 1), last);
  assert.equal(goesAt("2026-12-01", now, 0.7), now);
  for (const random of [0, 0.3, 1]) assert.ok(goesAt("2026-12-02", now, random) >= now + HOUR);
});

/** @param {Record<string, import("../../app/static/pocket/journal/suggested.js").Mark>} marks @param {string} closes */
const held = (marks, closes = "2026-12-31") => ({ ...NONE, marks, assignments: [suggestion({ closes })] });
const { id } = suggestion();
const at = (/** @type {number} */ time) => new Date(time).toISOString();

test("what was not tapped never goes, nor what has gone, nor what has closed", () => {
  assert.equal(dueMark(held({}), now), null);
  assert.equal(dueMark(held({ [id]: { at: at(now - 1), sent: true } }), now), null);
  assert.equal(dueMark(held({ [id]: { at: at(now - 1) } }, "2026-11-30"), now), null);
  assert.equal(dueMark({ ...NONE, marks: { [id]: { at: at(now - 1) } } }, now), null, "taken back, or of a group that was left");
});

test("it is due from its moment on, and on the last day whatever its moment", () => {
  const later = held({ [id]: { at: at(now + HOUR) } });
  assert.equal(dueMark(later, now), null);
  assert.equal(dueMark(later, now + HOUR)?.id, id);
  assert.equal(dueMark(held({ [id]: { at: at(now + HOUR) } }, "2026-12-01"), now)?.id, id);
});

test("it keeps minutes apart from what says who somebody is, and seconds where time is short", () => {
  assert.deepEqual(apart("2026-12-31", now, 0), { least: 60_000, wait: 60_000 });
  assert.equal(apart("2026-12-31", now, 1).wait, 300_000);
  assert.deepEqual(apart("2026-12-01", now, 1), { least: 5000, wait: 25_000 });
});

test("a certificate counts pauses by day, and those of a module, and names no exercise", () => {
  /** @type {[string, string][]} */
  const practised = [["2026-12-03T08:00:00.000Z", "SA1"], ["2026-12-02T23:59:59.000Z", "SA1"], ["2026-12-02T00:00:00.000Z", "FH2"], ["2026-12-01T12:00:00.000Z", "BN1"]];
  const pauses = pausesIn(practised, { from: "2026-12-02", to: "2026-12-02" });
  assert.deepEqual(pauses, ["SA1", "FH2"]);
  assert.equal(pausesOf(pauses, ["SA1", "BN1"]), 1);
  assert.equal(pausesIn(practised, { from: "2026-12-01", to: "2026-12-03" }).length, 4);
  assert.deepEqual(pausesIn(practised, { from: "2026-12-04", to: "2026-12-01" }), []);
});
