/**
 * The recovery code: 20 random bytes, written so that a person can copy it from paper
 * (PROTOCOL.md 1; the letters are Douglas Crockford's base 32).
 * @module
 */

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BYTES = 20;

/** What was typed is no recovery code. */
export class NotACode extends Error {}

/** @param {Uint8Array} bytes 20 bytes @returns {string} 8 groups of 4 */
export function writeCode(bytes) {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  const letters = bits.match(/.{5}/g)?.map((five) => LETTERS[parseInt(five, 2)]).join("") ?? "";
  return letters.match(/.{4}/g)?.join("-") ?? "";
}

/**
 * @param {string} typed case, spaces and hyphens do not matter; O is 0, I and L are 1
 * @returns {Uint8Array<ArrayBuffer>} 20 bytes
 * @throws {NotACode}
 */
export function readCode(typed) {
  const letters = typed.toUpperCase().replace(/[\p{White_Space}\p{Dash}]/gu, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  const places = [...letters].map((letter) => LETTERS.indexOf(letter));
  if (places.length !== (BYTES * 8) / 5 || places.includes(-1)) throw new NotACode();
  const bits = places.map((place) => place.toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (eight) => parseInt(eight, 2));
}

/** @param {import("./bytes.js").RandomBytes} random */
export const newCode = (random) => random(BYTES);
