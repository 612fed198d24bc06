/**
 * Entries by day: the calendar, this day in earlier years, a gentle count. Pure: entries are passed
 * in, and so is today.
 *
 * Nothing here knows of a day without an entry as anything but a day: none is missed, nothing runs
 * in a row. Whatever stands in a record is passed over where it is not what this app writes.
 * @module
 */

import { counted, isText } from "./values.js";

/**
 * @typedef {import("./record.js").Shown} Shown
 * @typedef {import("./entry.js").Plain & {day?: unknown}} Plain `day` where a person moved the entry to another
 */

const DAY = /^([12]\d{3})-(0[1-9]|1[0-2])-(\d\d)$/;
const MONTH = /^([12]\d{3})-(0[1-9]|1[0-2])$/;
const MOMENT = /^[12]\d{3}-\d\d-\d\dT\d\d:\d\d[\d:.]*Z$/;
const DAY_LONG = 86_400_000; // milliseconds, in UTC, where every day is as long as the next

/**
 * The day that an entry belongs to: the one a person gave it, else the one that it was where it was written.
 * @param {Plain} plain
 * @returns {string} as `2026-11-23`; empty where there is no telling
 */
export const dayOf = ({ day, created, zone }) => (isDay(day) ? day : localDay(created, zone));

/** Entries by day. @param {Shown[]} opened @returns {Map<string, number>} day, as `2026-11-23`, to their number */
export const daysOf = (opened) => counted(opened.map(({ plain }) => dayOf(plain)).filter(Boolean));

/**
 * A month as a calendar shows it, from Monday to Sunday.
 * @param {string} month as `2026-11`
 * @param {Map<string, number>} days what `daysOf` gives
 * @returns {({day: string, count: number} | null)[][]} weeks of seven, null before and after the month; none for no month
 */
export function monthGrid(month, days) {
  const [year, number] = MONTH.exec(month)?.slice(1).map(Number) ?? [];
  if (!year) return [];
  const first = Date.UTC(year, number - 1, 1);
  const before = (((first / DAY_LONG + 3) % 7) + 7) % 7; // 1 January 1970 was a Thursday
  const length = (Date.UTC(year, number, 1) - first) / DAY_LONG;
  return Array.from({ length: Math.ceil((before + length) / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => {
      const date = week * 7 + weekday - before + 1;
      if (date < 1 || date > length) return null;
      const day = `${month}-${String(date).padStart(2, "0")}`;
      return { day, count: days.get(day) ?? 0 };
    }),
  );
}

/** Entries of this day in earlier years, in the order given. @param {Shown[]} opened @param {string} today as `2026-11-23` */
export function onThisDay(opened, today) {
  return opened.filter(({ plain }) => {
    const day = dayOf(plain);
    return day !== "" && day.slice(4) === today.slice(4) && day < today;
  });
}

/**
 * How often somebody paused in a month, and on how many days: no more is made of it.
 * @param {Record<string, unknown>} times ISO time to exercise, as in the answers of a practice record.
 *   Those are kept by the month in UTC; where the zone is given, the neighbouring record's times belong in too.
 * @param {string} month as `2026-11`
 * @param {string} [zone] IANA zone in which days begin
 * @returns {{pauses: number, days: number}}
 */
export function gentleRecord(times, month, zone = "UTC") {
  const days = Object.entries(times)
    .filter(([, exercise]) => isText(exercise))
    .map(([time]) => localDay(time, zone))
    .filter((day) => day !== "" && day.slice(0, 7) === month);
  return { pauses: days.length, days: new Set(days).size };
}

/** One for each zone: a formatter takes far longer to make than to use. @type {Map<unknown, Intl.DateTimeFormat>} */
const formatters = new Map();

/** @param {unknown} zone one that this device does not know, or none, is taken for UTC @returns {Intl.DateTimeFormat} */
function formatterFor(zone) {
  const made = formatters.get(zone) ?? formatterIn(zone) ?? formatterFor("UTC");
  formatters.set(zone, made);
  return made;
}

/** @param {unknown} zone */
function formatterIn(zone) {
  if (!isText(zone)) return null;
  try {
    // en-US has kept its order of month, day and year; en-CA lost its dashes in one version of ICU.
    const form = /** @type {const} */ ({ calendar: "gregory", numberingSystem: "latn", year: "numeric", month: "2-digit", day: "2-digit" });
    return new Intl.DateTimeFormat("en-US", { ...form, timeZone: zone });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** @param {unknown} iso time in UTC @param {unknown} zone @returns {string} empty where it is no time */
function localDay(iso, zone) {
  const time = isText(iso) && MOMENT.test(iso) ? Date.parse(iso) : NaN;
  if (Number.isNaN(time)) return "";
  const [month, day, year] = formatterFor(zone).format(time).split("/");
  return `${year}-${month}-${day}`;
}

/** A day that there was: 30 February is none. @param {unknown} day @returns {day is string} */
export function isDay(day) {
  const [year, month, date] = (isText(day) && DAY.exec(day)?.slice(1).map(Number)) || [];
  return date >= 1 && Date.UTC(year, month - 1, date) < Date.UTC(year, month, 1);
}
