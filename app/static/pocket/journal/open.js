/**
 * Opens this device's journal, once for each document: database, vault, store, drafts.
 * @module
 */

import { randomBytes } from "../vault/bytes.js";
import { makeVault, openVault } from "../vault/device.js";
import { createDatabase, NotKept } from "./database.js";
import { createDrafts } from "./drafts.js";
import { createStore } from "./store.js";

/** @typedef {{store: import("./store.js").Store, drafts: import("./drafts.js").Drafts, onChange: (listener: () => void) => () => void}} Journal */

/** @type {Promise<Journal> | null} */
let opening = null;

/** @returns {Promise<Journal>} @throws {NotKept} where nothing can be kept here */
export function openJournal() {
  opening ??= open();
  // A failure may pass (a full disk, a closed connection): the next call tries again.
  opening.catch(() => (opening = null));
  return opening;
}

async function open() {
  if (!globalThis.crypto?.subtle) throw new NotKept("no-crypto");
  if (!globalThis.indexedDB) throw new NotKept("no-storage");
  const source = { subtle: crypto.subtle, random: randomBytes };
  const db = createDatabase();
  const vault = openVault(await vaultRow(db, source), source);
  const tabs = new BroadcastChannel("between-visits/journal");
  const changed = () => tabs.postMessage("changed");
  const ground = { db, vault, random: randomBytes, changed };
  /** @param {() => void} listener */
  const onChange = (listener) => {
    tabs.addEventListener("message", listener);
    return () => tabs.removeEventListener("message", listener);
  };
  return { store: createStore(ground), drafts: createDrafts(ground), onChange };
}

/**
 * This device's vault, made at the first start. Two tabs may start at once: the first to write wins.
 * @param {import("./database.js").Database} db
 * @param {{subtle: SubtleCrypto, random: import("../vault/bytes.js").RandomBytes}} source
 */
export async function vaultRow(db, source) {
  const found = await db.read(["meta"], (tx) => tx.objectStore("meta").get("vault"));
  if (found) return found;
  const made = await makeVault(source);
  return db.write(["meta"], async (tx) => {
    const first = await tx.objectStore("meta").get("vault");
    if (first) return first;
    await tx.objectStore("meta").put(made);
    return made;
  });
}
