/** A whole journal, opened in a worker; the page's side of it. */

import { unpack } from "./packed.js";

/**
 * @typedef {{entries: import("./record.js").Shown[], practice: import("./entry.js").Plain["answers"][],
 *   unreadable: import("./opening.js").SetAside[]}} Whole in no order; a record may come twice
 */

/** @param {string} url the worker's address */
export function createOpener(url) {
  /** @type {Worker | null} started before it is needed */
  let ready = null;

  function start() {
    ready ??= new Worker(url, { type: "module" });
    return ready;
  }

  /**
   * @param {import("../vault/vault.js").Vault} vault @param {AbortSignal} stop
   * @returns {Promise<Whole>} rejects where the worker cannot be had, or cannot read; and when it is told to stop
   */
  const open = ({ vaultId, entryKey }, stop) =>
    new Promise((resolve, reject) => {
      const worker = start();
      ready = null;
      /** @type {Whole} */
      const whole = { entries: [], practice: [], unreadable: [] };
      /** @param {() => void} settle */
      const end = (settle) => {
        worker.terminate();
        settle();
      };
      stop.addEventListener("abort", () => end(() => reject(stop.reason)));
      worker.onmessage = ({ data }) => {
        if (data.done) return end(() => resolve(whole));
        if (data.problem) return end(() => reject(new Error(data.problem)));
        whole.entries.push(...unpack(data.packed));
        whole.practice.push(...data.practice);
        whole.unreadable.push(...data.unreadable);
      };
      worker.onerror = (event) => end(() => reject(new Error(event.message)));
      worker.postMessage({ vaultId, entryKey });
    });

  return { start, open };
}
