/** A device for tests: a database in memory with the real vault, store and drafts on it. */

import "fake-indexeddb/auto";

import { createDatabase } from "../../../app/static/pocket/journal/database.js";
import { createDrafts } from "../../../app/static/pocket/journal/drafts.js";
import { vaultRow } from "../../../app/static/pocket/journal/open.js";
import { createStore } from "../../../app/static/pocket/journal/store.js";
import { randomBytes } from "../../../app/static/pocket/vault/bytes.js";
import { openVault } from "../../../app/static/pocket/vault/device.js";

let devices = 0;

/** @param {{name?: string, random?: import("../../../app/static/pocket/vault/bytes.js").RandomBytes}} [options] */
export async function device({ name = `device-${(devices += 1)}`, random = randomBytes } = {}) {
  const db = createDatabase(name);
  const source = { subtle: crypto.subtle, random };
  const vault = openVault(await vaultRow(db, source), source);
  const ground = { db, vault, random };
  return { name, db, vault, store: createStore(ground), drafts: createDrafts(ground) };
}

/** @typedef {Awaited<ReturnType<typeof device>>} Device */

/** Every row of a store, as it is on the disk. @param {Device} device @param {string} store @returns {Promise<any[]>} */
export const rows = (device, store) => device.db.read([store], (tx) => tx.objectStore(store).getAll());

export const MOMENT = { now: "2026-11-23T08:00:00.000Z", zone: "Europe/London" };

/** @param {string} text @param {string} [now] @returns {import("../../../app/static/pocket/journal/entry.js").Plain} */
export function plainEntry(text, now = MOMENT.now) {
  return {
    ...{ schema: 1, kind: "entry", created: now, zone: MOMENT.zone, exercise: { id: "FH2", version: 1 } },
    ...{ answers: { line: text }, text: "", tags: ["hope"], marks: [], ancestors: [] },
    ...{ title: "Gratitude line", labels: { line: "Line" } },
  };
}
