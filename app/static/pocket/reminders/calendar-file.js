/**
 * A schedule as a calendar file (RFC 5545), for whoever would rather be reminded by their own calendar.
 * In floating local time, which goes where the phone goes; no zone's rules have to be in it. Pure.
 * @module
 */

import { coming } from "./schedule.js";

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const OCTETS = 75; // of a line, without its end

/** @param {string} text */
export const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\r\n|\r|\n/g, "\\n");

/** A line cut into parts that are short enough, between letters and never within one. @param {string} line */
export function folded(line) {
  const encoder = new TextEncoder();
  const parts = [""];
  let used = 0;
  for (const letter of line) {
    const octets = encoder.encode(letter).length;
    if (used + octets > OCTETS) {
      parts.push("");
      used = 1; // the space that says that it goes on
    }
    parts[parts.length - 1] += letter;
    used += octets;
  }
  return parts.join("\r\n ");
}

/**
 * One event for each time of day, on the days that have it.
 * @param {import("./schedule.js").Schedule} schedule
 * @param {{now: Date, week: import("./schedule.js").Now[], newId: () => string, words: {title: string, text: string}}} made `week`: the seven days from today
 * @returns {string | null} null where no time is left
 */
export function calendarFile(schedule, { now, week, newId, words }) {
  const times = coming(schedule);
  const each = [...new Set(times.filter((time) => time !== null))].sort();
  if (!each.length) return null;
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const events = each.flatMap((time) => {
    const days = DAYS.filter((_, day) => times[day] === time);
    // What repeats has to begin on a day of its own.
    const first = week.find(({ weekday }) => times[weekday] === time)?.day.replaceAll("-", "");
    return [
      ...["BEGIN:VEVENT", `UID:${newId()}`, `DTSTAMP:${stamp}`],
      ...[`DTSTART:${first}T${time.replace(":", "")}00`, "DURATION:PT5M", `RRULE:FREQ=WEEKLY;BYDAY=${days.join(",")}`],
      ...[`SUMMARY:${escaped(words.title)}`, `DESCRIPTION:${escaped(words.text)}`, "CLASS:PRIVATE", "TRANSP:TRANSPARENT"],
      ...["BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${escaped(words.text)}`, "TRIGGER:PT0S", "END:VALARM", "END:VEVENT"],
    ];
  });
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Between Visits//Reminders//EN", "CALSCALE:GREGORIAN", ...events, "END:VCALENDAR"];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}
