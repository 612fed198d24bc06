/** `<breathing-pacer>`: a moon that fills on the in-breath and empties on the out-breath. */

import { breathAt } from "../practice/clock.js";
import { buzz, canBuzz, createTones } from "../practice/senses.js";
import { word } from "../words.js";
import { numberAt, PacedElement } from "./paced.js";

class BreathingPacer extends PacedElement {
  breathing = { breaths: 1, inSeconds: 4, outSeconds: 6 };
  tones = createTones();
  phase = "";

  connectedCallback() {
    super.connectedCallback();
    const buzzing = /** @type {HTMLElement | null} */ (this.querySelector("[data-buzz]"));
    if (buzzing) buzzing.hidden = !canBuzz();
    this.sense("tones")?.addEventListener("change", () => (this.senses("tones") ? this.tones.wake() : this.tones.sleep()));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.tones.sleep();
  }

  /** @param {number} at */
  prepare(at) {
    const { breaths, in: inward, out } = this.dataset;
    this.breathing = { breaths: numberAt(breaths, at), inSeconds: numberAt(inward, at), outSeconds: numberAt(out, at) };
    this.phase = "";
  }

  /** @param {number} elapsed */
  told(elapsed) {
    const { phase, breath, count } = breathAt(elapsed, this.breathing);
    if (phase === "done") return true;
    const words = word(phase === "in" ? "breathe-in" : "breathe-out");
    if (phase !== this.phase) {
      this.phase = phase;
      this.show("phase", words);
      this.show("say", words);
      if (this.senses("tones")) this.tones.play(phase, this.breathing[`${phase}Seconds`]);
      if (this.senses("buzz")) buzz(phase);
    }
    this.show("count", String(count));
    const left = this.breathing.breaths - breath;
    this.show("left", left > 1 ? word("breaths-left", { count: left }) : word(left ? "breath-left" : "last-breath"));
    return false;
  }

  pause() {
    super.pause();
    // Told again when it goes on: whoever listens needs to know where the breath is.
    this.phase = "";
  }

  /** @param {number} elapsed */
  fullness(elapsed) {
    return breathAt(elapsed, this.breathing).fullness;
  }

  /** @param {"tones" | "buzz"} name */
  sense(name) {
    return /** @type {HTMLInputElement | null} */ (this.querySelector(`[data-sense="${name}"]`));
  }

  /** @param {"tones" | "buzz"} name */
  senses(name) {
    return this.sense(name)?.checked ?? false;
  }
}

customElements.define("breathing-pacer", BreathingPacer);
