/**
 * What becomes of reminders that nobody opens: after five in a row there is one a week. The device
 * counts them, and nobody else does; whoever comes back is told once, and can have it as before. Pure.
 * @module
 */

import { daysAWeek, weekly } from "./schedule.js";

/**
 * What the device holds of a reminder. `shown` are the days on which one was shown since somebody last
 * opened the app or practised; `before` the times as they were before they became fewer.
 * @typedef {import("./schedule.js").Schedule & {shown: string[], before: (string | null)[] | null, told: boolean}} Fading
 */

export const IGNORED = 5; // in a row
const MOST = 2 * IGNORED; // days that are held

/** @template {Fading} T @param {T} row @param {string} day as `2026-11-23` @returns {T} */
export const withShown = (row, day) => ({ ...row, shown: [...new Set([...row.shown, day])].slice(-MOST) });

/** Somebody came, by whatever way. @template {Fading} T @param {T} row @returns {T} */
export const withMet = (row) => ({ ...row, shown: [] });

/** Whether it is time for fewer. A day that is not over yet may still bring somebody. @param {Fading} row @param {string} today */
export const fades = (row, today) => !row.before && daysAWeek(row) > 1 && row.shown.filter((day) => day !== today).length >= IGNORED;

/** @template {Fading} T @param {T} row @returns {T} */
export const faded = (row) => ({ ...row, times: weekly(row).times, before: row.times, told: false, shown: [] });

/** @template {Fading} T @param {T} row @returns {T} */
export const asBefore = (row) => ({ ...row, times: row.before ?? row.times, before: null, told: false, shown: [] });

/** Whether there is something to say of it. @param {Fading} row */
export const isToTell = ({ before, told }) => before !== null && !told;

/** @template {Fading} T @param {T} row @returns {T} */
export const withTold = (row) => ({ ...row, told: true });
