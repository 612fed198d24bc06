/**
 * The tabs of one device, kept together: what one changes the others show, and all of them lock and
 * open at once. Keys go from tab to tab as CryptoKeys that no script can read out.
 * @module
 */

const PATIENCE = 250; // milliseconds that a new tab waits for an open one to answer
const SAVING = 3000; // milliseconds that a lock waits for drafts

/**
 * @param {BroadcastChannel} channel
 * @param {import("../vault/vault.js").Vault} vault
 * @param {import("./locking.js").Locking} locking
 */
export function createTabs(channel, vault, locking) {
  const changes = new Set(/** @type {(() => void)[]} */ ([]));
  const locks = new Set(/** @type {(() => void)[]} */ ([]));
  const wipes = new Set(/** @type {(() => void)[]} */ ([]));
  const shown = new Set(/** @type {(() => void)[]} */ ([]));
  const before = new Set(/** @type {(() => Promise<unknown>)[]} */ ([]));

  const actives = new Set(/** @type {(() => void)[]} */ ([]));
  let falls = 0; // how often the lock was told to fall
  let falling = false; // drafts are being saved, and then it falls

  /** @template T @param {Set<T>} all @param {T} one */
  function join(all, one) {
    all.add(one);
    return () => {
      all.delete(one);
    };
  }

  const call = (/** @type {Set<() => void>} */ all) => [...all].forEach((one) => one());

  channel.addEventListener("message", ({ data }) => {
    if (data === "changed") call(changes);
    else if (data === "wiped") call(wipes), location.reload();
    else if (data === "shown") call(shown);
    else if (data === "lock") lockHere();
    else if (data === "opened") fresh();
    else if (data === "active") call(actives);
    else if (data === "who is open?" && vault.keys && !falling) give();
    else if (data?.keys) take(data);
  });

  const give = () => channel.postMessage({ keys: vault.keys, vaultId: vault.vaultId });

  /** @param {{keys: import("../vault/lock.js").OpenKeys, vaultId: string}} given */
  async function take({ keys, vaultId }) {
    const fallsBefore = falls;
    await locking.fresh();
    // A lock that fell meanwhile is not opened again by keys that were on their way.
    if (falls !== fallsBefore || !vault.hasLock || vaultId !== vault.vaultId) return;
    const was = vault.locked;
    vault.open(keys);
    if (was) call(locks);
  }

  /** Another tab has set, opened, changed or removed the lock. */
  async function fresh() {
    await locking.fresh();
    call(locks);
  }

  async function lockHere() {
    falls += 1;
    if (vault.locked || !vault.hasLock) return;
    falling = true;
    // Drafts first: what cannot be saved now is not waited for, and stays on the screen that says so.
    const saved = Promise.allSettled([...before].map((one) => one()));
    await Promise.race([saved, new Promise((late) => setTimeout(late, SAVING))]);
    falling = false;
    vault.forget();
    call(locks);
  }

  return {
    /** @param {"changed" | "shown" | "active" | "wiped"} what */
    tell: (what) => channel.postMessage(what),
    /** Locks every tab, drafts first. */
    async lock() {
      channel.postMessage("lock");
      await lockHere();
    },
    /** This tab has opened the journal, or changed how it opens. */
    opened() {
      if (vault.keys) give(); // first, so that no tab finds itself locked between the two
      channel.postMessage("opened");
      call(locks);
    },
    /** Where another tab is open, this one opens with it. */
    async join() {
      if (!vault.locked) return;
      await new Promise((resolve) => {
        const stop = join(locks, () => resolve(undefined));
        setTimeout(() => (stop(), resolve(undefined)), PATIENCE);
        channel.postMessage("who is open?");
      });
    },
    /** What other tabs change. @param {() => void} listener */
    onChange: (listener) => join(changes, listener),
    /** Whenever the journal has been locked or opened. @param {() => void} listener */
    onLock: (listener) => join(locks, listener),
    /** Another tab wipes this device. @param {() => void} listener */
    onWipe: (listener) => join(wipes, listener),
    /** Somebody does something in another tab. @param {() => void} listener */
    onActive: (listener) => join(actives, listener),
    /** Another tab is on the screen. @param {() => void} listener */
    onShown: (listener) => join(shown, listener),
    /** What is done before the keys go. @param {() => Promise<unknown>} work */
    beforeLock: (work) => join(before, work),
  };
}
