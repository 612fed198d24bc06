/** `<quiet-timer>`: a stretch of quiet time; the moon fills once, slowly. */

import { countdownAt } from "../practice/clock.js";
import { word } from "../words.js";
import { numberAt, PacedElement } from "./paced.js";

class QuietTimer extends PacedElement {
  seconds = 30;

  /** @param {number} at */
  prepare(at) {
    this.seconds = numberAt(this.dataset.for, at);
    this.show("say", word("timer-started"));
  }

  /** @param {number} elapsed */
  told(elapsed) {
    const { left, done } = countdownAt(elapsed, this.seconds);
    this.show("count", word(left === 1 ? "second-left" : "seconds-left", { count: left }));
    if (done) this.show("say", word("timer-done"));
    return done;
  }

  /** @param {number} elapsed */
  fullness(elapsed) {
    return countdownAt(elapsed, this.seconds).progress;
  }
}

customElements.define("quiet-timer", QuietTimer);
