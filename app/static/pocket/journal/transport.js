/**
 * The way to the server: calls, and what became of them. An answer is believed only where it is whole
 * and of the form that our server gives (F29); anything else changes nothing. `fetch` is passed in.
 * @module
 */

import { Refused, Unreachable } from "./sync.js";
import { checkedAnswer, NotAnAnswer, PULL_ITEMS, written } from "./wire.js";

const PROTOCOL = "1";
const LARGEST = 12 * 2 ** 20; // letters; a page of 1 MiB, and the heads of a hundred conflicts of the largest items
const PATIENCE = 60_000; // milliseconds
const ERASE_AT_ONCE = 500;

/**
 * @param {{fetch: typeof globalThis.fetch, base?: string, patience?: number, now?: () => number}} ground `base` for a server elsewhere
 */
export function createTransport({ fetch, base = "", patience = PATIENCE, now = Date.now }) {
  let asked = 0; // when the cookie went last, in milliseconds

  /**
   * @param {string} method @param {string} path @param {unknown} [body] @param {RequestCredentials} [credentials]
   * @returns {Promise<any>} the JSON of a good answer; null where it has none
   * @throws {Refused} @throws {Unreachable} @throws {NotAnAnswer}
   */
  async function call(method, path, body, credentials = "same-origin") {
    if (credentials !== "omit") asked = now();
    const { status, type, text, retry } = await fetched(method, path, body, credentials);
    if (status === 204) return null;
    const json = /^application\/(problem\+)?json\b/.test(type) ? parsed(text) : undefined;
    if (status >= 200 && status < 300 && json !== undefined) return json;
    if (typeof json?.code === "string") throw new Refused(status, json.code, retry);
    if (status >= 500) throw new Unreachable(String(status)); // something before the server speaks for it
    throw new NotAnAnswer(`${status} ${type}`);
  }

  /** @param {string} method @param {string} path @param {unknown} body @param {RequestCredentials} credentials */
  async function fetched(method, path, body, credentials) {
    try {
      const answer = await fetch(base + path, {
        ...{ method, credentials, redirect: "error", cache: "no-store", signal: AbortSignal.timeout(patience) },
        headers: { "Between-Visits-Protocol": PROTOCOL, ...(body !== undefined && { "Content-Type": "application/json" }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const seconds = Number(answer.headers.get("Retry-After") ?? NaN);
      const retry = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
      const text = await answer.text();
      return { status: answer.status, type: answer.headers.get("Content-Type") ?? "", text, retry };
    } catch (error) {
      throw new Unreachable("no answer", { cause: error });
    }
  }

  return {
    /** @type {(method: string, path: string, body?: unknown) => Promise<any>} */
    call: (method, path, body) => call(method, path, body),
    /** With no cookie: nothing in it says who asks. @param {string} path @param {unknown} body */
    nameless: (path, body) => call("POST", path, body, "omit"),
    asked: () => asked,
    /** @type {import("./sync.js").Transport["exchange"]} */
    async exchange({ cursor, after, push }) {
      const answer = await call("POST", "/api/journal/sync", { cursor, push: push.map(written), limit: PULL_ITEMS });
      return checkedAnswer(answer, push, after);
    },
    /** @type {import("./sync.js").Transport["erase"]} */
    async erase(ids) {
      for (let at = 0; at < ids.length; at += ERASE_AT_ONCE) {
        const answer = await call("POST", "/api/journal/erase", { ids: ids.slice(at, at + ERASE_AT_ONCE) });
        if (answer !== null) throw new NotAnAnswer("erase");
      }
    },
  };
}

/** @param {string} text @returns {any} undefined where it is cut off, or no JSON */
function parsed(text) {
  if (text.length > LARGEST) throw new NotAnAnswer("too large");
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
