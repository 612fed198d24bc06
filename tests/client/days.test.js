import assert from "node:assert/strict";
import test from "node:test";

import { dayOf, daysOf, gentleRecord, monthGrid, onThisDay } from "../../app/static/pocket/journal/days.js";
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

test("an entry's day is the one that it was where it was written", () => {
  /** @param {string} created @param {any} zone */
  const day = (created, zone) => dayOf(/** @type {any} */ ({ created, zone }));
  assert.equal(day("2026-11-23T23:30:00.000Z", "Europe/London"), "2026-11-23");
  assert.equal(day("2026-06-23T23:30:00.000Z", "Europe/London"), "2026-06-24");
  assert.equal(day("2026-12-31T11:00:00Z", "Pacific/Auckland"), "2027-01-01");
  assert.equal(day("2027-01-01T03:00:00Z", "America/Los_Angeles"), "2026-12-31");
  assert.equal(day("2024-02-29T18:29:59Z", "Asia/Kolkata"), "2024-02-29");
  assert.equal(day("2024-02-29T18:30:00Z", "Asia/Kolkata"), "2024-03-01");
});

test("days begin at midnight also when the clocks change", () => {
  /** @param {string} created @param {string} zone */
  const day = (created, zone) => dayOf(/** @type {any} */ ({ created, zone }));
  assert.equal(day("2026-10-24T22:59:59Z", "Europe/London"), "2026-10-24");
  assert.equal(day("2026-10-24T23:00:00Z", "Europe/London"), "2026-10-25");
  assert.equal(day("2026-10-25T23:59:59Z", "Europe/London"), "2026-10-25", "the day of 25 hours");
  assert.equal(day("2026-09-26T12:00:00Z", "Pacific/Auckland"), "2026-09-27");
  assert.equal(day("2026-09-27T10:59:59Z", "Pacific/Auckland"), "2026-09-27", "the day of 23 hours");
  assert.equal(day("2026-09-27T11:00:00Z", "Pacific/Auckland"), "2026-09-28");
});

test("a zone that the device does not know is taken for UTC, and no zone is not the device's own", () => {
  for (const zone of ["Mars/Olympus", "", "__proto__", undefined, null, 5, {}]) {
    assert.equal(dayOf(/** @type {any} */ ({ created: "2026-06-23T23:30:00.000Z", zone })), "2026-06-23", String(zone));
  }
});

test("a day that a person chose stands, if there was such a day", () => {
  const { plain } = entry({ created: "2026-11-23T08:00:00.000Z" });
  assert.equal(dayOf({ ...plain, day: "2026-11-20" }), "2026-11-20");
  assert.equal(dayOf({ ...plain, day: "2024-02-29" }), "2024-02-29");
  for (const day of ["2026-02-29", "2026-13-01", "2026-11-00", "20 November", "", 20261120, null, ["2026-11-20"]]) {
    assert.equal(dayOf(/** @type {any} */ ({ ...plain, day })), "2026-11-23", String(day));
  }
});

test("an entry with no time has no day", () => {
  for (const created of ["", "1", "yesterday", "2026-11-23", "2026-11-23T99:00:00Z", 0, undefined]) {
    assert.equal(dayOf(/** @type {any} */ ({ created, zone: "Europe/London" })), "", String(created));
  }
});

test("several entries of one day are counted, and days without one are not there", () => {
  const opened = ["2026-11-23", "2026-11-20", "2026-11-23"].map((day) => entry({ day }));
  assert.deepEqual([...daysOf(opened)], [["2026-11-20", 1], ["2026-11-23", 2]]);
  assert.deepEqual([...daysOf([])], []);
});

test("a month has its weeks from Monday to Sunday, with nothing before and after", () => {
  const grid = monthGrid("2026-11", new Map([["2026-11-23", 2], ["2026-12-01", 9]]));
  assert.equal(grid.length, 6);
  assert.ok(grid.every((week) => week.length === 7));
  assert.deepEqual(grid[0], [...Array(6).fill(null), { day: "2026-11-01", count: 0 }]);
  assert.deepEqual(grid[4][0], { day: "2026-11-23", count: 2 });
  assert.deepEqual(grid[5], [{ day: "2026-11-30", count: 0 }, ...Array(6).fill(null)]);
});

test("every month from 1950 to 2100 has all of its days, each below its weekday", () => {
  for (let at = 0; at < 151 * 12; at += 1) {
    const month = new Date(Date.UTC(1950, at, 1)).toISOString().slice(0, 7);
    const days = monthGrid(month, new Map()).flatMap((week) => week.map((cell, weekday) => ({ cell, weekday })));
    const own = days.flatMap(({ cell, weekday }) => (cell ? [{ day: cell.day, weekday }] : []));
    assert.equal(own.length, new Date(Date.UTC(1950, at + 1, 0)).getUTCDate(), month);
    for (const { day, weekday } of own) assert.equal((new Date(day).getUTCDay() + 6) % 7, weekday, day);
  }
});

test("what is no month has no weeks", () => {
  for (const month of ["", "2026-13", "2026-00", "2026-1", "2026-11-23", "__proto__"]) assert.deepEqual(monthGrid(month, new Map()), []);
});

test("on this day shows the same day of earlier years, not of this one and not of later ones", () => {
  const opened = ["2027-11-23", "2026-11-23", "2025-11-23", "2025-11-22", "2024-11-23"].map((day) => entry({ day }));
  assert.deepEqual(onThisDay(opened, "2026-11-23"), [opened[2], opened[4]]);
  assert.deepEqual(onThisDay([entry({ created: "", day: "" })], ""), []);
  assert.deepEqual(onThisDay([entry({ day: "2024-02-29" })], "2028-02-29").length, 1);
});

test("the gentle record counts pauses and the days on which there were any, and nothing in a row", () => {
  const times = { "2026-11-23T08:00:00.000Z": "SA1", "2026-11-23T09:00:00.000Z": "BN1", "2026-11-02T09:00:00Z": "SA1", "2026-10-31T09:00:00Z": "SA1" };
  assert.deepEqual(gentleRecord(times, "2026-11"), { pauses: 3, days: 2 });
  assert.deepEqual(gentleRecord({}, "2026-11"), { pauses: 0, days: 0 });
  assert.deepEqual(gentleRecord(times, "2026-09"), { pauses: 0, days: 0 });
});

test("a pause after midnight belongs to the day that has begun there", () => {
  const times = { "2026-06-30T22:30:00Z": "BN6", "2026-06-30T23:30:00Z": "BN6" };
  assert.deepEqual(gentleRecord(times, "2026-07", "Europe/London"), { pauses: 1, days: 1 });
  assert.deepEqual(gentleRecord(times, "2026-06"), { pauses: 2, days: 1 });
});

test("what is no time, or no exercise, is no pause", () => {
  const times = JSON.parse('{"__proto__": "SA1", "": "SA1", "1": "SA1", "2026-11": "SA1", "2026-11-23T08:00:00Z": null, "2026-11-24T08:00:00Z": ["SA1"]}');
  assert.deepEqual(gentleRecord(times, "2026-11"), { pauses: 0, days: 0 });
  assert.deepEqual(gentleRecord(times, ""), { pauses: 0, days: 0 });
});
