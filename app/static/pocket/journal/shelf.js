/**
 * The opened journal in memory: read and opened once, then kept up to date by what changes. It holds
 * words, so it goes when the journal locks.
 * @module
 */

import { CannotOpen } from "../vault/seal.js";
import { Locked } from "../vault/vault.js";
import { createIndex } from "./find.js";
import { shownOf } from "./opening.js";
import { createRecent } from "./recent.js";

/**
 * @typedef {object} Shelf
 * @property {ReturnType<typeof createIndex>} index live entries and cards
 * @property {import("./opening.js").SetAside[]} unreadable rows that did not open; they are left as they are
 * @property {Record<string, unknown>} practice times of practice, to the exercise
 */

/**
 * @param {import("./store.js").Ground & {store: Pick<import("./store.js").Store, "all">,
 *   opener?: ReturnType<typeof import("./opener.js").createOpener>}} ground `opener` opens beside the page, where that can be had
 */
export function createShelf({ db, vault, random, store, opener }) {
  const recent = createRecent({ db, vault, random });
  /** @type {Promise<Shelf> | null} */
  let loading = null;
  let stop = new AbortController();

  /** @returns {Promise<Shelf>} @throws {import("../vault/vault.js").Locked} */
  function load() {
    if (vault.locked) drop();
    const mine = (loading ??= open());
    mine.catch(() => loading === mine && drop());
    return mine;
  }

  /** @returns {Promise<import("./opener.js").Whole>} @throws {Locked} */
  async function openAll() {
    const { signal } = stop;
    try {
      if (opener && !vault.locked) return await opener.open(vault, signal);
    } catch (error) {
      if (signal.aborted) throw new Locked();
      console.info("opened without a worker", error); // an older browser, or a store that fails: the page tells which
    }
    return shownOf(await store.all());
  }

  async function open() {
    const { entries, practice, unreadable } = await openAll();
    const index = createIndex(entries);
    // Only a help for the next time: where it cannot be written, the next time is a little slower.
    recent.write(index.all()).catch((error) => {
      if (!(error instanceof Locked)) console.warn("no list of the newest entries", error);
    });
    return {
      index,
      unreadable,
      practice: Object.assign({}, ...practice),
    };
  }

  function drop() {
    loading = null;
    if (!vault.locked) return; // whoever waits may have what was there when they asked
    stop.abort();
    stop = new AbortController();
  }

  return {
    load,
    /**
     * The newest entries, before all of them are opened; none where the whole journal is here already.
     * @returns {Promise<import("./record.js").Shown[]>}
     */
    async first() {
      if (loading) return [];
      opener?.start(); // beside the first few
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
      const shelf = await loading.catch(() => null); // whoever asked for it is told
      shelf?.index.put(made);
    },
  };
}
