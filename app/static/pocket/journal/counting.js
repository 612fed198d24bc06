/**
 * "Count me (no name)": when a mark goes, and what it is (PROTOCOL.md 5). Late and at a moment of its own,
 * apart from whatever says who somebody is. Pure: clock and random are passed in.
 * @module
 */

import { utf8, toBase64url } from "../vault/bytes.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LONGEST = 72 * HOUR;
const LAST_CHANCE = 24 * HOUR; // before the counting ends: from then on it goes as soon as it can

/** The day on which it closes is part of it, on the server's calendar, which is UTC. @param {string} closes as `2026-11-23` @returns {number} milliseconds */
export const endOf = (closes) => Date.parse(`${closes}T00:00:00Z`) + 24 * HOUR;

/** @param {string} closes @param {number} now */
const isLastChance = (closes, now) => now >= endOf(closes) - LAST_CHANCE;

/**
 * When a mark may go: 1 to 72 hours from now, and before the last day.
 * @param {string} closes @param {number} now milliseconds @param {number} random from 0 to 1 @returns {number} milliseconds
 */
export function goesAt(closes, now, random) {
  const last = Math.max(now, endOf(closes) - LAST_CHANCE);
  const first = Math.min(now + HOUR, last);
  return first + random * (Math.min(now + LONGEST, last) - first);
}

/** Which mark is to go now, if any. One at a time: two that came together would be of one person. @param {import("./suggested.js").Held} held @param {number} now @returns {import("./suggested.js").Assignment | null} */
export function dueMark({ assignments, marks }, now) {
  const isDue = (/** @type {import("./suggested.js").Assignment} */ { id, closes }) => {
    const mark = marks[id];
    return mark && !mark.sent && now < endOf(closes) && (now >= Date.parse(mark.at) || isLastChance(closes, now));
  };
  return assignments.find(isDue) ?? null;
}

/** How long nothing is sent before a mark, and how long one waits after whatever was. @param {string} closes @param {number} now @param {number} random from 0 to 1 */
export function apart(closes, now, random) {
  const least = isLastChance(closes, now) ? 5000 : MINUTE;
  return { least, wait: least * (1 + 4 * random) };
}

/** @param {SubtleCrypto} subtle @param {CryptoKey} tallyKey @param {string} assignment its id @returns {Promise<string>} the same from each of a person's devices, and to nobody else anybody's */
export const tokenOf = async (subtle, tallyKey, assignment) => toBase64url(new Uint8Array(await subtle.sign("HMAC", tallyKey, utf8(assignment))));
