/**
 * Thirty days of trash, counted in days on which the app was opened here: a jump of the clock adds
 * one day at most, and so empties nothing (PRODUCT.md 4).
 * @module
 */

import { unlessUnreadable } from "./opening.js";
import { openRevision } from "./record.js";

export const KEPT = 30; // days of use

/** @typedef {{opened: import("./record.js").Opened, left: number}} Trashed `left` days of use until it is gone */

/** @param {import("./store.js").Ground & {store: import("./store.js").Store}} ground */
export function createTrash({ db, vault, store }) {
  /**
   * Counts this day, if it is another than the last, and erases what has been here long enough, at
   * the next opening where the journal is locked. What does not open stays, and holds nothing up.
   * @param {string} today as `2026-11-23`, in the device's own zone
   */
  async function sweep(today) {
    const { count, due } = await db.write(["meta", "trash"], async (tx) => {
      const meta = tx.objectStore("meta");
      const days = (await meta.get("days")) ?? { name: "days", count: 0, last: "" };
      if (days.last !== today) {
        days.count += 1;
        days.last = today;
        await meta.put(days);
      }
      const rows = await tx.objectStore("trash").getAll();
      return { count: days.count, due: rows.filter(({ since }) => days.count - since >= KEPT) };
    });
    if (vault.locked) return count;
    for (const { id } of due) await store.erase(id).catch(unlessUnreadable);
    return count;
  }

  /** What is in the trash, the latest first; what does not open is left out. @returns {Promise<Trashed[]>} */
  async function list() {
    const { rows, count } = await db.read(["trash", "records", "meta"], async (tx) => {
      const trash = await tx.objectStore("trash").getAll();
      const days = (await tx.objectStore("meta").get("days"))?.count ?? 0;
      const heads = await Promise.all(trash.map(({ id }) => tx.objectStore("records").get(id)));
      return { rows: trash.map((each, at) => ({ ...each, row: heads[at] })), count: days };
    });
    const found = await Promise.all(
      rows.map(async ({ since, row }) => {
        const opened = row?.deleted ? await openRevision(vault, row).catch(unlessUnreadable) : null;
        return opened && { opened, left: Math.max(0, KEPT - (count - since)), since };
      }),
    );
    return found.filter((each) => each !== null).sort((a, b) => b.since - a.since);
  }

  return { sweep, list };
}

/** @typedef {ReturnType<typeof createTrash>} Trash */
