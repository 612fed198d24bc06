/**
 * What is written while the journal is locked: letters, sealed so that this device itself cannot
 * read them again until the passphrase is there, and taken in then, in order and once (DESIGN.md 4).
 * @module
 */

import { fromUtf8, newId, utf8 } from "../vault/bytes.js";
import { CannotOpen } from "../vault/seal.js";
import { deleteNewest, keepCard } from "./cards.js";

/**
 * @typedef {{kind: "entry", id: string, plain: import("./entry.js").Plain}
 *   | {kind: "card", id: string, plain: import("./entry.js").Plain, held?: import("./cards.js").Held}
 *   | {kind: "delete", exercise: string}
 *   | {kind: "practice", exercise: string, moment: import("./entry.js").Moment}} Letter
 */

/** @param {import("./store.js").Ground} ground */
export function createLetters({ db, vault, random }) {
  /** @param {string} name */
  const about = (name) => utf8(JSON.stringify(["between-visits/v1/letter", vault.vaultId, name]));

  /**
   * Durable when it resolves. A draft that it came from goes in the same transaction.
   * @param {Letter} letter @param {{draft?: string}} [options]
   */
  async function post(letter, { draft } = {}) {
    const name = newId(random);
    const sealed = await vault.sealLetter(utf8(JSON.stringify(letter)), about(name));
    await db.write(["letters", "drafts"], async (tx) => {
      const twice = (await tx.objectStore("letters").getAll()).some((row) => row.name === name);
      if (!twice) await tx.objectStore("letters").put({ name, sealed }); // a retry finds its own
      if (draft) await tx.objectStore("drafts").delete(draft);
    });
  }

  /**
   * Takes in what waits, each letter in the transaction that removes it. One that does not open
   * stays where it is, and the others come in.
   * @param {import("./store.js").Store} store
   * @returns {Promise<number>} how many stayed
   */
  async function takeIn(store) {
    const rows = await db.read(["letters"], (tx) => tx.objectStore("letters").getAll());
    let stayed = 0;
    for (const { n, name, sealed } of rows) {
      try {
        await take(JSON.parse(fromUtf8(await vault.openLetter(sealed, about(name)))), n, store);
      } catch (error) {
        if (!(error instanceof CannotOpen)) throw error;
        stayed += 1;
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
