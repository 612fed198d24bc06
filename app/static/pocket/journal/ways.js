/**
 * How somebody likes to practise: what is at hand on Today, and what is put aside because it left
 * them worse twice running. On this device alone, and sealed: it says something about a person. While
 * the journal is locked it is neither read nor changed.
 * @module
 */

import { fromUtf8, sameBytes, utf8 } from "../vault/bytes.js";
import { createSealedWrite, KeepsMoving } from "./writing.js";

const ROW = "ways"; // in `meta`: {name, sealed}
const TRIES = 5;
const WORSE = 2; // times running

/**
 * @typedef {object} Ways
 * @property {string[]} atHand ids of exercises, the newest first
 * @property {string[]} aside groups of exercises
 * @property {Record<string, number>} worse by group, how often running
 */

/** @type {Ways} */
export const NONE = { atHand: [], aside: [], worse: {} };

/** @param {Ways} ways @param {string} id @param {boolean} on @returns {Ways} */
export function withAtHand(ways, id, on) {
  const others = ways.atHand.filter((each) => each !== id);
  return { ...ways, atHand: on ? [id, ...others] : others };
}

/**
 * After a practice: “worse” twice running puts all of its group aside, until the person says otherwise.
 * @param {Ways} ways @param {string} group @param {string} after better, same or worse @returns {Ways}
 */
export function withAfter(ways, group, after) {
  const { [group]: before = 0, ...others } = ways.worse;
  if (after !== "worse") return { ...ways, worse: others };
  const count = before + 1;
  if (count < WORSE) return { ...ways, worse: { ...others, [group]: count } };
  return { ...ways, worse: others, aside: [...new Set([...ways.aside, group])] };
}

/** The person wants them back. @param {Ways} ways @returns {Ways} */
export const withAllBack = (ways) => ({ ...ways, aside: [], worse: {} });

/** @param {import("../vault/vault.js").Vault} vault */
const about = (vault) => utf8(JSON.stringify(["between-visits/v1/ways", vault.vaultId]));

/** @param {import("../vault/vault.js").Vault} vault @param {Ways} ways */
const seal = (vault, ways) => vault.sealer.wrap(utf8(JSON.stringify(ways)), about(vault));

/** What does not open is as if it had never been: nobody wrote it by hand. @param {import("../vault/vault.js").Vault} vault @param {Uint8Array} sealed @returns {Promise<Ways>} */
async function open(vault, sealed) {
  const { sealer } = vault;
  try {
    return { ...NONE, ...JSON.parse(fromUtf8(await sealer.unwrap(sealed, about(vault)))) };
  } catch (error) {
    console.info("ways of practice that do not open", error);
    return NONE;
  }
}

/** @param {{db: import("./database.js").Database, vault: import("../vault/vault.js").Vault}} ground */
export function createWays({ db, vault }) {
  const write = createSealedWrite({ db, vault });
  const stored = () => db.read(["meta"], (tx) => tx.objectStore("meta").get(ROW));

  /** @returns {Promise<Ways>} @throws {import("../vault/vault.js").Locked} */
  async function read() {
    const row = await stored();
    return row ? open(vault, row.sealed) : NONE;
  }

  /** @param {(ways: Ways) => Ways} change @returns {Promise<Ways>} @throws {KeepsMoving} @throws {import("../vault/vault.js").Locked} */
  async function change(change) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const row = await stored();
      const ways = change(row ? await open(vault, row.sealed) : NONE);
      const sealed = await seal(vault, ways);
      const done = await write(["meta"], async (tx) => {
        const here = await tx.objectStore("meta").get(ROW);
        if (here ? !row || !sameBytes(here.sealed, row.sealed) : row) return false;
        await tx.objectStore("meta").put({ name: ROW, sealed });
        return true;
      });
      if (done) return ways;
    }
    throw new KeepsMoving(ROW);
  }

  return { read, change };
}

/** The row for another vault, or null where there is none. @param {import("./database.js").Database} db @param {import("../vault/vault.js").Vault} from @param {import("../vault/vault.js").Vault} to */
export async function resealedWays(db, from, to) {
  const row = await db.read(["meta"], (tx) => tx.objectStore("meta").get(ROW));
  return row ? { name: ROW, sealed: await seal(to, await open(from, row.sealed)) } : null;
}
