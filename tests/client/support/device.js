/** A device for tests: a database in memory with the real vault, store and drafts on it. */

import "fake-indexeddb/auto";

import { createDatabase } from "../../../app/static/pocket/journal/database.js";
import { createJournal, vaultRow } from "../../../app/static/pocket/journal/open.js";
import { randomBytes } from "../../../app/static/pocket/vault/bytes.js";
import { createVault } from "../../../app/static/pocket/vault/vault.js";
import { quickly } from "./argon2.js";

let devices = 0;

/** The tabs of each device. @type {Map<string, Set<EventTarget>>} */
const tabs = new Map();

/** A BroadcastChannel that carries CryptoKeys, as browsers' do and node's does not. @param {string} name */
export function channelOf(name) {
  const mates = tabs.get(name) ?? new Set();
  tabs.set(name, mates);
  const own = new EventTarget();
  mates.add(own);
  const postMessage = (/** @type {unknown} */ data) => {
    for (const mate of mates) if (mate !== own) setTimeout(() => mate.dispatchEvent(new MessageEvent("message", { data })));
  };
  return Object.assign(own, { postMessage });
}

/**
 * @param {{name?: string, random?: import("../../../app/static/pocket/vault/bytes.js").RandomBytes, now?: () => number,
 *   row?: import("../../../app/static/pocket/vault/vault.js").VaultRow}} [options]
 *   `row` is the vault that it begins with
 */
export async function device({ name = `device-${(devices += 1)}`, random = randomBytes, now, row } = {}) {
  const db = createDatabase(name);
  if (row) await db.write(["meta"], (tx) => tx.objectStore("meta").put(row));
  const tools = { subtle: crypto.subtle, random, argon2: quickly, now };
  const vault = createVault(await vaultRow(db, tools), tools);
  const journal = createJournal(db, vault, tools, /** @type {any} */ (channelOf(name)));
  await journal.joinTabs();
  return { name, db, ...journal };
}

/** @typedef {Awaited<ReturnType<typeof device>>} Device */

export const PASSPHRASE = "lantern orchard pebble wren";

/** Waits for what goes from tab to tab. @param {() => boolean} done */
export async function until(done) {
  for (let tries = 0; tries < 200 && !done(); tries += 1) await pause(10);
  if (!done()) throw new Error("it never came");
}

/** Nothing goes from tab to tab while `during` runs. @param {() => Promise<unknown>} during */
export const unheard = (during) => faulty(EventTarget.prototype, "dispatchEvent", () => true, during);

/** Long enough for whatever goes from tab to tab to have arrived. */
export const pause = (milliseconds = 100) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The words of every entry, newest first. @param {Device} device */
export const words = async (device) => (await device.store.entries()).entries.map(({ plain }) => plain.answers.line);

/**
 * A part of the platform behaves otherwise for as long as `during` runs.
 * @template T @param {any} part @param {string} method @param {(real: Function, self: any, args: any[]) => unknown} otherwise
 * @param {() => Promise<T>} during @returns {Promise<T>}
 */
export async function faulty(part, method, otherwise, during) {
  const real = part[method];
  part[method] = function (/** @type {any[]} */ ...args) {
    return otherwise(real, this, args);
  };
  try {
    return await during();
  } finally {
    part[method] = real;
  }
}

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
