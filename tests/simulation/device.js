/** A device of the world: the real client code on a database in memory, which can crash at any write. */

import "fake-indexeddb/auto";

import { createAccount } from "../../app/static/pocket/journal/account.js";
import { createDatabase } from "../../app/static/pocket/journal/database.js";
import { createJournal, vaultRow } from "../../app/static/pocket/journal/open.js";
import { createLocking } from "../../app/static/pocket/journal/locking.js";
import { createSync } from "../../app/static/pocket/journal/sync.js";
import { createTransport } from "../../app/static/pocket/journal/transport.js";
import { createVault } from "../../app/static/pocket/vault/vault.js";
import { quickly } from "../client/support/argon2.js";
import { channelOf } from "../client/support/device.js";

/** The power went. */
export class Crash extends Error {}

/**
 * @param {string} name @param {import("./network.js").Network} network @param {import("./random.js").Random} random
 * @param {{jar?: {cookie: string}, clock?: {offset: number}}} [before] what a device had when it crashed
 */
export async function createDevice(name, network, random, { jar = { cookie: "" }, clock = { offset: 0 } } = {}) {
  const real = createDatabase(name);
  const life = { over: false, fragile: 0 };
  const alive = () => {
    if (life.over) throw new Crash();
  };
  /** Dies before a transaction, or right after it: never in it, which is the database's own promise. @type {typeof real.write} */
  const write = async (stores, work) => {
    alive();
    const dies = random.chance(life.fragile) && random.pick(["before", "after"]);
    if (dies === "before") life.over = true;
    alive();
    const result = await real.write(stores, work);
    if (dies === "after") life.over = true;
    alive();
    return result;
  };
  const db = { ...real, write, read: /** @type {typeof real.read} */ ((stores, work) => (alive(), real.read(stores, work))) };
  const tools = { subtle: crypto.subtle, random: random.bytes, argon2: quickly };
  const vault = createVault(await vaultRow(real, tools), tools);
  const journal = createJournal(db, vault, tools, /** @type {any} */ (channelOf(`${name} ${random.below(1e9)}`)));
  const transport = createTransport({ fetch: network.fetchFor(name, jar) });
  const account = createAccount({ db, vault, tools, locking: createLocking({ db, vault, tools }), call: transport.call, device: () => name });
  const sync = createSync({ db, vault, random: random.bytes, subtle: crypto.subtle, transport });
  /** A clock that is an hour or ten years wrong. */
  const now = () => new Date(1.8e12 + clock.offset).toISOString();
  return { name, db, real, vault, store: journal.store, journal, account, sync, life, jar, clock, now, running: /** @type {Promise<unknown> | null} */ (null) };
}

/** @typedef {Awaited<ReturnType<typeof createDevice>>} Device */
