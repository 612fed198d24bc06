/**
 * What the breathing pacer and the quiet timer share: a stopwatch that can be paused and taken up
 * again, a screen that stays on, drawing by frames and deciding by a coarse tick, so that a hidden
 * tab, where no frames come, still comes to its end.
 * @module
 */

import { createStopwatch } from "../practice/clock.js";
import { createWakeLock } from "../practice/wake-lock.js";
import { word } from "../words.js";

const TICK = 200; // milliseconds; a phase change is at most this late to be spoken

const stillness = matchMedia("(prefers-reduced-motion: reduce)");

/** Fires `elapsed` (detail: milliseconds) about once a second, and `finished` once. */
export class PacedElement extends HTMLElement {
  stopwatch = createStopwatch(() => performance.now());
  wakeLock = createWakeLock();
  ticking = 0;
  frame = 0;
  toldSecond = -1;

  connectedCallback() {
    this.pauseButton = /** @type {HTMLButtonElement} */ (this.querySelector("[data-pause]"));
    this.pauseButton.addEventListener("click", () => (this.stopwatch.running() ? this.pause() : this.go()));
  }

  disconnectedCallback() {
    this.pause();
  }

  /** @param {number} at which of the exercise's lengths @param {number} [elapsed] milliseconds already run */
  begin(at, elapsed = 0) {
    this.pause();
    this.stopwatch = createStopwatch(() => performance.now(), elapsed);
    this.prepare(at);
    this.go();
  }

  go() {
    if (this.ticking) return;
    this.stopwatch.start();
    this.wakeLock.hold();
    this.ticking = setInterval(() => this.tick(), TICK);
    this.showPause(word("pause"));
    this.tick();
    this.drawFrames();
  }

  /** Safe to call at any time, more than once. */
  pause() {
    this.stopwatch.pause();
    this.wakeLock.release();
    clearInterval(this.ticking);
    cancelAnimationFrame(this.frame);
    this.ticking = 0;
    this.showPause(word("carry-on"));
  }

  tick() {
    const elapsed = this.stopwatch.elapsed();
    const done = this.told(elapsed);
    const second = Math.floor(elapsed / 1000);
    if (second !== this.toldSecond) {
      this.toldSecond = second;
      this.dispatchEvent(new CustomEvent("elapsed", { detail: elapsed, bubbles: true }));
    }
    if (done) {
      this.pause();
      this.dispatchEvent(new CustomEvent("finished", { bubbles: true }));
    }
  }

  drawFrames() {
    if (!this.ticking) return;
    if (!stillness.matches) this.drawMoon(this.fullness(this.stopwatch.elapsed()));
    this.frame = requestAnimationFrame(() => this.drawFrames());
  }

  /** A moon lit from the right by this much. @param {number} full 0 to 1 */
  drawMoon(full) {
    const edge = 100 * Math.abs(1 - 2 * full);
    const path = `M0-100A100 100 0 0 1 0 100A${edge.toFixed(2)} 100 0 0 ${full < 0.5 ? 0 : 1} 0-100Z`;
    this.querySelector(".moon-lit")?.setAttribute("d", path);
    this.querySelector("[data-moon]")?.setAttribute("transform", `scale(${(0.8 + 0.2 * full).toFixed(3)})`);
  }

  /** @param {string} name @param {string} text */
  show(name, text) {
    const place = this.querySelector(`[data-${name}]`);
    if (place && place.textContent !== text) place.textContent = text;
  }

  /** @param {string} words */
  showPause(words) {
    if (this.pauseButton) this.pauseButton.textContent = words;
  }

  /** @param {number} _at */
  prepare(_at) {}

  /** Shows and says where it stands; true when it is over. @param {number} _elapsed @returns {boolean} */
  told(_elapsed) {
    return true;
  }

  /** @param {number} _elapsed @returns {number} 0 to 1 */
  fullness(_elapsed) {
    return 0;
  }
}

/** One number out of an attribute that holds one for each length. @param {string | undefined} list @param {number} at */
export const numberAt = (list, at) => Number((list ?? "").split(" ")[at]);
