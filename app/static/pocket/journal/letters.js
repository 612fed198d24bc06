/**
 * What is written while the journal is locked: letters, sealed so that this device itself cannot
 * read them again until the passphrase is there, and taken in then, in order and once (DESIGN.md 4).
 * @module
 */

import { fromUtf8, newId, utf8 } from "../vault/bytes.js";
import { LetterboxGone, Locked } from "../vault/vault.js";
import { deleteNewest, keepCard } from "./cards.js";
import { createSealedWrite } from "./writing.js";

/**
 * @typedef {{kind: "entry", id: string, plain: import("./entry.js").Plain}
 *   | {kind: "card", id: string, plain: import("./entry.js").Plain, held?: import("./cards.js").Held}
 *   | {kind: "delete", exercise: string}
 *   | {kind: "practice", exercise: string, moment: import("./entry.js").Moment}} Letter
 * @typedef {{name: string, why: unknown}} Stayed what could not be taken in
 */

/** @param {import("./store.js").Ground} ground */
export function createLetters({ db, vault, random }) {
  const write = createSealedWrite({ db, vault });
  /** @param {string} name */
  const about = (name) => utf8(JSON.stringify(["between-visits/v1/letter", vault.vaultId, name]));

  /**
   * Durable when it resolves. A draft that it came from goes in the same transaction.
   * @param {Letter} letter @param {{draft?: string}} [options]
   * @throws {import("../vault/vault.js").LetterboxGone}
   */
  async function post(letter, { draft } = {}) {
    const name = newId(random);
    const { letter: sealed, letterbox } = await vault.sealLetter(utf8(JSON.stringify(letter)), about(name));
    const put = async (/** @type {import("./database.js").Writing} */ tx) => {
      const twice = (await tx.objectStore("letters").getAll()).some((row) => row.name === name);
      if (!twice) await tx.objectStore("letters").put({ name, sealed }); // a retry finds its own
      if (draft) await tx.objectStore("drafts").delete(draft);
    };
    await write(["letters", "drafts"], put, { letterbox });
  }

  /**
   * Takes in what waits, each letter in the transaction that removes it. One that does not open, or
   * that finds no room, stays where it is, and the others come in.
   * @param {import("./store.js").Store} store
   * @returns {Promise<Stayed[]>}
   * @throws {Locked}
   */
  async function takeIn(store) {
    const rows = await db.read(["letters"], (tx) => tx.objectStore("letters").getAll());
    const stayed = [];
    for (const { n, name, sealed } of rows) {
      try {
        await take(JSON.parse(fromUtf8(await vault.openLetter(sealed, about(name)))), n, store);
      } catch (why) {
        if (why instanceof Locked) throw why;
        stayed.push({ name, why });
      }
    }
    return stayed;
  }

  /** @param {Letter} letter @param {number} n @param {import("./store.js").Store} store */
  async function take(letter, n, store) {
    if (letter.kind === "entry") await store.add(letter.plain, { id: letter.id, letter: n });
    else if (letter.kind === "card") await keepCard(store, letter, { letter: n });
    else if (letter.kind === "delete") {
      const found = await deleteNewest(store, letter.exercise, { letter: n });
      if (!found) await db.write(["letters"], (tx) => tx.objectStore("letters").delete(n));
    }
    else await store.recordPractice(letter.exercise, letter.moment, { letter: n });
  }

  return { post, takeIn };
}

/** @typedef {ReturnType<typeof createLetters>} Letters */

/**
 * The lock may fall at any moment, and go in another tab, so it is tried and not asked.
 * @param {() => Promise<unknown>} open @param {() => Promise<unknown>} locked
 */
export async function unlessLocked(open, locked) {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof Locked)) throw error;
    }
    try {
      return await locked();
    } catch (error) {
      if (!(error instanceof LetterboxGone)) throw error;
    }
  }
}
