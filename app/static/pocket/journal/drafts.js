/**
 * Drafts: what is being written, kept on every keystroke, sealed, under names that say nothing.
 * A draft goes when its words are kept, or when the person starts again; never by a clock.
 * @module
 */

import { fromUtf8, newId, utf8 } from "../vault/bytes.js";
import { CannotOpen, TooLong } from "../vault/seal.js";
import { Locked } from "../vault/vault.js";

const OFFERED = 14 * 24 * 60 * 60 * 1000; // milliseconds; older drafts are not offered, and not deleted

/**
 * @template [Body=any]
 * @typedef {{id: string, of: string, at: string, body: Body}} Draft `of` says what it is a draft of
 */

/** @param {import("./store.js").Ground} ground */
export function createDrafts({ db, vault, random }) {
  /** @param {string} id */
  const context = (id) => utf8(JSON.stringify(["between-visits/v1/draft", vault.vaultId, id]));

  /** Locked or not: while locked it is a letter, which opens at unlock. @param {Draft} draft */
  async function put({ id, of, at, body }) {
    const row = { id, ...(await sealed(utf8(JSON.stringify({ of, at, body })), context(id))) };
    await db.write(["drafts"], (tx) => tx.objectStore("drafts").put(row));
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} plain @param {Uint8Array<ArrayBuffer>} about
   * @returns {Promise<{ciphertext: Uint8Array} | {letter: Uint8Array}>}
   */
  async function sealed(plain, about) {
    try {
      return { ciphertext: await vault.sealer.seal(plain, about) };
    } catch (error) {
      if (!(error instanceof Locked)) throw error;
      return { letter: await vault.sealLetter(plain, about) };
    }
  }

  /** All that open, newest first. @returns {Promise<Draft[]>} @throws {Locked} */
  async function all() {
    const rows = await db.read(["drafts"], (tx) => tx.objectStore("drafts").getAll());
    const results = await Promise.allSettled(rows.map(open));
    const bad = results.find(({ status, ...rest }) => status === "rejected" && !(/** @type {any} */ (rest).reason instanceof CannotOpen));
    if (bad) throw /** @type {PromiseRejectedResult} */ (bad).reason;
    const drafts = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    return drafts.sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  /** @param {{id: string, ciphertext?: Uint8Array, letter?: Uint8Array}} row @returns {Promise<Draft>} */
  async function open({ id, ciphertext, letter }) {
    const plain = letter ? await vault.openLetter(letter, context(id)) : await vault.sealer.open(ciphertext ?? new Uint8Array(), context(id));
    return { id, ...JSON.parse(fromUtf8(plain)) };
  }

  /**
   * What was written while locked joins the draft that it went on from: the newer answers stand over
   * the older ones, and the rest stays. One transaction for each, so that a kill loses neither.
   */
  async function join() {
    const drafts = await all();
    for (const draft of drafts) {
      const older = drafts.find(({ id }) => id === draft.body?.continues);
      if (!draft.body?.continues) continue;
      const { continues, ...body } = draft.body;
      const answers = { ...older?.body.answers, ...body.answers };
      const whole = { of: draft.of, at: draft.at, body: { ...older?.body, ...body, answers } };
      const row = await joined(continues, whole);
      if (!row) continue; // both together fit into no draft: they stay two
      await db.write(["drafts"], async (tx) => {
        if (!(await tx.objectStore("drafts").getKey(draft.id))) return; // another tab has joined them
        await tx.objectStore("drafts").put(row);
        await tx.objectStore("drafts").delete(draft.id);
      });
    }
  }

  /** @param {string} id @param {object} whole */
  async function joined(id, whole) {
    try {
      return { id, ...(await sealed(utf8(JSON.stringify(whole)), context(id))) };
    } catch (error) {
      if (error instanceof TooLong) return null;
      throw error;
    }
  }

  /** Those still offered at `now`. @param {number} now milliseconds @returns {Promise<Draft[]>} */
  async function offered(now) {
    return (await all()).filter(({ at }) => now - Date.parse(at) < OFFERED);
  }

  /** The newest draft of one thing, or undefined. @param {string} of @param {number} now */
  const find = async (of, now) => (await offered(now)).find((draft) => draft.of === of);

  /** @param {string} id */
  const remove = (id) => db.write(["drafts"], (tx) => tx.objectStore("drafts").delete(id));

  return { put, all, offered, find, remove, join, newId: () => newId(random) };
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

  async function write() {
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
  }

  return {
    /** @param {T} value */
    put(value) {
      waiting = { value };
      writing ??= write().finally(() => (writing = null));
      return writing;
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
    },
  };
}
