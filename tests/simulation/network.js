/**
 * A network between devices and the real server on which everything goes wrong that can: what is sent
 * waits at a gate until the world lets it through, and there it may be lost, come late or twice, be cut
 * off, or be answered by somebody else.
 */

const HTML = () => new Response("<html>Welcome. Sign in to the guest network</html>", { headers: { "Content-Type": "text/html" } });
const problem = (/** @type {number} */ status, /** @type {string} */ code) =>
  new Response(JSON.stringify({ status, code }), { status, headers: { "Content-Type": "application/problem+json", "Retry-After": "1" } });

const FATES = { through: 70, "request lost": 6, "answer lost": 6, late: 4, twice: 4, "cut off": 3, portal: 3, busy: 2, "slow down": 1, broken: 1 };

/** @typedef {{go: () => Promise<void>, drop: () => void, of: string}} Waiting */

/** @param {string} url the server's @param {import("./random.js").Random} random */
export function createNetwork(url, random) {
  /** @type {Waiting[]} */
  const gate = [];
  /** What the devices think is lost, and the server has not had yet. @type {(() => Promise<unknown>)[]} */
  const late = [];
  let calm = false;

  /** @param {{cookie: string}} jar @param {string} path @param {RequestInit} [init] */
  async function send(jar, path, init) {
    const headers = { ...Object(init?.headers), Origin: url, ...(jar.cookie && { Cookie: jar.cookie }) };
    const answer = await fetch(url + path, { ...init, headers, signal: AbortSignal.timeout(20_000) });
    const text = await answer.text();
    return { answer, text };
  }

  /** @param {{cookie: string}} jar @param {Response} answer */
  function keepCookies(jar, answer) {
    const kept = new Map(jar.cookie.split("; ").filter(Boolean).map((each) => /** @type {[string, string]} */ (each.split(/=(.*)/s).slice(0, 2))));
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split(/=(.*)/s);
      if (value === '""' || value === "" || /max-age=0/i.test(line)) kept.delete(name);
      else kept.set(name, value);
    }
    jar.cookie = [...kept].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** @param {{cookie: string}} jar @param {string} path @param {RequestInit} [init] @returns {Promise<Response>} */
  async function reach(jar, path, init) {
    const fate = calm ? "through" : random.weighted(FATES);
    if (fate === "request lost") throw new TypeError("lost");
    if (fate === "portal") return HTML();
    if (fate === "busy") return problem(503, "busy");
    if (fate === "slow down") return problem(429, "slow_down");
    if (fate === "broken") return new Response("Bad gateway", { status: 502 });
    if (fate === "late") {
      late.push(() => send(jar, path, init));
      throw new TypeError("late");
    }
    if (fate === "twice") await send(jar, path, init);
    const { answer, text } = await send(jar, path, init);
    if (fate === "answer lost") throw new TypeError("lost");
    keepCookies(jar, answer);
    const cut = fate === "cut off" ? text.slice(0, random.below(text.length + 1)) : text;
    return new Response([204, 304].includes(answer.status) ? null : cut, { status: answer.status, headers: answer.headers });
  }

  return {
    gate,
    /** Nothing goes wrong from here on; what was late comes now. */
    async calm() {
      calm = true;
      for (const each of late.splice(0)) await each().catch(() => {});
    },
    storm: () => (calm = false),
    /** Something that was given up arrives after all. */
    async arrive() {
      if (late.length) await late.splice(random.below(late.length), 1)[0]().catch(() => {});
    },
    /** @param {string} of a device's name @param {{cookie: string}} jar @returns {typeof globalThis.fetch} */
    fetchFor: (of, jar) => (path, init) =>
      new Promise((resolve, reject) => {
        const leave = () => gate.splice(gate.indexOf(waiting), 1);
        const waiting = {
          of,
          go: () => (leave(), reach(jar, String(path), init).then(resolve, reject)),
          drop: () => (leave(), reject(new TypeError("the device is gone"))),
        };
        gate.push(waiting);
      }),
  };
}

/** @typedef {ReturnType<typeof createNetwork>} Network */
