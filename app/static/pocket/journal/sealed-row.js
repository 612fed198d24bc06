/**
 * One thing that this device alone knows, in a sealed row of `meta`: read, and changed so that two tabs
 * lose nothing. While the journal is locked it is neither.
 * @module
 */

import { fromUtf8, sameBytes, utf8 } from "../vault/bytes.js";
import { createSealedWrite, KeepsMoving } from "./writing.js";

const TRIES = 5;
const STEP = 1024; // letters: how long the text is does not show to the letter

/** @typedef {import("../vault/vault.js").Vault} Vault */

/** @param {Vault} vault @param {string} name */
const about = (vault, name) => utf8(JSON.stringify([`between-visits/v1/${name}`, vault.vaultId]));

/** @param {Vault} vault @param {string} name @param {unknown} held */
function seal(vault, name, held) {
  const text = JSON.stringify(held);
  return vault.sealer.wrap(utf8(text.padEnd(Math.ceil(text.length / STEP) * STEP)), about(vault, name));
}

/** What does not open is as if it had never been: nobody wrote it by hand. @param {Vault} vault @param {string} name @param {Uint8Array} sealed */
async function open(vault, name, sealed) {
  const { sealer } = vault;
  try {
    return JSON.parse(fromUtf8(await sealer.unwrap(sealed, about(vault, name))));
  } catch (error) {
    console.info(`${name}: does not open`, error);
    return {};
  }
}

/**
 * @template {object} T
 * @param {{db: import("./database.js").Database, vault: Vault}} ground @param {string} name @param {T} none what is held at first
 */
export function createSealedRow({ db, vault }, name, none) {
  const write = createSealedWrite({ db, vault });
  const stored = () => db.read(["meta"], (tx) => tx.objectStore("meta").get(name));

  /** @param {{sealed: Uint8Array} | undefined} row @returns {Promise<T>} */
  const opened = async (row) => (row ? { ...none, ...(await open(vault, name, row.sealed)) } : none);

  return {
    /** @returns {Promise<T>} @throws {import("../vault/vault.js").Locked} */
    read: async () => opened(await stored()),
    /** @param {(held: T) => T} change @returns {Promise<T>} @throws {KeepsMoving} @throws {import("../vault/vault.js").Locked} */
    async change(change) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const row = await stored();
        const held = change(await opened(row));
        const sealed = await seal(vault, name, held);
        const done = await write(["meta"], async (tx) => {
          const here = await tx.objectStore("meta").get(name);
          if (here ? !row || !sameBytes(here.sealed, row.sealed) : row) return false;
          await tx.objectStore("meta").put({ name, sealed });
          return true;
        });
        if (done) return held;
      }
      throw new KeepsMoving(name);
    },
  };
}

/** Rows of these names for another vault, those that are there. @param {import("./database.js").Database} db @param {Vault} from @param {Vault} to @param {string[]} names */
export async function resealed(db, from, to, names) {
  const rows = await db.read(["meta"], (tx) => Promise.all(names.map((name) => tx.objectStore("meta").get(name))));
  return Promise.all(
    rows.filter(Boolean).map(async ({ name, sealed }) => ({ name, sealed: await seal(to, name, await open(from, name, sealed)) })),
  );
}
