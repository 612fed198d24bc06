import assert from "node:assert/strict";
import test from "node:test";

import { asBefore, faded, fades, IGNORED, isToTell, withMet, withShown, withTold } from "../../app/static/pocket/reminders/fading.js";
import { coming, daysAWeek, FIRST, isOffered, isQuiet, nowAt, weekly } from "../../app/static/pocket/reminders/schedule.js";

/** @typedef {import("../../app/static/pocket/reminders/fading.js").Fading} Fading */

/** @type {Fading} */
const NEW = { ...FIRST, shown: [], before: null, told: false };
const MONDAY = 23; // of November 2026
const dayAfter = (/** @type {number} */ days) => `2026-11-${MONDAY + days}`;

/** A reminder that was shown on so many days from Monday. @param {number} days @param {Fading} [row] */
const shown = (days, row = NEW) => Array.from({ length: days }, (_, day) => dayAfter(day)).reduce((so, day) => withShown(so, day), row);

test("after five in a row that nobody opened there is one a week, on the first of the chosen days", () => {
  const row = shown(IGNORED);
  assert.equal(fades(row, dayAfter(5)), true);
  const after = faded(row);
  assert.deepEqual(after.times, ["12:30", null, null, null, null, null, null]);
  assert.equal(daysAWeek(after), 1);
});

test("four are not enough, and a day that is not over yet may still bring somebody", () => {
  assert.equal(fades(shown(IGNORED - 1), dayAfter(5)), false);
  assert.equal(fades(shown(IGNORED), dayAfter(4)), false);
});

test("one that was opened, or a practice, begins the count anew", () => {
  const row = shown(1, withMet(shown(4)));
  assert.deepEqual(row.shown, [dayAfter(0)]);
  assert.equal(fades(row, dayAfter(6)), false);
});

test("two on one day count as one", () => {
  assert.deepEqual(withShown(withShown(NEW, dayAfter(0)), dayAfter(0)).shown, [dayAfter(0)]);
});

test("what has become fewer becomes no fewer, nor does what was one a week to begin with", () => {
  assert.equal(fades(shown(9, faded(NEW)), "2026-12-30"), false);
  assert.equal(fades(shown(9, { ...NEW, ...weekly(NEW) }), "2026-12-30"), false);
});

test("it is told once, and can be had as before, times and all", () => {
  const after = faded(shown(IGNORED));
  assert.equal(isToTell(after), true);
  assert.equal(isToTell(withTold(after)), false);
  assert.equal(isToTell(NEW), false);
  assert.deepEqual(asBefore(withTold(after)), NEW);
  assert.equal(isToTell(faded(shown(IGNORED, asBefore(withTold(after))))), true, "and after five more it is said again");
});

test("a month of days that nobody opened does not grow without end", () => {
  let row = NEW;
  for (let day = 1; day <= 30; day += 1) row = withShown(row, `2026-11-${String(day).padStart(2, "0")}`);
  assert.equal(row.shown.length, 10);
  assert.equal(row.shown.at(-1), "2026-11-30");
});

test("quiet hours are as the server reads them, also over midnight, and never where both are the same", () => {
  const over = { ...FIRST, quietFrom: "20:00", quietTo: "07:00" };
  assert.deepEqual(["19:59", "20:00", "23:59", "00:00", "06:59", "07:00"].map((time) => isQuiet(over, time)), [false, true, true, true, true, false]);
  const within = { ...FIRST, quietFrom: "12:00", quietTo: "13:00" };
  assert.deepEqual(["11:59", "12:00", "12:59", "13:00"].map((time) => isQuiet(within, time)), [false, true, true, false]);
  assert.equal(isQuiet({ ...FIRST, quietFrom: "09:00", quietTo: "09:00" }, "09:00"), false);
});

test("a time in the quiet hours never comes, and one a week is a day that does", () => {
  const schedule = { ...FIRST, times: ["21:00", "08:30", "09:30", null, null, null, null] };
  assert.deepEqual(coming(schedule), [null, "08:30", "09:30", null, null, null, null]);
  assert.deepEqual(weekly(schedule).times, [null, "08:30", null, null, null, null, null]);
});

test("the line stands on Today once a chosen time has passed and there was no pause, until it is put away", () => {
  const at = (/** @type {string} */ time, weekday = 0) => ({ day: dayAfter(weekday), weekday, time });
  const none = { practised: false };
  assert.equal(isOffered(FIRST, at("12:29"), none), false);
  assert.equal(isOffered(FIRST, at("12:30"), none), true);
  assert.equal(isOffered(FIRST, at("19:59"), none), true);
  assert.equal(isOffered(FIRST, at("20:00"), none), false, "in the quiet hours");
  assert.equal(isOffered(FIRST, at("12:30", 5), none), false, "on a Saturday");
  assert.equal(isOffered(FIRST, at("12:30"), { practised: true }), false);
  assert.equal(isOffered(FIRST, at("12:30"), { practised: false, aside: dayAfter(0) }), false);
  assert.equal(isOffered(FIRST, at("12:30", 1), { practised: false, aside: dayAfter(0) }), true, "on the next day it stands again");
});

test("a week begins on Monday", () => {
  assert.deepEqual(nowAt(new Date(2026, 10, 23, 7, 5)), { day: "2026-11-23", weekday: 0, time: "07:05" });
  assert.equal(nowAt(new Date(2026, 10, 29, 23, 59)).weekday, 6);
});
