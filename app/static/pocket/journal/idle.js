/**
 * When an open journal locks by itself: after some idle minutes, or some seconds out of sight. Pure:
 * time is passed in. Time is what the clock says, so that a phone that slept is locked when it wakes.
 * @module
 */

/** @typedef {{idle: number, hidden: number}} Patience milliseconds */

/** @type {Patience} */
export const PATIENCE = { idle: 5 * 60_000, hidden: 60_000 };

/** @param {Patience} patience @param {number} now milliseconds */
export function createIdle(patience, now) {
  let last = now;
  /** @type {number | null} */
  let hiddenSince = null;
  let overdue = false;

  /** A clock that was turned back counts as time gone by. @param {number} time */
  function due(time) {
    const gone = (/** @type {number} */ since) => (time < since ? Infinity : time - since);
    return overdue || gone(last) >= patience.idle || (hiddenSince !== null && gone(hiddenSince) >= patience.hidden);
  }

  return {
    due,
    /** The tap that wakes a phone comes too late to keep it open. @param {number} time */
    active(time) {
      overdue = due(time);
      last = time;
    },
    /** Coming into sight again does so too. @param {boolean} hidden @param {number} time */
    seen(hidden, time) {
      overdue = due(time);
      hiddenSince = hidden ? (hiddenSince ?? time) : null;
    },
    /** Another tab of the app is on the screen, and in use where it is `active`. @param {number} time @param {boolean} active */
    elsewhere(time, active) {
      if (hiddenSince !== null) hiddenSince = time;
      if (active) last = time;
    },
  };
}
