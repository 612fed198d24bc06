/**
 * The vault as the journal uses it: open, or locked, when what is written goes into the letterbox.
 * Keys live here, in memory, and nowhere else.
 * @module
 */

import { openLetter, sealLetter } from "./letterbox.js";
import { CannotOpen, createSealer } from "./seal.js";

/** Reading waits for the passphrase; writing goes into the letterbox. */
export class Locked extends Error {}

/** The letterbox has gone: another tab has removed the lock, or set another. What was to go in is sealed again. */
export class LetterboxGone extends Error {}

/** @typedef {import("./device.js").DeviceRow | import("./lock.js").LockedRow} VaultRow */

/**
 * @param {VaultRow} row
 * @param {import("./device.js").Tools} tools
 */
export function createVault(row, tools) {
  /** @type {import("./seal.js").Sealer | null} */
  let sealer = null;
  /** @type {import("./lock.js").OpenKeys | null} */
  let keys = null;
  stand(row);

  /** What the device's database says of the vault, at the start and after each change. @param {VaultRow} next */
  function stand(next) {
    if (next.vaultId !== row.vaultId) {
      // Another vault's keys seal nothing for this one.
      keys = null;
      sealer = null;
    }
    row = next;
    if ("entryKey" in row) {
      sealer = createSealer(tools.subtle, row.entryKey, tools.random);
      keys = null;
    } else if (!keys) sealer = null;
  }

  return {
    get row() {
      return row;
    },
    get vaultId() {
      return row.vaultId;
    },
    get keyId() {
      return row.keyId;
    },
    get hasLock() {
      return "letterbox" in row;
    },
    get locked() {
      return sealer === null;
    },
    /** Seals and opens records and drafts. @throws {Locked} */
    get sealer() {
      if (!sealer) throw new Locked();
      return sealer;
    },
    /** What a worker of this page is given to open with; no script can read it out. @throws {Locked} */
    get entryKey() {
      const key = keys?.entry ?? ("entryKey" in row ? row.entryKey : null);
      if (!key) throw new Locked();
      return key;
    },
    /** Names the other version, where two are kept. @throws {Locked} */
    get copyKey() {
      if (!keys) throw new Locked();
      return keys.copy;
    },
    /** Makes marks that belong to nobody. @throws {Locked} */
    get tallyKey() {
      if (!keys) throw new Locked();
      return keys.tally;
    },
    /** What another tab of this device is given, so that it opens too; null while locked. */
    get keys() {
      return keys;
    },
    stand,
    /** @param {import("./lock.js").OpenKeys} opened */
    open(opened) {
      keys = opened;
      sealer = createSealer(tools.subtle, opened.entry, tools.random);
    },
    /** Locks: the keys are let go of. Without a lock there is nothing that could open it again. */
    forget() {
      if (!("letterbox" in row)) return;
      keys = null;
      sealer = null;
    },
    /**
     * Seals for the letterbox, locked or not.
     * @param {Uint8Array} plain @param {Uint8Array<ArrayBuffer>} about
     * @returns {Promise<{letter: Uint8Array<ArrayBuffer>, letterbox: Uint8Array<ArrayBuffer>}>} and the
     *   public key of the one letterbox in which it can be opened
     * @throws {LetterboxGone}
     */
    async sealLetter(plain, about) {
      if (!("letterbox" in row)) throw new LetterboxGone();
      const { publicKey } = row.letterbox;
      return { letter: await sealLetter(tools, publicKey, plain, about), letterbox: publicKey };
    },
    /** @param {Uint8Array} letter @param {Uint8Array<ArrayBuffer>} about @throws {Locked} @throws {CannotOpen} */
    async openLetter(letter, about) {
      if (!("letterbox" in row)) throw new CannotOpen("no letterbox");
      if (!keys) throw new Locked();
      return openLetter(tools, { publicKey: row.letterbox.publicKey, privateKey: keys.letters }, letter, about);
    },
  };
}

/** @typedef {ReturnType<typeof createVault>} Vault */
