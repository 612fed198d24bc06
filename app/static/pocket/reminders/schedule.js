/**
 * When somebody wants to be reminded, in their own time: a time or none for each day from Monday, so
 * that there is at most one a day, and quiet hours, as the server reads them (app/reminders/due.py).
 * Pure.
 * @module
 */

/**
 * Times as `07:30`. Quiet from one to the other, which may be over midnight; never where they are the same.
 * @typedef {{times: (string | null)[], quietFrom: string, quietTo: string}} Schedule
 * @typedef {{day: string, weekday: number, time: string}} Now a day as `2026-11-23`, its number from Monday (0), a time
 */

export const WEEK = 7;
const WORKING_DAYS = 5;

/** What the page begins with: nothing of it counts before somebody turns something on. @type {Schedule} */
export const FIRST = { times: Array.from({ length: WEEK }, (_, day) => (day < WORKING_DAYS ? "12:30" : null)), quietFrom: "20:00", quietTo: "07:00" };

/** @param {Schedule} schedule @param {string} time */
export function isQuiet({ quietFrom, quietTo }, time) {
  if (quietFrom <= quietTo) return quietFrom <= time && time < quietTo;
  return time >= quietFrom || time < quietTo;
}

/** The times that are left when quiet hours are taken out. @param {Schedule} schedule */
export const coming = (schedule) => schedule.times.map((time) => (time && !isQuiet(schedule, time) ? time : null));

/** @param {Schedule} schedule */
export const daysAWeek = (schedule) => coming(schedule).filter(Boolean).length;

/** One day a week: the first of those that were chosen. @param {Schedule} schedule @returns {Schedule} */
export function weekly(schedule) {
  const first = coming(schedule).findIndex(Boolean);
  return { ...schedule, times: schedule.times.map((time, day) => (day === first ? time : null)) };
}

/**
 * Whether the quiet line stands on Today: a chosen time has passed, and there was no pause yet.
 * @param {Schedule} schedule @param {Now} now @param {{practised: boolean, aside?: string}} so `aside`: the day on which it was put away
 */
export function isOffered(schedule, { day, weekday, time }, { practised, aside }) {
  const at = coming(schedule)[weekday];
  return Boolean(at && at <= time && !isQuiet(schedule, time) && !practised && aside !== day);
}

/** @param {Date} date @returns {Now} where the device is */
export function nowAt(date) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return { day, weekday: (date.getDay() + WEEK - 1) % WEEK, time: `${two(date.getHours())}:${two(date.getMinutes())}` };
}
