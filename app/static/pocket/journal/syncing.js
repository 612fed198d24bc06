/**
 * When sync runs, and what is said of it: at the start, when the signal is back, when the app comes into
 * sight, five seconds after something was saved; after a failure later and later, up to a quarter of an
 * hour, each device at a moment of its own. One tab does it for all. Pure: clock, timers and random are
 * passed in.
 * @module
 */

import { Locked } from "../vault/vault.js";
import { TooManyDeleted } from "./incoming.js";
import { Refused, Unreachable } from "./sync.js";

const AFTER_A_SAVE = 5000; // milliseconds
const FIRST = 5000;
const LONGEST = 15 * 60_000;
const LONGEST_ASKED = 24 * 60 * 60_000; // a timer of more than 24 days would go off at once

/**
 * @typedef {"unreachable" | "sign-in" | "update" | "full" | "deletions" | "failed"} Why
 * @typedef {{why: Why, since: string, count?: number}} Trouble `since` is an ISO time; `count` of deletions
 * @typedef {{user: string | null, waiting: number, busy: boolean, came: number, trouble: Trouble | null}} Status `came` is how
 *   many records came in this run
 * @typedef {{now: () => string, after: (milliseconds: number, work: () => void) => () => void}} Clock `after` gives what calls it off
 */

/** What waits longer at each failure: a random part of a time that doubles ("full jitter"). @param {number} failures @param {number} random from 0 to 1 */
export const delayAfter = (failures, random) => random * Math.min(LONGEST, FIRST * 2 ** failures);

/**
 * @param {{db: import("./database.js").Database, vault: import("../vault/vault.js").Vault,
 *   sync: ReturnType<typeof import("./sync.js").createSync>, account: import("./account.js").AccountCalls,
 *   alone: () => Promise<(() => void) | null>, clock: Clock, random: () => number, afterwards?: () => Promise<unknown>}} ground
 *   `alone` gives what lets the other tabs go on, or null where another tab is syncing; `afterwards` follows a run that
 *   reached the server, and never rejects
 */
export function createSyncing({ db, vault, sync, account, alone, clock, random, afterwards = async () => {} }) {
  const listeners = new Set(/** @type {(() => void)[]} */ ([]));
  let failures = 0;
  let on = false;
  let busy = false;
  let again = false;
  let came = 0;
  let waits = () => {};
  let held = false; // the server has said when to come again
  /** What the person says of many deletions, until a run has heard it. @type {"take" | "keep" | null} */
  let wish = null;

  const tell = () => [...listeners].forEach((listener) => listener());

  /** @returns {Promise<Trouble | null>} */
  const trouble = async () => (await db.read(["meta"], (tx) => tx.objectStore("meta").get("trouble")))?.trouble ?? null;

  /** Written down, so that days later and after a restart it is still told since when (F30). @param {Why | null} why @param {number} [count] */
  const setTrouble = (why, count) =>
    db.write(["meta"], async (tx) => {
      const before = (await tx.objectStore("meta").get("trouble"))?.trouble;
      if (!why) return tx.objectStore("meta").delete("trouble");
      const since = before?.why === why ? before.since : clock.now();
      await tx.objectStore("meta").put({ name: "trouble", trouble: { why, since, ...(count !== undefined && { count }) } });
    });

  /** The signal is back, or the app is in sight: a failure of before says nothing of now. */
  function wake() {
    if (held) return;
    now().catch((error) => console.info("not synced", error)); // a store that fails is told where words are saved
  }

  /** @param {number} milliseconds */
  function later(milliseconds) {
    waits();
    waits = clock.after(milliseconds, () => {
      held = false;
      wake();
    });
  }

  /**
   * Syncs now, unless it is done already, or there is nobody to sync with. What is said of deletions is
   * kept for the next run that reaches the server, where this one cannot be it.
   * @param {{deletions?: "take" | "keep"}} [options]
   */
  async function now({ deletions } = {}) {
    wish = deletions ?? wish;
    if (busy) {
      again = true;
      return;
    }
    on = (await account.read()) !== null;
    if (vault.locked || !on) return tell();
    const free = await alone();
    if (!free) {
      later(AFTER_A_SAVE);
      return tell();
    }
    busy = true;
    again = false;
    came = 0;
    held = false;
    waits();
    tell();
    try {
      const said = wish;
      const { full } = await sync.run({ deletions: said ?? "ask" });
      if (wish === said) wish = null;
      failures = 0;
      await setTrouble(full ? "full" : null);
      afterwards();
    } catch (error) {
      await failed(error);
    } finally {
      busy = false;
      free();
      tell();
    }
    if (again && !held) later(wish ? 0 : AFTER_A_SAVE);
  }

  /** @param {unknown} error */
  async function failed(error) {
    if (error instanceof Locked) return; // it goes on at unlock
    failures += 1;
    if (error instanceof TooManyDeleted) return setTrouble("deletions", error.count);
    // A session that came from a recovery that was not finished may do nothing here.
    if (error instanceof Refused && (error.status === 401 || error.code === "not_allowed")) {
      await account.settle().catch(() => {}); // asked again at the next
      return setTrouble("sign-in");
    }
    if (error instanceof Refused && error.code === "client_too_old") return setTrouble("update");
    const passing = error instanceof Unreachable || (error instanceof Refused && [429, 503, 507].includes(error.status));
    if (!passing) console.info("not synced", error);
    const wait = error instanceof Refused ? Math.min(error.wait ?? 0, LONGEST_ASKED) : 0;
    held = wait > 0;
    later(Math.max(wait, delayAfter(failures, random())));
    await setTrouble(passing ? "unreachable" : "failed");
  }

  return {
    now,
    /** Something was saved. */
    soon() {
      if (!on) return;
      tell();
      if (busy) again = true;
      else if (failures === 0) later(AFTER_A_SAVE);
    },
    wake,
    /** A page came in. @param {number} count records */
    came(count) {
      came += count;
      tell();
    },
    /** @returns {Promise<Status>} */
    async status() {
      const [who, waiting, told] = [await account.read(), await sync.outbox.count(), await trouble()];
      return { user: who?.user ?? null, waiting, busy, came, trouble: told };
    },
    /** Whatever changes in it. @param {() => void} listener */
    onStatus(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** @typedef {ReturnType<typeof createSyncing>} Syncing */
