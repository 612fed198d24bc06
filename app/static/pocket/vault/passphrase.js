/**
 * Passphrases: one form for what a person typed, whatever the keyboard made of it, and a suggestion
 * of four words (PROTOCOL.md 1). Pure: the source of random bytes is passed in.
 * @module
 */

const LEAST = 15; // code points
const MOST = 128;

/** Not there, too short or too long; `which` says which. */
export class UnfitPassphrase extends Error {
  /** @param {"empty" | "short" | "long"} which */
  constructor(which) {
    super(`too ${which}`);
    this.which = which;
  }
}

/**
 * NFKC, no white space around, one space within: phone keyboards append spaces, and compose letters
 * in more than one way (F45). White space is Unicode's own property, so that every language agrees.
 * @param {string} typed
 * @returns {string} 15 to 128 code points
 * @throws {UnfitPassphrase}
 */
export function normalised(typed) {
  const text = typed.normalize("NFKC").replace(/\p{White_Space}+/gu, " ").replace(/^ | $/g, "");
  const length = [...text].length;
  if (length === 0) throw new UnfitPassphrase("empty");
  if (length < LEAST) throw new UnfitPassphrase("short");
  if (length > MOST) throw new UnfitPassphrase("long");
  return text;
}

/**
 * Four words, each as likely as any other: the list has a power of two of them.
 * @param {readonly string[]} words
 * @param {import("./bytes.js").RandomBytes} random
 */
export function suggestion(words, random) {
  const view = new DataView(random(8).buffer);
  const four = [0, 2, 4, 6].map((at) => words[view.getUint16(at) % words.length]);
  return four.join(" ");
}
