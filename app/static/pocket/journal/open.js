/**
 * Opens this device's journal, once for each document: database, vault, store, drafts, letters,
 * lock; and keeps the tabs of this device together.
 * @module
 */

import { createArgon2 } from "../vault/argon2.js";
import { newId, randomBytes } from "../vault/bytes.js";
import { forget as forgetReminders } from "../reminders/kept.js";
import { makeVault } from "../vault/device.js";
import { createVault, Locked } from "../vault/vault.js";
import { createDatabase, NotKept } from "./database.js";
import { deleteNewest, keepCard } from "./cards.js";
import { createDrafts } from "./drafts.js";
import { addRecords } from "./file.js";
import { PATIENCE } from "./idle.js";
import { createLetters, unlessLocked } from "./letters.js";
import { createLocking } from "./locking.js";
import { createOpener } from "./opener.js";
import { fromBackup, toBackup } from "./backup.js";
import { createShelf } from "./shelf.js";
import { createStore } from "./store.js";
import { createTrash } from "./trash.js";
import { createTabs } from "./tabs.js";
import { createWays } from "./ways.js";
import { backUp, wakeOnSignal } from "./backing-up.js";

/** @typedef {Awaited<ReturnType<typeof open>>} Journal */

/** A journal that is backed up has a lock: the passphrase is the account's too. */
export class LockNeeded extends Error {}

/** @type {Promise<Journal> | null} */
let opening = null;

/** @returns {Promise<Journal>} @throws {NotKept} where nothing can be kept here */
export function openJournal() {
  opening ??= open();
  // A failure may pass (a full disk, a closed connection): the next call tries again.
  opening.catch(() => (opening = null));
  return opening;
}

async function open() {
  if (!globalThis.crypto?.subtle) throw new NotKept("no-crypto");
  if (!globalThis.indexedDB) throw new NotKept("no-storage");
  const argon2 = createArgon2(workerUrl("argon2"));
  const tools = { subtle: crypto.subtle, random: randomBytes, argon2 };
  const db = createDatabase();
  const vault = createVault(await vaultRow(db, tools), tools);
  const opener = globalThis.Worker && createOpener(workerUrl("opening"));
  const journal = createJournal(db, vault, tools, new BroadcastChannel("between-visits/journal"), opener);
  await journal.joinTabs();
  journal.tidy();
  journal.onLock(() => vault.locked || journal.syncing.wake());
  wakeOnSignal(journal.syncing);
  return journal;
}

/** Where a worker is, as the page says: its address has the version in it. @param {string} name */
const workerUrl = (name) => document.querySelector(`script[data-${name}]`)?.getAttribute(`data-${name}`) ?? "";

/**
 * @param {import("./database.js").Database} db @param {import("../vault/vault.js").Vault} vault
 * @param {import("../vault/lock.js").Tools & {now?: () => number}} tools `now` gives milliseconds
 * @param {BroadcastChannel} channel
 * @param {ReturnType<typeof createOpener>} [opener]
 */
