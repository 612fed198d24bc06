/**
 * Setting, opening, changing and removing the lock of this device's journal. The row that stands is
 * changed in one transaction, and only where it is still the row that was read (F43).
 * @module
 */

import { changePassphrase, removeLock, replaceCode, setLock, unlock, WrongSecret } from "../vault/lock.js";
import { CannotOpen } from "../vault/seal.js";
import { NotKept } from "./database.js";

const FREE_TRIES = 3;
const LONGEST = 60_000; // milliseconds

/** Wrong tries came too fast. */
export class TooSoon extends Error {
  /** @param {number} wait milliseconds */
  constructor(wait) {
    super(`${wait} ms`);
    this.wait = wait;
  }
}

/** Another tab has changed the lock meanwhile; nothing was changed here. */
export class LockChanged extends Error {}

/**
 * Milliseconds to wait after so many wrong tries: none for the first few, then doubling to a minute.
 * It keeps a stranger at the screen from guessing; it never wipes anything.
 * @param {number} wrong
 */
export const delayAfter = (wrong) => (wrong < FREE_TRIES ? 0 : Math.min(1000 * 2 ** (wrong - FREE_TRIES), LONGEST));

/**
 * @typedef {import("../vault/lock.js").LockedRow} LockedRow
 * @typedef {import("../vault/lock.js").Secret} Secret
 * @typedef {{code: string, stand: () => Promise<void>}} Ready the recovery code, which is shown once; and what makes it
 *   and all that belongs to it stand, also when it is called again. It throws LockChanged where another tab was first
 */

/**
 * @param {{db: import("./database.js").Database, vault: import("../vault/vault.js").Vault,
 *   tools: import("../vault/lock.js").Tools, now?: () => number}} ground
 */
