/**
 * Where a breath or a quiet time stands, from elapsed time alone. Pure: it never asks what time
 * it is, so a tab that was hidden, or a phone call, cannot make it wrong (F34).
 * @module
 */

/**
 * @typedef {{breaths: number, inSeconds: number, outSeconds: number}} Breathing
 * @typedef {object} Breath
 * @property {"in" | "out" | "done"} phase
 * @property {number} breath   which breath, from 1; the number of breaths when done
 * @property {number} count    the second within the phase, from 1, as one counts aloud; 0 when done
 * @property {number} fullness how full the moon is, 0 to 1
 * @property {number} progress how much of the whole is over, 0 to 1
 */

/**
 * @param {number} elapsed milliseconds since the first in-breath, pauses left out; below 0 is 0
 * @param {Breathing} breathing
 * @returns {Breath}
 */
export function breathAt(elapsed, { breaths, inSeconds, outSeconds }) {
  const cycle = (inSeconds + outSeconds) * 1000;
  const whole = cycle * breaths;
  const at = Math.max(0, elapsed);
  if (at >= whole) return { phase: "done", breath: breaths, count: 0, fullness: 0, progress: 1 };
  const within = at % cycle;
  const breath = Math.floor(at / cycle) + 1;
  const progress = at / whole;
  if (within < inSeconds * 1000) {
    const part = within / (inSeconds * 1000);
    return { phase: "in", breath, count: counted(within), fullness: eased(part), progress };
  }
  const out = within - inSeconds * 1000;
  const part = out / (outSeconds * 1000);
  return { phase: "out", breath, count: counted(out), fullness: 1 - eased(part), progress };
}

/**
 * @param {number} elapsed milliseconds, pauses left out
 * @param {number} seconds how long the quiet time is
 * @returns {{left: number, progress: number, done: boolean}} `left` in whole seconds, rounded up
 */
export function countdownAt(elapsed, seconds) {
  const at = Math.max(0, elapsed);
  const left = Math.max(0, seconds - at / 1000);
  return { left: Math.ceil(left), progress: Math.min(1, at / (seconds * 1000)), done: left === 0 };
}

/**
 * A stopwatch over a monotonic clock, with pauses.
 * @param {() => number} now monotonic milliseconds (`performance.now`)
 * @param {number} [before] milliseconds that had already elapsed, after an interruption
 */
export function createStopwatch(now, before = 0) {
  let elapsed = before;
  /** @type {number | null} */
  let since = null;
  const read = () => elapsed + (since === null ? 0 : Math.max(0, now() - since));
  return {
    /** Milliseconds run so far, pauses left out. */
    elapsed: read,
    running: () => since !== null,
    start() {
      since ??= now();
    },
    pause() {
      elapsed = read();
      since = null;
    },
  };
}

/** @param {number} milliseconds */
const counted = (milliseconds) => Math.floor(milliseconds / 1000) + 1;

/** A breath has no corners: half a cosine wave. @param {number} part */
const eased = (part) => (1 - Math.cos(Math.PI * part)) / 2;
