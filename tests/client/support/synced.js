/** Devices of one account, for tests of sync. */

import assert from "node:assert/strict";

import { createSync } from "../../../app/static/pocket/journal/sync.js";
import { createTransport } from "../../../app/static/pocket/journal/transport.js";
import { randomBytes } from "../../../app/static/pocket/vault/bytes.js";
import { joinLock } from "../../../app/static/pocket/vault/lock.js";
import { quickly } from "./argon2.js";
import { blindServer, fetchFrom } from "./blind-server.js";
import { device, PASSPHRASE, plainEntry, rows } from "./device.js";

/**
 * @param {typeof globalThis.fetch} fetch
 * @param {{like?: import("./device.js").Device, name?: string, random?: import("../../../app/static/pocket/vault/bytes.js").RandomBytes,
 *   dies?: {writes: number, before: boolean}}} [options]
 *   `like` is a device of the same account; it `dies` at that write of sync, before it or after
 */
export async function synced(fetch, { like, name, random = randomBytes, dies } = {}) {
  const made = await device({ name, random, row: like && (await rowLike(like, random)) });
  if (!made.vault.hasLock) await made.setLock(PASSPHRASE);
  else if (made.vault.locked) await made.unlock({ passphrase: PASSPHRASE });
  const ground = { db: dies ? dying(made.db, dies) : made.db, vault: made.vault, random, subtle: crypto.subtle };
  const sync = createSync({ ...ground, transport: createTransport({ fetch }), taken: (now) => now.forEach((each) => made.shelf.put(each)) });
  return Object.assign(made, { sync });
}

/** The power goes at a write: nothing is read or written from then on. */
export class Died extends Error {}

/** @typedef {import("../../../app/static/pocket/journal/database.js").Database} Database */

/** @param {Database} db @param {{writes: number, before: boolean}} when @returns {Database} */
function dying(db, { writes, before }) {
  let left = writes;
  const alive = () => {
    if (left < 0) throw new Died();
  };
  return {
    ...db,
    read: async (stores, work) => (alive(), db.read(stores, work)),
    async write(stores, work) {
      left -= 1;
      if (before) alive();
      const result = await db.write(stores, work);
      alive();
      return result;
    },
  };
}

/** @param {import("./device.js").Device} like @param {import("../../../app/static/pocket/vault/bytes.js").RandomBytes} random */
async function rowLike(like, random) {
  const { name: _, letterbox: __, ...lock } = /** @type {import("../../../app/static/pocket/vault/lock.js").LockedRow} */ (like.vault.row);
  const tools = { subtle: crypto.subtle, random, argon2: quickly };
  return (await joinLock(lock, { passphrase: PASSPHRASE }, tools)).row;
}

/** @typedef {Awaited<ReturnType<typeof synced>>} Synced */

/** Every word that can be found on a device: entries, the trash, older versions. @param {Synced} device @returns {Promise<Set<string>>} */
export async function findable(device) {
  const { opened } = await device.store.all();
  const versions = await Promise.all(opened.map(({ row }) => device.store.history(row.id)));
  const all = [...opened, ...versions.flat()].flatMap(({ plain }) => [plain.text, ...Object.values(plain.answers).flatMap((answer) => JSON.stringify(answer))]);
  return new Set(all);
}

/** What stands, by id, without what differs from device to device. @param {Synced} device */
export async function standing(device) {
  const { opened } = await device.store.all();
  return Object.fromEntries(opened.map(({ row, plain }) => [row.id, { rev: row.rev, deleted: row.deleted, text: plain.text, answers: plain.answers }]).sort());
}

/** Free writing. @param {string} text */
export const free = (text) => ({ ...plainEntry(""), answers: {}, text });

/** Two devices of one account, on one server. */
export async function two() {
  const server = blindServer();
  const fetch = fetchFrom(server);
  const phone = await synced(fetch);
  return { server, fetch, phone, laptop: await synced(fetch, { like: phone }) };
}

/** Until nothing changes any more. @param {...Synced} devices */
export async function settle(...devices) {
  for (let turn = 0; turn < 4; turn += 1) for (const each of devices) await each.sync.run();
}

/** @param {...Synced} devices */
export async function alike(...devices) {
  const [first, ...others] = await Promise.all(devices.map(standing));
  for (const other of others) assert.deepEqual(other, first);
  for (const each of devices) assert.deepEqual(await rows(each, "outbox"), []);
  return first;
}
