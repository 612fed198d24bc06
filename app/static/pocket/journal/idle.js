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
  return {
    /** @param {number} time */
    active(time) {
      last = time;
    },
    /** @param {boolean} hidden @param {number} time */
    seen(hidden, time) {
      hiddenSince = hidden ? (hiddenSince ?? time) : null;
    },
    /** Another tab of the app is on the screen. @param {number} time */
    elsewhere(time) {
      if (hiddenSince !== null) hiddenSince = time;
    },
    /** A clock that was turned back counts as time gone by. @param {number} time */
    due(time) {
      const gone = (/** @type {number} */ since) => (time < since ? Infinity : time - since);
      return gone(last) >= patience.idle || (hiddenSince !== null && gone(hiddenSince) >= patience.hidden);
    },
  };
}