export function createLocking({ db, vault, tools, now = Date.now }) {
  /** What the disk says now; another tab may have changed it. @returns {Promise<import("../vault/vault.js").VaultRow>} */
  async function fresh() {
    const row = await db.read(["meta"], (tx) => tx.objectStore("meta").get("vault"));
    if (!row) throw new NotKept("failed"); // storage that was cleared under an open tab
    vault.stand(row);
    return row;
  }

  /**
   * Puts a row in the place of another, and looks that it is there.
   * @param {import("../vault/vault.js").VaultRow} was @param {import("../vault/vault.js").VaultRow} row
   * @param {(tx: import("./database.js").Writing) => Promise<boolean>} [isReady] asked in the transaction
   * @returns {Promise<boolean>} false, and nothing written, where it is not ready
   */
  async function swap(was, row, isReady = async () => true) {
    const done = await db.write(["meta", "letters", "drafts"], async (tx) => {
      const here = await tx.objectStore("meta").get("vault");
      if (here && versionOf(here) === versionOf(row)) return "swapped"; // a retry finds its own work done
      if (!here || versionOf(here) !== versionOf(was)) return "changed";
      if (!(await isReady(tx))) return "not ready";
      await tx.objectStore("meta").put(row);
      return "swapped";
    });
    if (done === "not ready") return false;
    const back = await fresh();
    if (done === "changed") throw new LockChanged();
    if (versionOf(back) !== versionOf(row)) throw new NotKept("failed");
    return true;
  }

  /** @returns {Promise<LockedRow>} */
  async function lockedRow() {
    const row = await fresh();
    if (!("letterbox" in row)) throw new LockChanged();
    return row;
  }

  /**
   * Counts wrong tries, also over a restart; the right secret clears the count.
   * @template T @param {() => Promise<T>} attempt @returns {Promise<T>}
   */
  async function tried(attempt) {
    const wait = await unlessNotKept(countTry);
    if (wait) throw new TooSoon(wait);
    const result = await attempt();
    await unlessNotKept(() => db.write(["meta"], (tx) => tx.objectStore("meta").delete("tries")));
    return result;
  }

  /**
   * Counts one more try, before it is made: a closed tab is no way around it, nor are ten tries at once.
   * @returns {Promise<number>} milliseconds to wait, where it comes too soon; then it is not counted
   */
  const countTry = () =>
    db.write(["meta"], async (tx) => {
      const { count, at } = (await tx.objectStore("meta").get("tries")) ?? { count: 0, at: 0 };
      const delay = delayAfter(count);
      // A clock that was turned back makes nobody wait longer than the delay.
      const wait = Math.min(delay, at + delay - now());
      if (wait > 0) return wait;
      await tx.objectStore("meta").put({ name: "tries", count: count + 1, at: now() });
      return 0;
    });

  return {
    /**
     * A lock, made and tried. It does not stand before somebody has its passphrase and its code on paper:
     * a tab that is closed in between would leave a journal that nobody can open.
     * @param {string} passphrase
     * @returns {Promise<Ready>}
     * @throws {import("../vault/passphrase.js").UnfitPassphrase} @throws {LockChanged}
     */
    async prepare(passphrase) {
      const was = await fresh();
      if ("letterbox" in was) throw new LockChanged();
      const { row, code, keys } = await setLock(was, passphrase, tools);
      // The device's own key goes with this: the new ways in are tried first.
      await unlock(row, { passphrase }, tools);
      await unlock(row, { code }, tools);
      const stand = async () => {
        vault.open(keys); // before the row stands, so that no write of this moment finds it locked
        await swap(was, row);
      };
      return { code, stand };
    },
    /** @param {Secret} secret */
    async unlock(secret) {
      const row = await lockedRow();
      vault.open(await tried(() => unlock(row, secret, tools)));
    },
    /** @param {Secret} secret @param {string} passphrase the new one */
    async change(secret, passphrase) {
      const was = await lockedRow();
      const row = await tried(() => changePassphrase(was, secret, passphrase, tools));
      const keys = await unlock(row, { passphrase }, tools);
      await swap(was, row);
      vault.open(keys);
    },
    /** A new code, made and tried; the old one is good until it stands. @param {Secret} secret @returns {Promise<Ready>} */
    async prepareCode(secret) {
      const was = await lockedRow();
      const { row, code } = await tried(() => replaceCode(was, secret, tools));
      await unlock(row, { code }, tools);
      return { code, stand: async () => void (await swap(was, row)) };
    },
    /**
     * Letters are taken in before: nothing could open them afterwards. One that another tab puts in
     * meanwhile is taken in as well; one that could be opened, but not be taken in, keeps the lock on.
     * @param {Secret} secret @param {() => Promise<import("./letters.js").Stayed[]>} takeIn
     */
    async remove(secret, takeIn) {
      const was = await lockedRow();
      const row = await tried(() => removeLock(was, secret, tools));
      vault.open(await unlock(was, secret, tools));
      for (;;) {
        const stayed = await takeIn();
        const opened = stayed.find(({ why }) => !(why instanceof CannotOpen));
        if (opened) throw opened.why;
        const known = new Set(stayed.map(({ name }) => name));
        if (await swap(was, row, async (tx) => (await lettersIn(tx)).every((name) => known.has(name)))) return;
      }
    },
    fresh,
  };
}

/** @typedef {ReturnType<typeof createLocking>} Locking */

/** What could not be opened without the letterbox's key. @param {import("./database.js").Writing} tx @returns {Promise<string[]>} */
async function lettersIn(tx) {
  const drafts = (await tx.objectStore("drafts").getAll()).filter(({ letter }) => letter);
  return [...(await tx.objectStore("letters").getAll()).map(({ name }) => name), ...drafts.map(({ id }) => id)];
}

/**
 * A device that is full, or takes no write, can be opened all the same, and read, and a copy taken:
 * that is what makes room on it again, and saves what is there.
 * @template T @param {() => Promise<T>} work
 */
async function unlessNotKept(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotKept) return null;
    throw error;
  }
}

/** What tells two rows of one vault apart. @param {import("../vault/vault.js").VaultRow} row */
const versionOf = (row) => ("letterbox" in row ? `lock:${row.keyVersion}:${row.salt}:${row.wrappedByRecovery}` : `device:${row.dataKey}`);

export { WrongSecret };
