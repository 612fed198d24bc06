/**
 * How what is sealed comes to the disk. Everything that the vault has sealed, for itself or for its
 * letterbox, is written here and nowhere else, and only while the key that opens it is on the disk too.
 * @module
 */

import { sameBytes } from "../vault/bytes.js";
import { LetterboxGone } from "../vault/vault.js";
import { NotKept } from "./database.js";

/**
 * @typedef {import("./database.js").Writing} Writing
 * @typedef {{id: string, ciphertext?: Uint8Array, letter?: Uint8Array}} DraftRow
 */

/** The record, or the draft, moved each time that it was to be changed. */
export class KeepsMoving extends Error {}

/**
 * A write of sealed things. In its own transaction it looks that the vault stands on the disk: a browser
 * that clears its storage under an open tab leaves the keys in memory, and what they seal from then on
 * nobody could ever open (F25).
 * @param {{db: import("./database.js").Database, vault: import("../vault/vault.js").Vault}} ground
 */
export function createSealedWrite({ db, vault }) {
  /**
   * As the database's own `write`.
   * @template T
   * @param {string[]} stores @param {(tx: Writing) => Promise<T>} work
   * @param {{letterbox?: Uint8Array}} [sealed] the letterbox that a letter in it was sealed for
   * @returns {Promise<T>}
   * @throws {NotKept} @throws {LetterboxGone} and nothing is written; the vault stands on what is there now
   */
  return (stores, work, { letterbox } = {}) =>
    db.write([...new Set(["meta", ...stores])], async (tx) => {
      const row = await tx.objectStore("meta").get("vault");
      if (row?.vaultId !== vault.vaultId) throw new NotKept("failed");
      if (letterbox && !sameBytes(letterbox, row.letterbox?.publicKey)) {
        vault.stand(row);
        throw new LetterboxGone();
      }
      return work(tx);
    });
}

/** Whether a draft is as it was read. @param {Writing} tx @param {DraftRow} row */
export async function isAsRead(tx, row) {
  const here = await tx.objectStore("drafts").get(row.id);
  return here !== undefined && sameBytes(here.letter ?? here.ciphertext, row.letter ?? row.ciphertext);
}
