/**
 * A device that has a journal of its own joins an account: everything that it holds is sealed anew for
 * the account's vault, in one transaction with the vault itself, so that a crash leaves the one journal
 * or the other, whole (F44). Entries keep their ids and are offered as new ones.
 * @module
 */

import { utf8, fromUtf8 } from "../vault/bytes.js";
import { createVault } from "../vault/vault.js";
import { draftContext } from "./drafts.js";
import { isErased } from "./entry.js";
import { isUnreadable } from "./opening.js";
import { BEGINNING } from "./outbox.js";
import { openRevision, sealRow, context as rowContext } from "./record.js";
import { resealed } from "./sealed-row.js";
import { ROW as GROUPS } from "./suggested.js";
import { ROW as WAYS } from "./ways.js";

/**
 * @typedef {import("../vault/lock.js").LockedRow} LockedRow
 * @typedef {import("./record.js").Row} Row
 * @typedef {{records: Row[], revisions: Row[], drafts: any[], letters: any[]}} Held
 */

/** Something was written meanwhile, or another tab was first: nothing was changed. */
export class Moved extends Error {}

/** What waits in the letterbox could not be taken in, and nothing would open it afterwards. */
export class LettersLeft extends Error {}

/**
 * @param {{db: import("./database.js").Database, vault: import("../vault/vault.js").Vault, tools: import("../vault/lock.js").Tools}} ground
 * @param {{row: LockedRow, keys: import("../vault/lock.js").OpenKeys}} joined the account's vault on this device
 * @param {{user: string}} account
 * @returns {Promise<number>} rows that do not open: they are kept as they came
 * @throws {Moved} @throws {LettersLeft} @throws {import("../vault/vault.js").Locked}
 */
export async function rekey({ db, vault, tools }, { row, keys }, account) {
  const held = await read(db);
  if (held.letters.length || held.drafts.some(({ letter }) => letter)) throw new LettersLeft();
  const next = createVault(row, tools);
  next.open(keys);
  /** @type {Row[]} */
  const aside = [];
  const unlessUnreadable = (/** @type {Row} */ sealed) => (/** @type {unknown} */ error) => {
    if (!isUnreadable(error)) throw error;
    aside.push(sealed);
    return null;
  };
  const heads = await Promise.all(
    held.records.map(async (sealed) => {
      const opened = await openRevision(vault, sealed).catch(unlessUnreadable(sealed));
      if (!opened || isErased({ deleted: sealed.deleted, plain: opened.plain })) return null;
      const place = { id: sealed.id, parent: null, merge_parent: null, deleted: sealed.deleted };
      return (await sealRow(next, tools.random, { ...place, plain: { ...opened.plain, ancestors: [] } })).row;
    }),
  );
  const versions = await Promise.all(
    held.revisions.map(async (sealed) => {
      const opened = await openRevision(vault, sealed).catch(unlessUnreadable(sealed));
      if (!opened) return null;
      const bare = { ...sealed, key_id: row.keyId };
      return { ...bare, ciphertext: await next.sealer.seal(utf8(JSON.stringify(opened.plain)), rowContext(row.vaultId, bare)) };
    }),
  );
  const drafts = await Promise.all(held.drafts.map((draft) => redrafted(draft, vault, next).catch(unlessUnreadable(draft))));
  const own = await resealed(db, vault, next, [WAYS, GROUPS]);
  await put(db, held, { row, account, heads: present(heads), versions: present(versions), drafts: present(drafts), aside, own });
  return aside.length;
}

/** @template T @param {(T | null)[]} all @returns {T[]} */
const present = (all) => all.flatMap((each) => each ?? []);

/** @param {import("./database.js").Database} db @returns {Promise<Held>} */
const read = (db) =>
  db.read(["records", "revisions", "drafts", "letters"], async (tx) => {
    const [records, revisions, drafts, letters] = await Promise.all(["records", "revisions", "drafts", "letters"].map((name) => tx.objectStore(name).getAll()));
    return { records, revisions, drafts, letters };
  });

/** @param {{id: string, ciphertext: Uint8Array}} draft @param {import("../vault/vault.js").Vault} from @param {import("../vault/vault.js").Vault} to */
async function redrafted({ id, ciphertext }, from, to) {
  const plain = await from.sealer.open(ciphertext, draftContext(from.vaultId, id));
  fromUtf8(plain); // what is no text was no draft
  return { id, ciphertext: await to.sealer.seal(plain, draftContext(to.vaultId, id)) };
}

/**
 * @param {import("./database.js").Database} db @param {Held} held as it was read
 * @param {{row: LockedRow, account: {user: string}, heads: Row[], versions: Row[], drafts: any[], aside: any[], own: any[]}} made
 */
const put = (db, held, { row, account, heads, versions, drafts, aside, own }) =>
  db.write(["meta", "records", "revisions", "outbox", "drafts", "letters", "trash", "quarantine", "erasures"], async (tx) => {
    const meta = tx.objectStore("meta");
    if ((await meta.get("vault"))?.vaultId === row.vaultId) return; // a retry finds its own work done
    if (!(await isAsRead(tx, held))) throw new Moved();
    for (const name of ["records", "revisions", "outbox", "drafts", "erasures"]) await tx.objectStore(name).clear();
    for (const each of heads) {
      await tx.objectStore("records").put(each);
      await tx.objectStore("outbox").put({ id: each.id, rev: each.rev });
    }
    for (const each of versions) await tx.objectStore("revisions").put(each);
    for (const each of drafts) await tx.objectStore("drafts").put(each);
    for (const each of aside) await tx.objectStore("quarantine").put({ rev: "", ...each });
    for (const name of ["recent", "recent-since", "tries"]) await meta.delete(name); // sealed for the other vault, or about its lock
    for (const each of own) await meta.put(each);
    await meta.put(row);
    await meta.put({ name: "sync", ...BEGINNING });
    await meta.put({ name: "account", ...account });
  });

/** @param {import("./database.js").Writing} tx @param {Held} held */
async function isAsRead(tx, held) {
  const same = (/** @type {any[]} */ a, /** @type {any[]} */ b) => a.length === b.length && a.every((each, at) => each === b[at]);
  const [records, drafts, letters] = await Promise.all(["records", "drafts", "letters"].map((name) => tx.objectStore(name).getAll()));
  const bytes = (/** @type {any} */ draft) => (draft.ciphertext ?? draft.letter ?? "").toString();
  return (
    same(records.map(({ rev }) => rev), held.records.map(({ rev }) => rev)) &&
    same(drafts.map(bytes), held.drafts.map(bytes)) && letters.length === 0
  );
}