export function createJournal(db, vault, tools, channel, opener) {
  /** @param {import("./record.js").Opened} [made] */
  const changed = (made) => {
    shelf.put(made);
    tabs.tell("changed");
    syncing.soon();
  };
  /** What came from the server is shown as it comes. @param {import("./record.js").Opened[]} now */
  const taken = async (now) => {
    for (const each of now) await shelf.put(each);
    tabs.arrived();
    tabs.tell("changed");
  };
  const ground = { db, vault, random: tools.random, changed };
  const store = createStore(ground);
  const trash = createTrash({ ...ground, store });
  const shelf = createShelf({ ...ground, store, opener });
  const drafts = createDrafts(ground);
  const letters = createLetters(ground);
  const locking = createLocking({ db, vault, tools, now: tools.now });
  const tabs = createTabs(channel, vault, locking);

  const { account, groups, syncing } = backUp({ db, vault, tools, locking, taken });

  tabs.onChange(shelf.drop);
  tabs.onLock(shelf.drop);
  tabs.onWipe(db.close);

  /**
   * Takes in what was written while locked; what cannot be taken in stays, and is tried at each unlock.
   * @returns {Promise<import("./letters.js").Stayed[]>}
   */
  const takeIn = async () => [...(await letters.takeIn(store)), ...(await drafts.takeIn(store))];

  /**
   * What follows once the passphrase has opened the journal: whatever fails in it, the journal is open,
   * and so are the other tabs.
   * @returns {Promise<number>} how many things could not be taken in
   */
  async function afterOpening() {
    try {
      const stayed = await takeIn();
      for (const { why } of stayed) console.info("not taken in", why);
      await tidy(); // before anybody reads: its write would hold the first page of the journal up
      return stayed.length;
    } catch (error) {
      if (error instanceof Locked) return 0; // another tab has locked it again
      console.info("nothing taken in", error);
      return 1;
    } finally {
      tabs.opened();
    }
  }

  /** Counts the day, and empties the trash of what is due. The next start does again what a lock or a store that fails holds up. */
  const tidy = () =>
    trash.sweep(today()).catch((error) => {
      if (!(error instanceof NotKept || error instanceof Locked)) throw error;
    });

  return {
    tidy,
    ...{ account, groups, syncing, ways: createWays(ground) },
    ...{ store, drafts, trash, shelf, vault, onChange: tabs.onArrival, onLock: tabs.onLock, beforeLock: tabs.beforeLock, joinTabs: tabs.join },
    lock: tabs.lock,
    /** The lock has another passphrase or another vault now: the other tabs hear of it, and what was written while locked comes in. */
    opened: afterOpening,
    /** This tab is on the screen. @param {boolean} active and in use */
    tellShown: (active) => tabs.tell(active ? "active" : "shown"),
    onShownElsewhere: tabs.onShown,
    /**
     * The encrypted backup file.
     * @param {string} passphrase asked for where there is no lock; else unused
     */
    async backup(passphrase) {
      return toBackup(await store.rows(), await locking.fresh(), passphrase, tools);
    },
    /**
     * Adds what a backup file holds and this device does not.
     * @param {string} text @param {string} typed its passphrase, or its recovery code
     * @param {import("./file.js").Told} [told]
     */
    async bringBackup(text, typed, told) {
      const { entries, unreadable } = await fromBackup(text, { either: typed }, tools);
      return { count: await addRecords(store, entries, told), unreadable };
    },
    /** Everything that this device holds of the app goes, in every tab; locked or not (F48). */
    async wipe() {
      tabs.tell("wiped");
      await db.destroy();
      await forgetReminders();
      await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
      const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
      await Promise.all(workers.map((worker) => worker.unregister()));
    },
    /** When it locks by itself. @returns {Promise<import("./idle.js").Patience>} */
    async patience() {
      const chosen = await db.read(["meta"], (tx) => tx.objectStore("meta").get("patience"));
      return { ...PATIENCE, ...chosen?.patience };
    },
    /** @param {Partial<import("./idle.js").Patience>} chosen milliseconds */
    async setPatience(chosen) {
      await db.write(["meta"], async (tx) => {
        const before = await tx.objectStore("meta").get("patience");
        await tx.objectStore("meta").put({ name: "patience", patience: { ...before?.patience, ...chosen } });
      });
      tabs.opened();
    },
    /** A choice about what is shown, as it was made last. @param {"on-this-day" | "quiet-notice-read"} name @returns {Promise<boolean>} */
    async choice(name) {
      return (await db.read(["meta"], (tx) => tx.objectStore("meta").get(name)))?.chosen ?? false;
    },
    /** @param {"on-this-day" | "quiet-notice-read"} name @param {boolean} chosen */
    async choose(name, chosen) {
      await db.write(["meta"], (tx) => tx.objectStore("meta").put({ name, chosen }));
    },
    /**
     * @param {import("../vault/lock.js").Secret} secret
     * @returns {Promise<number>} how many things written while locked could not be taken in; they stay
     */
    async unlock(secret) {
      await locking.unlock(secret);
      return afterOpening();
    },
    /** A lock that stands once it is on paper. @param {string} passphrase @returns {Promise<import("./locking.js").Ready>} */
    async prepareLock(passphrase) {
      const { code, stand } = await locking.prepare(passphrase);
      return { code, stand: async () => (await stand(), tabs.opened()) };
    },
    /** A code that stands once it is on paper. @param {import("../vault/lock.js").Secret} secret */
    prepareCode: (secret) => locking.prepareCode(secret),
    /** A lock that stands at once. @param {string} passphrase @returns {Promise<string>} the recovery code */
    async setLock(passphrase) {
      const { code, stand } = await locking.prepare(passphrase);
      await stand();
      tabs.opened();
      return code;
    },
    /**
     * @param {import("../vault/lock.js").Secret} secret @param {string} passphrase the new one
     * @returns {Promise<number>} as `unlock` does
     */
    async changePassphrase(secret, passphrase) {
      if (await account.read()) await account.change(secret, passphrase);
      else await locking.change(secret, passphrase);
      return afterOpening();
    },
    /** @param {import("../vault/lock.js").Secret} secret */
    async replaceCode(secret) {
      if (await account.read()) return account.newCode(secret);
      const { code, stand } = await locking.prepareCode(secret);
      await stand();
      return code;
    },
    /** @param {import("../vault/lock.js").Secret} secret @throws {LockNeeded} */
    async removeLock(secret) {
      if (await account.read()) throw new LockNeeded();
      const was = vault.locked;
      try {
        await locking.remove(secret, takeIn);
      } finally {
        if (!vault.hasLock || was !== vault.locked) tabs.opened();
      }
    },
    /**
     * Keeps an entry, locked or not.
     * @param {import("./entry.js").Plain} plain @param {{draft?: string}} [options]
     */
    async keep(plain, options) {
      await unlessLocked(
        () => store.add(plain, options),
        () => letters.post({ kind: "entry", id: newId(tools.random), plain }, options),
      );
    },
    /**
     * Keeps a card, locked or not; while locked it is in the letterbox, and joins its kind at unlock.
     * @param {import("./entry.js").Plain} plain @param {import("./cards.js").Held} [held] @param {{draft?: string}} [options]
     */
    async keepCard(plain, held, options) {
      const card = { id: newId(tools.random), plain, held };
      await unlessLocked(
        () => keepCard(store, card, options),
        () => letters.post({ kind: "card", ...card }, options),
      );
    },
    /**
     * Moves the newest entry of an exercise to the trash, at unlock if it is locked now.
     * @param {string} exercise its id
     * @returns {Promise<string | null>} what Undo can bring back
     */
    async deleteNewest(exercise) {
      /** @type {string | null} */
      let deleted = null;
      await unlessLocked(
        async () => (deleted = await deleteNewest(store, exercise)),
        () => letters.post({ kind: "delete", exercise }),
      );
      return deleted;
    },
    /** @param {string} exercise @param {import("./entry.js").Moment} moment */
    async practised(exercise, moment) {
      await unlessLocked(
        () => store.recordPractice(exercise, moment),
        () => letters.post({ kind: "practice", exercise, moment }),
      );
    },
  };
}

/** The day on this device's own calendar, as `2026-11-23`. */
function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/**
 * This device's vault, made at the first start. Two tabs may start at once: the first to write wins.
 * @param {import("./database.js").Database} db
 * @param {import("../vault/device.js").Tools} tools
 */
export async function vaultRow(db, tools) {
  const found = await db.read(["meta"], (tx) => tx.objectStore("meta").get("vault"));
  if (found) return found;
  const made = await makeVault(tools);
  return db.write(["meta"], async (tx) => {
    const first = await tx.objectStore("meta").get("vault");
    if (first) return first;
    await tx.objectStore("meta").put(made);
    return made;
  });
}
