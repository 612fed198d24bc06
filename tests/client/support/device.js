/** A device for tests: a database in memory with the real vault, store and drafts on it. */

import "fake-indexeddb/auto";

import { createDatabase } from "../../../app/static/pocket/journal/database.js";
import { createJournal, vaultRow } from "../../../app/static/pocket/journal/open.js";
import { randomBytes } from "../../../app/static/pocket/vault/bytes.js";
import { createVault } from "../../../app/static/pocket/vault/vault.js";
import { argon2 } from "./argon2.js";

let devices = 0;

/** The tabs of each device. @type {Map<string, Set<EventTarget>>} */
const tabs = new Map();

/** A BroadcastChannel that carries CryptoKeys, as browsers' do and node's does not. @param {string} name */
function channelOf(name) {
  const mates = tabs.get(name) ?? new Set();
  tabs.set(name, mates);
  const own = new EventTarget();
  mates.add(own);
  const postMessage = (/** @type {unknown} */ data) => {
    for (const mate of mates) if (mate !== own) setTimeout(() => mate.dispatchEvent(new MessageEvent("message", { data })));
  };
  return Object.assign(own, { postMessage });
}

/** @param {{name?: string, random?: import("../../../app/static/pocket/vault/bytes.js").RandomBytes}} [options] */
export async function device({ name = `device-${(devices += 1)}`, random = randomBytes } = {}) {
  const db = createDatabase(name);
  const tools = { subtle: crypto.subtle, random, argon2 };
  const vault = createVault(await vaultRow(db, tools), tools);
  const journal = createJournal(db, vault, tools, /** @type {any} */ (channelOf(name)));
  await journal.joinTabs();
  return { name, db, ...journal };
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
