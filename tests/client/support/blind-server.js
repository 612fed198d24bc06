/**
 * The sync server of PROTOCOL.md 4, small and in memory, for tests of one device at a time; the
 * simulation uses the real one. What goes wrong on the way is the test's to say.
 */

import { createHash, randomBytes } from "node:crypto";

const PAGE = 200;

/** @typedef {{id: string, rev: string, parent: string | null, merge_parent: string | null, deleted: boolean, key_id: string, ciphertext: string, seq?: number}} Wire */

export function blindServer() {
  /** @type {Map<string, Wire>} */
  let heads = new Map();
  /** @type {Wire[]} every accepted revision */
  let history = [];
  let epoch = randomBytes(8).toString("hex");
  /** @type {string[]} */
  const erasedIds = [];

  const chainAt = (/** @type {number} */ seq) => createHash("sha256").update(JSON.stringify(history.slice(0, seq))).digest("hex").slice(0, 16);
  const cursorAt = (/** @type {number} */ seq) => `${epoch}.${seq}.${chainAt(seq)}`;

  /** @param {string | null} cursor @returns {number | null} */
  function seqOf(cursor) {
    if (cursor === null) return 0;
    const seq = Number(cursor.split(".")[1]);
    return seq <= history.length && cursor === cursorAt(seq) ? seq : null;
  }

  /** @param {Wire} item */
  function take(item) {
    const known = history.findIndex(({ id, rev }) => id === item.id && rev === item.rev);
    if (known >= 0) {
      const { seq: _, ...same } = history[known];
      return { status: JSON.stringify(same) === JSON.stringify(item) ? "duplicate" : "revision_reused", seq: known + 1 };
    }
    const head = heads.get(item.id);
    if (item.parent !== (head?.rev ?? null)) return { status: "conflict", seq: null, head: head ?? null };
    const row = { ...item, seq: history.length + 1 };
    history.push(row);
    heads.set(item.id, row);
    return { status: "ok", seq: row.seq };
  }

  return {
    erasedIds,
    get records() {
      return [...heads.values()];
    },
    get revisions() {
      return history;
    },
    /** @param {{cursor: string | null, push: Wire[], limit: number}} asked */
    sync({ cursor, push, limit }) {
      const after = seqOf(cursor);
      if (after === null) return { status: 409, body: { type: "about:blank", title: "Conflict", status: 409, code: "history_diverged" } };
      const results = push.map((item) => ({ id: item.id, rev: item.rev, ...take(item) }));
      const rows = [...heads.values()].filter(({ seq }) => Number(seq) > after).sort((a, b) => Number(a.seq) - Number(b.seq));
      const changes = rows.slice(0, Math.min(limit, PAGE));
      return { status: 200, body: { cursor: cursorAt(changes.at(-1)?.seq ?? after), results, changes, more: rows.length > changes.length } };
    },
    /** What a copy of it is put back from. */
    copy: () => structuredClone({ heads, history }),
    /** @param {{heads: Map<string, Wire>, history: Wire[]}} before @param {{sameEpoch?: boolean}} [how] */
    restore(before, { sameEpoch = false } = {}) {
      ({ heads, history } = structuredClone(before));
      if (!sameEpoch) epoch = randomBytes(8).toString("hex");
    },
    wipe() {
      heads = new Map();
      history = [];
      epoch = randomBytes(8).toString("hex");
    },
  };
}

/**
 * A `fetch` that reaches the server, unless `way` has something else come of it.
 * @param {ReturnType<typeof blindServer>} server
 * @param {(reach: () => Response, path: string, body: any) => Response | Promise<Response>} [way]
 * @returns {typeof globalThis.fetch}
 */
export function fetchFrom(server, way = (reach) => reach()) {
  return async (url, init) => {
    const path = String(url);
    const body = JSON.parse(String(init?.body));
    return way(() => {
      if (path === "/api/journal/erase") {
        server.erasedIds.push(...body.ids);
        return new Response(null, { status: 204 });
      }
      const { status, body: answer } = server.sync(body);
      const type = status === 200 ? "application/json" : "application/problem+json";
      return new Response(JSON.stringify(answer), { status, headers: { "Content-Type": type } });
    }, path, body);
  };
}
