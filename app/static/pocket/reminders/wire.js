/**
 * What is said to the server about a reminder, and what it answers. No cookie goes with it: a reminder
 * is nobody's. An answer counts only where it is of the form that our server gives (F29). `fetch` is
 * passed in, since the service worker asks as well as the page.
 * @module
 */

const PATIENCE = 20_000; // milliseconds
const KEY = /^[A-Za-z0-9_-]{87}$/; // a point of P-256
const ID = /^[A-Za-z0-9_-]{22}$/;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/**
 * `none`: this server sends no reminders. `gone`: it knows of no such reminder. `unreachable`: nothing was
 * heard that our server says, so it can be tried later.
 * @typedef {"none" | "gone" | "refused" | "slow" | "unreachable"} No
 * @typedef {{endpoint: string, keys: {p256dh: string, auth: string}}} Subscription
 * @typedef {import("./schedule.js").Schedule & {zone: string}} Wanted
 * @typedef {{id: string, secret: string}} Handle
 */

/** @param {typeof globalThis.fetch} fetch */
export function createWire(fetch) {
  /** @param {string} method @param {string} path @param {unknown} [body] */
  async function call(method, path, body) {
    try {
      const answer = await fetch(`/api/reminders${path}`, {
        ...{ method, credentials: "omit", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) },
        ...(body !== undefined && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
      });
      const isJson = /^application\/(problem\+)?json\b/.test(answer.headers.get("Content-Type") ?? "");
      return { status: answer.status, json: isJson ? await answer.json() : null };
    } catch (error) {
      // No signal, an answer that was cut off, or none in time.
      console.info("reminders: no answer", error);
      return { status: 0, json: null };
    }
  }

  /** @param {{status: number, json: any}} answer @param {No} missing what a 404 means @returns {No} */
  function refusal({ status, json }, missing) {
    if (typeof json?.code !== "string" || status >= 500) return "unreachable";
    if (status === 404) return missing;
    return status === 429 ? "slow" : "refused";
  }

  return {
    /** @returns {Promise<{key: string} | No>} what a browser subscribes with */
    async key() {
      const answer = await call("GET", "/key");
      const key = answer.json?.public_key;
      return answer.status === 200 && KEY.test(key) ? { key } : refusal(answer, "none");
    },
    /** @param {Wanted} wanted @param {Subscription} subscription @returns {Promise<Handle | No>} */
    async add(wanted, subscription) {
      const answer = await call("POST", "", written(wanted, subscription));
      const { id, secret } = answer.json ?? {};
      return answer.status === 201 && ID.test(id) && SECRET.test(secret) ? { id, secret } : refusal(answer, "none");
    },
    /** @param {Handle} handle @param {Wanted} wanted @param {Subscription} subscription @returns {Promise<"done" | No>} */
    async change({ id, secret }, wanted, subscription) {
      const answer = await call("PUT", `/${id}`, { ...written(wanted, subscription), secret });
      return answer.status === 204 ? "done" : refusal(answer, "gone");
    },
    /** @param {Handle} handle @returns {Promise<"done" | No>} */
    async end({ id, secret }) {
      const answer = await call("DELETE", `/${id}`, { secret });
      return answer.status === 204 ? "done" : refusal(answer, "gone");
    },
  };
}

/** @typedef {ReturnType<typeof createWire>} Wire */

/** @param {Wanted} wanted @param {Subscription} subscription */
const written = ({ zone, times, quietFrom, quietTo }, { endpoint, keys: { p256dh, auth } }) => ({ subscription: { endpoint, keys: { p256dh, auth } }, zone, times, quiet_from: quietFrom, quiet_to: quietTo });
