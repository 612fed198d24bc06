/**
 * Opens a whole journal beside the page, so that a long one holds up neither a tap nor a keystroke.
 * It is given the entry key, which no script can read out, and is ended when it is done or when the
 * journal locks. What it has read is opened and sent while it reads on.
 * @module
 */

import { randomBytes } from "../vault/bytes.js";
import { createSealer } from "../vault/seal.js";
import { createDatabase } from "./database.js";
import { AT_A_TIME, openRows, shownOf } from "./opening.js";
import { pack } from "./packed.js";

const database = createDatabase();

self.onmessage = async ({ data: { vaultId, entryKey } }) => {
  const vault = { vaultId, sealer: createSealer(crypto.subtle, entryKey, randomBytes) };
  try {
    const sending = await database.read(["records"], async (tx) => {
      const store = tx.objectStore("records");
      const sent = [];
      let rows = await store.getAll(null, AT_A_TIME);
      while (rows.length) {
        sent.push(openRows(vault, rows).then(shownOf).then(send));
        rows = await store.getAll(IDBKeyRange.lowerBound(rows.at(-1).id, true), AT_A_TIME);
      }
      return sent;
    });
    await Promise.all(sending);
    self.postMessage({ done: true });
  } catch (error) {
    self.postMessage({ problem: String(error) });
  }
};

/** @param {ReturnType<typeof shownOf>} shown */
const send = ({ entries, ...rest }) => self.postMessage({ packed: pack(entries), ...rest });
