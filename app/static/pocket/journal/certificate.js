/**
 * What somebody practised in a span of days, for a page that is theirs to hand over: how many pauses, and
 * how many of them belong to a module. Which exercise it was, and when, is in none of it. Pure.
 * @module
 */

/**
 * @param {[string, string][]} practised ISO times and exercises
 * @param {{from: string, to: string}} span days as `2026-11-23`, both in it
 * @returns {string[]} exercises, one for each pause
 */
export const pausesIn = (practised, { from, to }) => practised.filter(([time]) => from <= time.slice(0, 10) && time.slice(0, 10) <= to).map(([, exercise]) => exercise);

/** @param {string[]} pauses @param {string[]} exercises of a module */
export const pausesOf = (pauses, exercises) => pauses.filter((each) => exercises.includes(each)).length;
