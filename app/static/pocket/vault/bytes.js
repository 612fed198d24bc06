/** Bytes as text: base64url without padding, canonical, and UTF-8 (PROTOCOL.md). */

const CHUNK = 0x8000; // arguments that String.fromCharCode takes at once without a full stack

/** @param {Uint8Array} bytes */
export function toBase64url(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {SyntaxError} for other letters, or for stray tail bits
 */
export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new SyntaxError("not base64url");
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  if (toBase64url(bytes) !== text) throw new SyntaxError("not canonical base64url");
  return bytes;
}

// Made once: a journal has thousands of texts.
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export const utf8 = (text) => /** @type {Uint8Array<ArrayBuffer>} */ (encoder.encode(text));

/** @param {Uint8Array} bytes @throws {TypeError} where the bytes are not UTF-8 */
export const fromUtf8 = (bytes) => decoder.decode(bytes);

/** @param {Uint8Array | undefined} a @param {Uint8Array | undefined} b */
export const sameBytes = (a, b) => a?.length === b?.length && (a ?? []).every((byte, at) => byte === b?.[at]);

/**
 * A source of random bytes; passed in wherever one is needed, so that tests can say what it gives.
 * @typedef {(length: number) => Uint8Array<ArrayBuffer>} RandomBytes
 */

/** @type {RandomBytes} */
export const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/** 16 random bytes, 22 letters: the form of every id. @param {RandomBytes} random */
export const newId = (random) => toBase64url(random(16));
