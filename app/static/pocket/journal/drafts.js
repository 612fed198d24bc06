/**
 * Drafts: what is being written, kept on every keystroke, sealed, under names that say nothing.
 * A draft goes when its words are kept, or when the person starts again; never by a clock.
 * @module
 */

import { fromUtf8, newId, utf8 } from "../vault/bytes.js";
import { CannotOpen, TooLong } from "../vault/seal.js";
import { LetterboxGone, Locked } from "../vault/vault.js";
import { joined } from "./joining.js";
import { unlessUnreadable } from "./opening.js";
import { createSealedWrite, isAsRead, KeepsMoving } from "./writing.js";

const TRIES = 5; // another tab may write a draft between our reading and our writing
const OFFERED = 14 * 24 * 60 * 60 * 1000; // milliseconds; older drafts are not offered, and not deleted

/**
 * @template [Body=any]
 * @typedef {{id: string, of: string, at: string, body: Body}} Draft `of` says what it is a draft of
 * @typedef {import("./writing.js").DraftRow} DraftRow
 */

/** What is authenticated with a draft. @param {string} vaultId @param {string} id */
export const draftContext = (vaultId, id) => utf8(JSON.stringify(["between-visits/v1/draft", vaultId, id]));

/** @param {import("./store.js").Ground} ground */
export function createDrafts({ db, vault, random }) {
  const write = createSealedWrite({ db, vault });
  /** @param {string} id */
  const context = (id) => draftContext(vault.vaultId, id);

  /** Locked or not: while locked it is a letter, which opens at unlock. @param {Draft} draft */
  async function put(draft) {
    for (;;) {
      try {
        const { row, letterbox } = await sealed(draft);
        return await write(["drafts"], (tx) => tx.objectStore("drafts").put(row), { letterbox });
      } catch (error) {
        // Another tab has removed the lock: it can be sealed as any draft now.
        if (!(error instanceof LetterboxGone)) throw error;
      }
    }
  }

  /** @param {Draft} draft @returns {Promise<{row: DraftRow, letterbox?: Uint8Array}>} */
  async function sealed({ id, of, at, body }) {
    const plain = utf8(JSON.stringify({ of, at, body }));
    try {
      return { row: { id, ciphertext: await vault.sealer.seal(plain, context(id)) } };
    } catch (error) {
      if (!(error instanceof Locked)) throw error;
      const { letter, letterbox } = await vault.sealLetter(plain, context(id));
      return { row: { id, letter }, letterbox };
    }
  }

  /** All that open, newest first. @returns {Promise<Draft[]>} @throws {Locked} */
  async function all() {
    const found = await Promise.all((await rows()).map((row) => open(row).catch(unlessUnreadable)));
    return found.filter((each) => each !== null).sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  /** @returns {Promise<DraftRow[]>} */
  const rows = () => db.read(["drafts"], (tx) => tx.objectStore("drafts").getAll());

  /** @param {string} id @returns {Promise<DraftRow | undefined>} */
  const rowOf = (id) => db.read(["drafts"], (tx) => tx.objectStore("drafts").get(id));

  /** @param {DraftRow} row @returns {Promise<Draft>} */
  async function open({ id, ciphertext, letter }) {
    const plain = letter ? await vault.openLetter(letter, context(id)) : await vault.sealer.open(ciphertext ?? new Uint8Array(), context(id));
    return { id, ...JSON.parse(fromUtf8(plain)) };
  }

  /**
   * Takes in what was written while locked, each draft for itself, and the oldest first: free writing
   * becomes its entry, what went on from an earlier draft joins that, and the rest is sealed as any
   * draft. One that cannot be taken in stays where it is, and holds up no other.
   * @param {import("./store.js").Store} store
   * @returns {Promise<import("./letters.js").Stayed[]>}
   * @throws {Locked}
   */
  async function takeIn(store) {
    const waiting = [];
    const stayed = [];
    for (const row of await rows()) {
      const draft = await open(row).catch(unlessUnreadable);
      if (!draft && row.letter) stayed.push({ name: row.id, why: new CannotOpen("a draft") });
      if (draft && (row.letter || draft.of === "free" || draft.body?.continues)) waiting.push(draft);
    }
    for (const { id } of waiting.sort((a, b) => (a.at < b.at ? -1 : 1))) {
      try {
        await take(id, store);
      } catch (why) {
        if (why instanceof Locked) throw why;
        stayed.push({ name: id, why });
      }
    }
    return stayed;
  }

  /** @param {string} id @param {import("./store.js").Store} store @throws {KeepsMoving} */
  async function take(id, store) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const row = await rowOf(id);
      if (!row) return; // another tab has taken it in
      const draft = await open(row);
      if (draft.of !== "free") {
        if (await join(row, draft)) return;
        continue;
      }
      try {
        await store.settle(id, draft.body.plain, { taken: row });
        return;
      } catch (error) {
        if (!(error instanceof KeepsMoving)) throw error; // the other tab writes on: what it has written comes in
      }
    }
    throw new KeepsMoving(id);
  }

  /**
   * A draft joins the one that it went on from, in one transaction, so that a kill loses neither. It
   * stays a draft of its own where that one has gone, does not open, or would be too long with it.
   * @param {DraftRow} row @param {Draft} draft
   * @returns {Promise<boolean>} false, and nothing written, where one of the two has moved
   */
  async function join(row, { id, of, at, body: { continues, ...body } }) {
    const olderRow = continues && (await rowOf(continues));
    const older = olderRow ? await open(olderRow).catch(unlessUnreadable) : null;
    const alone = { id, of, at, body };
    const { row: next } = await sealed(
      older ? { ...alone, id: older.id, body: { ...older.body, ...body, answers: joined(older.body.answers ?? {}, body.answers ?? {}) } } : alone,
    ).catch((error) => {
      if (error instanceof TooLong && older) return sealed(alone);
      throw error;
    });
    if (!next.ciphertext) throw new Locked(); // the lock has fallen meanwhile
    return write(["drafts"], async (tx) => {
      if (!(await isAsRead(tx, row)) || (older && !(await isAsRead(tx, olderRow)))) return false;
      await tx.objectStore("drafts").delete(id);
      await tx.objectStore("drafts").put(next);
      return true;
    });
  }

  /** Those still offered at `now`. @param {number} now milliseconds @returns {Promise<Draft[]>} */
  async function offered(now) {
    return (await all()).filter(({ at }) => now - Date.parse(at) < OFFERED);
  }

  /** The newest draft of one thing, or undefined. @param {string} of @param {number} now */
  const find = async (of, now) => (await offered(now)).find((draft) => draft.of === of);

  /** @param {string} id */
  const remove = (id) => db.write(["drafts"], (tx) => tx.objectStore("drafts").delete(id));

  return { put, all, offered, find, remove, takeIn, newId: () => newId(random) };
}

/** @typedef {ReturnType<typeof createDrafts>} Drafts */

/**
 * Writes the newest value and skips those that it overtook: one write at a time, none waiting.
 * @template T
 * @param {(value: T) => Promise<unknown>} save
 * @param {(error: unknown) => void} told of a save that did not succeed; the value is kept for the next try
 */
export function createAutosave(save, told) {
  /** @type {{value: T} | null} */
  let waiting = null;
  /** @type {Promise<void> | null} */
  let writing = null;

  // Whether it still writes is said in the same breath in which it finds nothing more waiting: a letter
  // typed between the two would wait for the next one.
  async function write() {
    try {
      while (waiting) {
        const { value } = waiting;
        waiting = null;
        try {
          await save(value);
        } catch (error) {
          waiting ??= { value };
          told(error);
          return;
        }
      }
    } finally {
      writing = null;
    }
  }

  return {
    /** @param {T} value */
    put(value) {
      waiting = { value };
      return (writing ??= write());
    },
    /** Resolves once nothing waits; true where everything was saved. */
    async settled() {
      while (writing) await writing;
      return waiting === null;
    },
    /** Forgets what waits. */
    async drop() {
      waiting = null;
      await writing;
      waiting = null; // what was under way may have failed
    },
  };
}
