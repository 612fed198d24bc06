/**
 * The opened journal in memory: read and opened once, then kept up to date by what changes. It holds
 * words, so it goes when the journal locks.
 * @module
 */

import { CannotOpen } from "../vault/seal.js";
import { Locked } from "../vault/vault.js";
import { createIndex } from "./find.js";
import { createRecent } from "./recent.js";

/**
 * @typedef {object} Shelf
 * @property {ReturnType<typeof createIndex>} index live entries and cards
 * @property {import("./store.js").SetAside[]} unreadable rows that did not open; they are left as they are
 * @property {Record<string, unknown>} practice times of practice, to the exercise
 */

/** @param {import("./store.js").Ground & {store: Pick<import("./store.js").Store, "all">}} ground */
export function createShelf({ db, vault, random, store }) {
  const recent = createRecent({ db, vault, random });
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
    const index = createIndex(opened.filter(({ plain }) => plain.kind === "entry" || plain.kind === "card"));
    // Only a help for the next time: where it cannot be written, the next time is a little slower.
    recent.write(index.all()).catch((error) => console.warn("no list of the newest entries", error));
    return {
      index,
      unreadable,
      practice: Object.assign({}, ...practice.map(({ plain }) => plain.answers)),
    };
  }

  function drop() {
    loading = null;
  }

  return {
    load,
    /**
     * The newest entries, before all of them are opened; none where the whole journal is here already.
     * @returns {Promise<import("./record.js").Opened[]>}
     */
    async first() {
      if (loading) return [];
      try {
        return createIndex(await recent.read()).all();
      } catch (error) {
        // The whole journal says what is the matter, if anything is.
        if (error instanceof CannotOpen || error instanceof Locked) return [];
        throw error;
      }
    },
    drop,
    /** What this tab has just written. @param {import("./record.js").Opened | undefined} made none where it was more than one */
    async put(made) {
      if (!loading) return;
      if (!made || made.plain.kind === "practice") return drop();
      (await loading).index.put(made);
    },
  };
}
