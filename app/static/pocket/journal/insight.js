/**
 * What a person put on their own scales, set side by side for them alone to look at. Pure.
 *
 * Places and days, and no more than that: no sums, no means, no directions. Being low on a scale is
 * not worse than being high on it, and nothing here may say so.
 * @module
 */

import { dayOf } from "./days.js";
import { compare } from "./values.js";

/**
 * @typedef {import("./record.js").Shown} Shown
 * @typedef {{day: string, values: Record<string, number>}} Reading places by step, from 1 to 5; those not given are absent
 * @typedef {{x: number, y: number, value: number, day: string}} Point
 */

const PLACES = 5; // on every scale of the exercises
const MOST_POINTS = 30; // more would lie closer together than a finger at 320 px can tell apart

/** Threat, drive and soothing (SA4), oldest first. @param {Shown[]} opened @returns {Reading[]} */
export const threeSystems = (opened) => readings(opened, "SA4", ["threat", "drive", "soothing"]);

/** The three needs (SA6), oldest first. @param {Shown[]} opened @returns {Reading[]} */
export const needs = (opened) => readings(opened, "SA6", ["effective", "in-control", "connected"]);

/** How wound up, before and after shifting attention (BN5), oldest first. @param {Shown[]} opened @returns {Reading[]} */
export const woundUp = (opened) => readings(opened, "BN5", ["before", "after"]);

/**
 * Where the points of a small chart go. They stand at even distances in the order given: days on
 * which nothing was kept take up no room, so that they are not drawn as gaps.
 * @param {Reading[]} series oldest first; the last 30 are drawn
 * @param {{width: number, height: number, most?: number}} size of the chart, and the highest place on its scales, which is its upper edge
 * @returns {Record<string, (Point | null)[]>} by step, one for each reading, x and y to a tenth; null where
 *   that step was skipped, and no line runs over it
 */
export function chart(series, { width, height, most = PLACES }) {
  const drawn = series.slice(-MOST_POINTS);
  const across = (/** @type {number} */ at) => (drawn.length > 1 ? (at * width) / (drawn.length - 1) : width / 2);
  const down = (/** @type {number} */ value) => (most > 1 ? ((most - value) * height) / (most - 1) : height / 2);
  const steps = [...new Set(drawn.flatMap(({ values }) => Object.keys(values)))];
  return Object.fromEntries(
    steps.map((step) => [
      step,
      drawn.map(({ day, values }, at) => {
        const value = values[step];
        return isPlace(value, most) ? { x: toTenth(across(at)), y: toTenth(down(value)), value, day } : null;
      }),
    ]),
  );
}

/**
 * @param {Shown[]} opened @param {string} exercise its id @param {string[]} steps
 * @returns {Reading[]} by day, and by time within a day
 */
function readings(opened, exercise, steps) {
  return opened
    .filter(({ row, plain }) => !row.deleted && plain.exercise?.id === exercise)
    .map(({ plain }) => ({ day: dayOf(plain), created: String(plain.created), values: valuesOf(plain.answers, steps) }))
    .filter(({ day, values }) => day && Object.keys(values).length)
    .sort((a, b) => compare(a.day, b.day) || compare(a.created, b.created))
    .map(({ day, values }) => ({ day, values }));
}

/** @param {unknown} answers @param {string[]} steps @returns {Record<string, number>} in the order of the steps */
function valuesOf(answers, steps) {
  const given = new Map(Object.entries(answers ?? {}));
  return Object.fromEntries(steps.map((step) => [step, given.get(step)]).filter(([, value]) => isPlace(value, PLACES)));
}

/** @param {unknown} value @param {number} most @returns {value is number} */
const isPlace = (value, most) => typeof value === "number" && value >= 1 && value <= most;

/** @param {number} length */
const toTenth = (length) => Math.round(length * 10) / 10;
