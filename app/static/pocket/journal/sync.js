/**
 * Sync: one run offers what waits and takes in what the server has, round trip by round trip, until
 * neither has anything the other lacks (PROTOCOL.md 4). Pure: the database, the vault, the way to the
 * server and the random source are passed in, so that what runs in the browser runs in the simulation.
 *
 * No clock decides anything, and nothing leaves the outbox for an answer alone: only for a page that
 * brings it back and whose cursor is stored.
 * @module
 */

import { createOutbox } from "./outbox.js";
import { createPages } from "./pages.js";
import { NotAnAnswer, PUSH_ITEMS } from "./wire.js";

const OFFERS = 3; // of one revision in a run; what is refused so often waits for the next
const PAGES = 2000; // of one run: a journal at its limit has fewer, and a server that never ends is left

/**
 * @typedef {import("./record.js").Row} Row
 * @typedef {import("./wire.js").Answer} Answer
 * @typedef {object} Transport
 * @property {(what: {cursor: string | null, after: number, push: Row[]}) => Promise<Answer>} exchange looked at, and believed
 * @property {(ids: string[]) => Promise<void>} erase
 *
 * @typedef {object} Outcome
 * @property {number} waiting heads that are not backed up
 * @property {boolean} full whether the server has no room for more
 */

/** The server says no, and why (PROTOCOL.md 6). */
export class Refused extends Error {
  /** @param {number} status @param {string} code @param {number | null} [wait] milliseconds, where it says when to come again */
  constructor(status, code, wait = null) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.wait = wait;
  }
}

/** There is no way to the server now, or none that can be trusted. */
export class Unreachable extends Error {}

/**
 * @param {Parameters<typeof createPages>[0] & {transport: Transport, taken?: (now: import("./record.js").Opened[]) => void}} ground
 *   `taken` hears what is another than it was, after each page
 */
export function createSync(ground) {
  const { transport, taken = () => {} } = ground;
  const outbox = createOutbox(ground);
  const pages = createPages(ground);
  let most = PUSH_ITEMS; // less where a large one does not get through

  /**
   * @param {{deletions?: "ask" | "take" | "keep"}} [options]
   * @returns {Promise<Outcome>}
   * @throws {Refused} @throws {Unreachable} @throws {NotAnAnswer} @throws {import("./incoming.js").TooManyDeleted}
   * @throws {import("./pages.js").TooMuchUnreadable} @throws {import("../vault/vault.js").Locked}
   *   and what was taken in until then stands, with its cursor
   */
  async function run({ deletions = "ask" } = {}) {
    const offers = createOffers();
    const many = { how: deletions, soFar: 0 };
    let diverged = 0;
    let more = false;
    let full = false;
    for (let round = 0; round < PAGES; round += 1) {
      const place = await outbox.place();
      // What the server may have is read first where its history was another than ours.
      /** @type {Row[]} */
      const push = more || place.behind ? [] : await outbox.take(most, offers.spent);
      /** @type {Answer | null} */
      const answer = await exchange(place, push, offers).catch(async (error) => {
        if (!(error instanceof Refused && error.code === "history_diverged") || (diverged += 1) > 2) throw error;
        await outbox.offerAll();
        return null;
      });
      if (!answer) continue;
      const { now, deleted } = await pages.apply(answer, place, many);
      many.soFar += deleted;
      if (now.length) taken(now);
      full ||= answer.results.some(({ status }) => status === "over_quota");
      offers.count(answer);
      more = answer.more;
      if (more || place.behind) continue;
      if (!push.length || !(await outbox.rest(offers.spent))) return finish(full);
    }
    throw new NotAnAnswer("without an end");
  }

  /** @param {import("./outbox.js").Place} place @param {Row[]} push @param {ReturnType<typeof createOffers>} offers */
  async function exchange({ cursor, seq }, push, offers) {
    try {
      const answer = await transport.exchange({ cursor, after: seq, push });
      most = Math.min(PUSH_ITEMS, most * 2);
      return answer;
    } catch (error) {
      const tooLarge = error instanceof Refused && error.status === 413;
      if (push.length > 0 && (tooLarge || error instanceof Unreachable)) most = Math.max(1, Math.floor(push.length / 2));
      if (!tooLarge || !push.length) throw error;
      if (push.length === 1) offers.spent.add(push[0].rev); // it waits, and holds up no other
      return null;
    }
  }

  /** @param {boolean} full @returns {Promise<Outcome>} */
  async function finish(full) {
    const ids = await outbox.erasures();
    if (ids.length) {
      await transport.erase(ids);
      await outbox.erased(ids);
    }
    return { waiting: await outbox.count(), full };
  }

  return { run, outbox };
}

/** How often each revision was offered in this run. */
function createOffers() {
  /** @type {Map<string, number>} */
  const times = new Map();
  const spent = new Set(/** @type {string[]} */ ([]));
  return {
    /** Revs that are not offered again before the next run. */
    spent,
    /** @param {Answer} answer */
    count({ results }) {
      for (const { rev, status } of results) {
        const offered = (times.get(rev) ?? 0) + 1;
        times.set(rev, offered);
        if (offered >= OFFERS || ["too_large", "over_quota", "invalid"].includes(status)) spent.add(rev);
      }
    },
  };
}
