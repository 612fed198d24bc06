/**
 * Which entries are the newest, written down so that a long journal shows its first page before all
 * of it is opened. The list itself is sealed; it is a help to the eye and decides nothing: the whole
 * journal is read right after it.
 * @module
 */

import { fromUtf8, utf8 } from "../vault/bytes.js";
import { unlessUnreadable } from "./opening.js";
import { openRevision } from "./record.js";
import { createSealedWrite } from "./writing.js";

const HELD = 40; // ids: a page, and some that may have been deleted since
const ROW = "recent"; // in `meta`: {name, sealed ids, newest first}
const SINCE = "recent-since"; // in `meta`: {name, ids of what was added since}; ids say nothing

/** New records, in the transaction that adds them. @param {import("./database.js").Writing} tx @param {string[]} added ids */
export async function addedSince(tx, added) {
  const ids = (await tx.objectStore("meta").get(SINCE))?.ids ?? [];
  await tx.objectStore("meta").put({ name: SINCE, ids: [...ids, ...added].slice(-HELD) });
}

/** @param {import("./store.js").Ground} ground */
export function createRecent({ db, vault }) {
  const write = createSealedWrite({ db, vault });
  const about = () => utf8(JSON.stringify(["between-visits/v1/recent", vault.vaultId]));

  /** The newest entries, as far as is known, in no order. @returns {Promise<import("./record.js").Opened[]>} */
  async function read() {
    const rows = await db.read(["meta", "records"], async (tx) => {
      const meta = tx.objectStore("meta");
      const [listed, since] = await Promise.all([meta.get(ROW), meta.get(SINCE)]);
      return { listed, added: since?.ids ?? [] };
    });
    const ids = [...new Set([...rows.added, ...(rows.listed ? await open(rows.listed.sealed) : [])])];
    const heads = await db.read(["records"], (tx) => Promise.all(ids.map((id) => tx.objectStore("records").get(id))));
    const opened = await Promise.all(heads.map((row) => row && openRevision(vault, row).catch(unlessUnreadable)));
    return opened.filter((each) => each);
  }

  /** @param {Uint8Array} sealed @returns {Promise<string[]>} */
  async function open(sealed) {
    return JSON.parse(fromUtf8(await vault.sealer.unwrap(sealed, about())));
  }

  /** @param {import("./record.js").Shown[]} opened newest first */
  async function put(opened) {
    const ids = opened.slice(0, HELD).map(({ row }) => row.id);
    const sealed = await vault.sealer.wrap(utf8(JSON.stringify(ids)), about());
    await write(["meta"], async (tx) => {
      await tx.objectStore("meta").put({ name: ROW, sealed });
      await tx.objectStore("meta").delete(SINCE);
    });
  }

  return { read, write: put };
}
