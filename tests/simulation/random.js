/** A source of everything that happens by chance in a world, from one seed. */

import { createHash } from "node:crypto";

import { seeded } from "../client/support/identifier-set.js";

/** @param {number} seed */
export function createRandom(seed) {
  const next = seeded(seed);
  let drawn = 0;
  return {
    /** Whether something happens that does so with this probability. @param {number} probability */
    chance: (probability) => next() < probability,
    /** @param {number} limit @returns {number} from 0 up to it */
    below: (limit) => Math.floor(next() * limit),
    /** @template T @param {T[]} from @returns {T} */
    pick: (from) => from[Math.floor(next() * from.length)],
    /** @param {Record<string, number>} weights @returns {string} */
    weighted(weights) {
      let left = next() * Object.values(weights).reduce((sum, each) => sum + each);
      return Object.entries(weights).find(([, weight]) => (left -= weight) < 0)?.[0] ?? Object.keys(weights)[0];
    },
    /** Never the same again, as a browser's is. @type {import("../../app/static/pocket/vault/bytes.js").RandomBytes} */
    bytes(length) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        bytes.set(createHash("sha256").update(`${seed}:${(drawn += 1)}`).digest().subarray(0, Math.min(32, length - at)), at);
      }
      return bytes;
    },
  };
}

/** @typedef {ReturnType<typeof createRandom>} Random */
