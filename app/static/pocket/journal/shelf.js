/**
 * The opened journal in memory: read and opened once, then kept up to date by what changes. It holds
 * words, so it goes when the journal locks.
 * @module
 */

import { createIndex } from "./find.js";

/**
 * @typedef {object} Shelf
 * @property {ReturnType<typeof createIndex>} index live entries and cards
 * @property {number} unreadable rows that did not open; they are left as they are
 * @property {Record<string, unknown>} practice times of practice, to the exercise
 */

/** @param {{store: Pick<import("./store.js").Store, "all">, vault: import("../vault/vault.js").Vault}} ground */
export function createShelf({ store, vault }) {
  /** @type {Promise<Shelf> | null} */
  let loading = null;

  /** @returns {Promise<Shelf>} @throws {import("../vault/vault.js").Locked} */
  function load() {
    if (vault.locked) drop();
    const mine = (loading ??= open());
    mine.catch(() => loading === mine && drop());
    return mine;
  }

  async function open() {
    const { opened, unreadable } = await store.all();
    const practice = opened.filter(({ row, plain }) => plain.kind === "practice" && !row.deleted);
    return {
      index: createIndex(opened.filter(({ plain }) => plain.kind === "entry" || plain.kind === "card")),
      unreadable: unreadable.length,
      practice: Object.assign({}, ...practice.map(({ plain }) => plain.answers)),
    };
  }

  function drop() {
    loading = null;
  }

  return {
    load,
    drop,
    /** What this tab has just written. @param {import("./record.js").Opened | undefined} made none where it was more than one */
    async put(made) {
      if (!loading) return;
      if (!made || made.plain.kind === "practice") return drop();
      (await loading).index.put(made);
    },
  };
}
