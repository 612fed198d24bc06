/**
 * What waits to be backed up, and how far this device has come on the server: `outbox` rows
 * `{id, rev, sent?}` name heads, the row `sync` in `meta` holds the cursor.
 * @module
 */

import { createSealedWrite } from "./writing.js";

const LARGEST = 900_000; // bytes of base64url in one push; the server takes 1 MiB of body

/**
 * @typedef {import("./record.js").Row} Row
 * @typedef {object} Place how far this device has come
 * @property {string | null} cursor as the server gave it with the last page that is stored here
 * @property {number} seq that page's last
 * @property {boolean} behind true after a history that diverged, until all of it is read: before that nothing is
 *   offered that the server may have
 */

/** @type {Place} */
export const BEGINNING = { cursor: null, seq: 0, behind: false };

/** @param {Pick<import("./store.js").Ground, "db" | "vault">} ground */
export function createOutbox({ db, vault }) {
  const write = createSealedWrite({ db, vault });

  /** @returns {Promise<Place>} */
  const place = async () => placeIn(await db.read(["meta"], (tx) => tx.objectStore("meta").get("sync")));

  /** How many heads wait. @returns {Promise<number>} */
  const count = () => db.read(["outbox"], (tx) => tx.objectStore("outbox").count());

  /**
   * Heads to offer, each marked as sent before it is: whatever becomes of the answer, it stands from
   * then on as it was sent, and an edit is its child.
   * @param {number} most rows @param {Set<string>} skip revs that are not to be offered now
   * @returns {Promise<Row[]>}
   */
  const take = (most, skip) =>
    write(["outbox", "records"], async (tx) => {
      const outbox = tx.objectStore("outbox");
      /** @type {Row[]} */
      const rows = [];
      let size = 0;
      for (const waiting of await outbox.getAll()) {
        if (skip.has(waiting.rev)) continue;
        const row = await tx.objectStore("records").get(waiting.id);
        if (!row) continue;
        size += (row.ciphertext.length * 4) / 3;
        if (rows.length === most || (rows.length && size > LARGEST)) break;
        if (!waiting.sent) await outbox.put({ ...waiting, sent: true });
        rows.push(row);
      }
      return rows;
    });

  /**
   * The server's history is not the one that this device knows: all that is here is offered again, and
   * everything there is read from the beginning (PROTOCOL.md 4).
   */
  const offerAll = () =>
    write(["meta", "outbox", "records"], async (tx) => {
      for (const { id, rev } of await tx.objectStore("records").getAll()) await tx.objectStore("outbox").put({ id, rev, sent: true });
      await tx.objectStore("meta").put({ name: "sync", ...BEGINNING, behind: true });
    });

  /** Whether anything waits that may be offered. @param {Set<string>} skip revs */
  const rest = async (skip) => (await db.read(["outbox"], (tx) => tx.objectStore("outbox").getAll())).some(({ rev }) => !skip.has(rev));

  /** What was deleted for good, and may still be on the server in older versions. @returns {Promise<string[]>} */
  const erasures = () => db.read(["erasures"], (tx) => tx.objectStore("erasures").getAllKeys());

  /** @param {string[]} ids that are gone there */
  const erased = (ids) =>
    db.write(["erasures"], async (tx) => {
      for (const id of ids) await tx.objectStore("erasures").delete(id);
    });

  return { place, count, take, rest, offerAll, erasures, erased };
}

/** @param {Partial<Place> | undefined} row @returns {Place} */
export const placeIn = (row) => ({ ...BEGINNING, ...(row && { cursor: row.cursor, seq: row.seq, behind: row.behind }) });
