/**
 * What changed on this device is told to the server: at once, or the next time that there is a signal.
 * The same in the page and in the service worker, so the two may meet here; it bears that.
 * @module
 */

import { asBefore, faded, fades, withMet, withShown } from "./fading.js";
import { change, read } from "./kept.js";

/**
 * @typedef {import("./kept.js").PushRow} PushRow
 * @typedef {{wire: import("./wire.js").Wire, subscription: () => Promise<import("./wire.js").Subscription | null>}} Ground
 */

/** Something that the server has to hear. @param {PushRow} row @returns {PushRow} */
export const changed = (row) => ({ ...row, changes: row.changes + 1 });

/** Whether the server has yet to hear of something. @param {PushRow | null} row */
export const waits = (row) => Boolean(row && (row.ended || row.changes !== row.sent));

/** A reminder was shown on this day; and after many that nobody opened there are fewer. @param {string} day */
export const shownOn = (day) => change("push", (row) => fewer(withShown(row, day), day));

/** Somebody opened the app, or practised. @param {string} day */
export const met = (day) =>
  change("push", (row) => {
    const next = fewer(row, day);
    return next !== row || row.shown.length ? withMet(next) : row;
  });

/** The times as they were before there were fewer. */
export const restore = () => change("push", (row) => changed(asBefore(row)));

/** @param {PushRow} row @param {string} today */
const fewer = (row, today) => (!row.ended && fades(row, today) ? changed(faded(row)) : row);

/**
 * Tells the server what it has yet to hear.
 * @param {Ground} ground
 * @returns {Promise<"done" | import("./wire.js").No>} what came of it
 */
export async function settle({ wire, subscription }) {
  const row = await read("push");
  if (!row || !waits(row)) return "done";
  if (row.ended) return ended(row, wire);
  const to = await subscription();
  if (!to) return "gone"; // the browser has ended it; the page says so
  let outcome = await wire.change(row, row, to);
  /** @type {Partial<PushRow>} */
  let anew = {};
  if (outcome === "gone") {
    const made = await wire.add(row, to); // the server lost it; what was wanted stands
    outcome = typeof made === "string" ? made : "done";
    if (typeof made !== "string") anew = made;
  }
  if (outcome === "done") await change("push", (now) => ({ ...now, ...anew, sent: row.changes }));
  return outcome;
}

/** @param {PushRow} row @param {import("./wire.js").Wire} wire */
async function ended(row, wire) {
  const outcome = await wire.end(row);
  if (outcome !== "done" && outcome !== "gone") return outcome;
  await change("push", (now) => (now.ended && now.id === row.id ? null : now));
  return "done";
}
