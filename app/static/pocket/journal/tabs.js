/**
 * The tabs of one device, kept together: what one changes the others show, and all of them lock and
 * open at once. Keys go from tab to tab as CryptoKeys that no script can read out.
 *
 * Messages of several tabs overtake each other, so the tabs count how often the lock has fallen: keys
 * that were given before it fell open nothing after it.
 * @module
 */

import { NotKept } from "./database.js";

const PATIENCE = 250; // milliseconds that a new tab waits for an open one to answer
const LAST_WORDS = 3000; // milliseconds that the lock waits for what is being saved: it is to fall, whatever hangs

/**
 * @param {BroadcastChannel} channel
 * @param {import("../vault/vault.js").Vault} vault
 * @param {import("./locking.js").Locking} locking
 */
export function createTabs(channel, vault, locking) {
  const changes = new Set(/** @type {(() => void)[]} */ ([]));
  const screens = new Set(/** @type {(() => void)[]} */ ([]));
  const locks = new Set(/** @type {(() => void)[]} */ ([]));
  const wipes = new Set(/** @type {(() => void)[]} */ ([]));
  const shown = new Set(/** @type {((active: boolean) => void)[]} */ ([]));
  const before = new Set(/** @type {(() => Promise<unknown>)[]} */ ([]));

  /** @template T @param {Set<T>} all @param {T} one */
  function join(all, one) {
    all.add(one);
    return () => {
      all.delete(one);
    };
  }

  const call = (/** @type {Set<() => void>} */ all) => [...all].forEach((one) => one());

  /** How often the lock has fallen, as far as this tab has heard. */
  let falls = 0;
  /** @type {Promise<void> | null} while the lock is falling here */
  let falling = null;

  channel.addEventListener("message", ({ data }) => {
    if (data === "changed") call(changes), call(screens);
    else if (data === "wiped") call(wipes), location.reload();
    else if (data === "shown" || data === "active") [...shown].forEach((one) => one(data === "active"));
    else if (data === "opened") hear(fresh);
    else if (typeof data?.falls === "number") hear(() => heard(data));
  });

  /** What the disk does not tell now is asked again at the next write, and told then. @param {() => Promise<unknown>} work */
  const hear = (work) =>
    work().catch((error) => {
      if (!(error instanceof NotKept)) throw error;
    });

  /** What another tab gives; nothing to open with where this one is locked, or about to be. */
  function give() {
    const keys = vault.keys && !falling ? { keys: vault.keys, vaultId: vault.vaultId } : {};
    channel.postMessage({ falls, ...keys });
  }

  const ask = () => channel.postMessage({ falls, asks: true });

  /** @param {{falls: number, lock?: true, asks?: true, keys?: import("../vault/lock.js").OpenKeys, vaultId?: string}} told */
  async function heard({ falls: theirs, lock, asks, keys, vaultId }) {
    if (keys) return take(keys, vaultId, theirs);
    falls = Math.max(falls, theirs);
    if (lock) await lockHere();
    else if (asks) give();
  }

  /** @param {import("../vault/lock.js").OpenKeys} keys @param {string | undefined} vaultId @param {number} given */
  async function take(keys, vaultId, given) {
    await locking.fresh();
    // Looked at after the wait: the lock may have fallen in it.
    if (given < falls || falling || !vault.hasLock || vaultId !== vault.vaultId) return;
    falls = given;
    const was = vault.locked;
    vault.open(keys);
    if (was) call(locks);
  }

  /** Another tab has set, opened, changed or removed the lock. */
  async function fresh() {
    await locking.fresh();
    call(locks);
    // Keys that were given before this tab was as far as the others come again.
    if (vault.locked) ask();
  }

  function lockHere() {
    falling ??= fall().finally(() => (falling = null));
    return falling;
  }

  async function fall() {
    if (vault.locked || !vault.hasLock) return;
    // Drafts first: what cannot be saved now is not waited for, and stays on the screen that says so.
    const saved = Promise.allSettled([...before].map((one) => one()));
    await Promise.race([saved, new Promise((resolve) => setTimeout(resolve, LAST_WORDS))]);
    vault.forget();
    call(locks);
  }

  return {
    /** @param {"changed" | "shown" | "active" | "wiped"} what */
    tell: (what) => channel.postMessage(what),
    /** Locks every tab, drafts first. */
    async lock() {
      falls += 1;
      channel.postMessage({ falls, lock: true });
      await lockHere();
    },
    /** This tab has opened the journal, or changed how it opens. */
    opened() {
      give(); // first, so that no tab finds itself locked between the two
      channel.postMessage("opened");
      call(locks);
    },
    /** Where another tab is open, this one opens with it; and it hears how often the lock has fallen. */
    async join() {
      if (!vault.locked) return ask();
      await new Promise((resolve) => {
        const stop = join(locks, () => resolve(undefined));
        setTimeout(() => (stop(), resolve(undefined)), PATIENCE);
        ask();
      });
    },
    /** What other tabs change. @param {() => void} listener */
    onChange: (listener) => join(changes, listener),
    /** What other tabs change, and what comes from other devices: to be shown. @param {() => void} listener */
    onArrival: (listener) => join(screens, listener),
    /** Something has come from another device. */
    arrived: () => call(screens),
    /** Whenever the journal has been locked or opened. @param {() => void} listener */
    onLock: (listener) => join(locks, listener),
    /** Another tab wipes this device. @param {() => void} listener */
    onWipe: (listener) => join(wipes, listener),
    /** Another tab is on the screen, and in use or not. @param {(active: boolean) => void} listener */
    onShown: (listener) => join(shown, listener),
    /** What is done before the keys go. @param {() => Promise<unknown>} work */
    beforeLock: (work) => join(before, work),
  };
}
