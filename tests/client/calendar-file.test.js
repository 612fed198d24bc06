import assert from "node:assert/strict";
import test from "node:test";

import { calendarFile, escaped, folded } from "../../app/static/pocket/reminders/calendar-file.js";
import { FIRST, nowAt } from "../../app/static/pocket/reminders/schedule.js";

const WORDS = { title: "Between Visits", text: "A moment, if you want one; it is yours." };
const made = (from = new Date(2026, 10, 25, 9, 30)) => ({
  now: from,
  week: Array.from({ length: 7 }, (_, days) => nowAt(new Date(from.getFullYear(), from.getMonth(), from.getDate() + days))),
  newId: () => `id-${(ids += 1)}`,
  words: WORDS,
});
let ids = 0;

/** The lines as a calendar reads them: unfolded. @param {string | null} file */
const linesOf = (file) => String(file).replaceAll("\r\n ", "").split("\r\n");
const octets = (/** @type {string} */ text) => new TextEncoder().encode(text).length;

test("it is an event a week, on the chosen days, in the phone's own time, with an alarm", () => {
  const lines = linesOf(calendarFile(FIRST, made()));
  for (const line of ["BEGIN:VCALENDAR", "VERSION:2.0", "DTSTART:20261125T123000", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT0S", "END:VCALENDAR"]) assert.ok(lines.includes(line), line);
  assert.match(lines.find((line) => line.startsWith("DTSTAMP")) ?? "", /^DTSTAMP:2026112\dT\d{6}Z$/);
  assert.equal(lines.filter((line) => line.startsWith("UID:id-")).length, 1);
  assert.ok(lines.every((line) => !line.includes("TZID")));
});

test("it begins on the first chosen day from today, over the end of a month and of a year too", () => {
  const only = (/** @type {number} */ weekday) => ({ ...FIRST, times: FIRST.times.map((_, day) => (day === weekday ? "09:00" : null)) });
  const start = (/** @type {number} */ weekday, /** @type {Date} */ from) => linesOf(calendarFile(only(weekday), made(from))).find((line) => line.startsWith("DTSTART"));
  assert.equal(start(2, new Date(2026, 10, 25)), "DTSTART:20261125T090000");
  assert.equal(start(1, new Date(2026, 10, 25)), "DTSTART:20261201T090000");
  assert.equal(start(4, new Date(2026, 11, 31)), "DTSTART:20270101T090000");
});

test("each time of day is an event of its own with an id of its own, and no day has two", () => {
  const times = ["08:00", "12:30", "08:00", null, "12:30", null, null];
  const lines = linesOf(calendarFile({ ...FIRST, times }, made()));
  assert.deepEqual(lines.filter((line) => line.startsWith("RRULE")), ["RRULE:FREQ=WEEKLY;BYDAY=MO,WE", "RRULE:FREQ=WEEKLY;BYDAY=TU,FR"]);
  assert.equal(new Set(lines.filter((line) => line.startsWith("UID"))).size, 2);
  assert.deepEqual(lines.filter((line) => line.startsWith("DTSTART")), ["DTSTART:20261125T080000", "DTSTART:20261127T123000"]);
});

test("a time in the quiet hours is in no calendar, and where none is left there is no file", () => {
  const late = { ...FIRST, times: ["21:00", "12:30", null, null, null, null, null] };
  assert.ok(linesOf(calendarFile(late, made())).includes("RRULE:FREQ=WEEKLY;BYDAY=TU"));
  assert.equal(calendarFile({ ...FIRST, times: Array(7).fill("21:00") }, made()), null);
});

test("every line ends as it must, and none is longer than 75 octets", () => {
  const words = { title: "Saib ar fionnachtana ré ".repeat(8), text: "Ŵythnos 🌙 newydd, ".repeat(30) };
  const file = String(calendarFile(FIRST, { ...made(), words }));
  assert.ok(file.endsWith("END:VCALENDAR\r\n"));
  assert.equal(file.replaceAll("\r\n", "").match(/[\r\n]/), null);
  for (const line of file.split("\r\n")) assert.ok(octets(line) <= 75, line);
  assert.ok(linesOf(file).includes(`SUMMARY:${escaped(words.title)}`));
});

test("a fold never falls within a letter, and what is folded reads as it was", () => {
  for (let before = 60; before < 80; before += 1) {
    const line = `${"x".repeat(before)}🌙🌙${"é".repeat(80)}`;
    const parts = folded(line).split("\r\n");
    assert.ok(parts.every((part) => octets(part) <= 75));
    assert.equal(parts.map((part, at) => (at ? part.slice(1) : part)).join(""), line);
  }
});

test("text is escaped", () => {
  assert.equal(escaped("a, b; c\\d\r\ne\nf"), "a\\, b\\; c\\\\d\\ne\\nf");
});
