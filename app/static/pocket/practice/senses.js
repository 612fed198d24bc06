/**
 * Ways to follow a breath without looking: two soft tones and two patterns of buzzing, different
 * for in and out. Both are off until asked for. Tones are made here, from one sine wave.
 * @module
 */

const TONES = { in: [196, 294], out: [294, 196] }; // hertz: a fifth up, a fifth down
const BUZZES = { in: [60, 80, 60], out: [220] }; // milliseconds: two short, one long
const LOUDNESS = 0.12;

export const canBuzz = () => typeof navigator.vibrate === "function";

/** @param {"in" | "out"} phase */
export function buzz(phase) {
  navigator.vibrate?.(BUZZES[phase]);
}

export function createTones() {
  /** @type {AudioContext | undefined} */
  let audio;
  return {
    /** To be called from a tap: browsers give no sound without one. */
    async wake() {
      audio ??= new AudioContext();
      await audio.resume();
    },
    /** @param {"in" | "out"} phase @param {number} seconds */
    play(phase, seconds) {
      if (!audio || audio.state !== "running") return;
      const [from, to] = TONES[phase];
      const start = audio.currentTime;
      const wave = audio.createOscillator();
      const volume = audio.createGain();
      wave.frequency.setValueAtTime(from, start);
      wave.frequency.linearRampToValueAtTime(to, start + seconds);
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(LOUDNESS, start + seconds * 0.4);
      volume.gain.linearRampToValueAtTime(0, start + seconds * 0.95);
      wave.connect(volume).connect(audio.destination);
      wave.start(start);
      wave.stop(start + seconds);
    },
    async sleep() {
      await audio?.close();
      audio = undefined;
    },
  };
}
