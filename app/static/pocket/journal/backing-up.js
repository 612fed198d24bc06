/**
 * "Back up and sync" as this browser does it: the way to the server, the account, its groups, and what makes sync run.
 * @module
 */

import { createAccount } from "./account.js";
import { createGroups } from "./groups.js";
import { createSync } from "./sync.js";
import { createSyncing } from "./syncing.js";
import { createTransport } from "./transport.js";

const LOCK = "between-visits/sync";

/**
 * @param {{db: import("./database.js").Database, vault: import("../vault/vault.js").Vault, tools: import("../vault/lock.js").Tools,
 *   locking: import("./locking.js").Locking, taken: (now: import("./record.js").Opened[]) => void}} ground
 */
export function backUp({ db, vault, tools, locking, taken }) {
  const transport = createTransport({ fetch: (...call) => globalThis.fetch(...call) });
  const account = createAccount({ db, vault, tools, locking, call: transport.call, device: deviceLabel });
  const sync = createSync({ db, vault, random: tools.random, subtle: tools.subtle, transport, taken: arrived });
  const groups = createGroups({ db, vault, subtle: tools.subtle, transport, clock, random: Math.random });
  const syncing = createSyncing({ db, vault, sync, account, alone, clock, random: Math.random, afterwards: () => groups.refresh().then(groups.arm) });

  /** @param {import("./record.js").Opened[]} now */
  function arrived(now) {
    syncing.came(now.length);
    taken(now);
  }

  return { account, groups, syncing };
}

/** What wakes it: the signal, and being looked at. @param {{wake: () => void}} syncing */
export function wakeOnSignal(syncing) {
  addEventListener("online", () => syncing.wake());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && syncing.wake());
  syncing.wake();
}

/** @type {import("./syncing.js").Clock} */
const clock = {
  now: () => new Date().toISOString(),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** One tab syncs; one that closes lets the next by itself. @returns {Promise<(() => void) | null>} */
function alone() {
  if (!globalThis.navigator?.locks) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      return new Promise((done) => resolve(() => done(undefined)));
    });
  });
}

/** What the list of devices calls this one: the kind of browser and of machine, and nothing that is more one's own. */
function deviceLabel() {
  const { userAgent } = navigator;
  const machine = ["iPhone", "iPad", "Android", "Windows", "Macintosh", "CrOS", "Linux"].find((each) => userAgent.includes(each));
  const browser = ["Edg", "Firefox", "Chrome", "Safari"].find((each) => userAgent.includes(each));
  const named = { Macintosh: "Mac", CrOS: "Chromebook", Edg: "Edge" };
  return [browser, machine].map((each) => each && (named[/** @type {keyof named} */ (each)] ?? each)).filter(Boolean).join(", ") || "?";
}
