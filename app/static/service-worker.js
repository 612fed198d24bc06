/**
 * Every Pocket page from the phone itself. The list of files and their SHA-256 is filled in by
 * the server (app/practice/precache.py); a file that is missing or differs stops the whole
 * install, and the version before goes on running.
 */
// @ts-check
/// <reference lib="webworker" />

/** @type {{version: string, files: Record<string, string>, pages: string[]}} */
const { version, files, pages } = JSON.parse("the server fills in the list here");
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const PREFIX = "pocket-";
const CACHE = PREFIX + version;
const LIST = "/precached-list.json"; // what the cache holds, for the next version to copy from
const TOGETHER = "/pages.json"; // all pages in one file, which packs them in a third of the bytes
const FEW = 8; // pages that are fetched one by one
const AT_ONCE = 6; // downloads under way at a time
/** @type {RequestInit} */
const FRESH = { cache: "no-cache", credentials: "omit" };
const ONLINE_ONLY = /^\/(api|team|trust)(\/|$)/;

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(worker.skipWaiting());
  if (event.data === "version") event.waitUntil(tell(event.ports[0]));
});

/** What About shows. @param {MessagePort | undefined} port */
async function tell(port) {
  port?.postMessage({ version, fingerprint: await fingerprint() });
}

/** One hash over the list that was kept to, as `between-visits fingerprint` makes it. */
async function fingerprint() {
  const lines = Object.keys(files).sort().map((path) => `${files[path]}  ${path}\n`);
  return hashOf(new Response(lines.join("")));
}

async function install() {
  const had = await held();
  const ours = !(await caches.has(CACHE)); // else it is the running version's, under another worker
  const cache = await caches.open(CACHE);
  const waiting = Object.entries(files);
  /** @type {Map<string, () => Response>} */
  let together = new Map();
  const carry = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [path, sha256] = next;
      const here = (await copied(had.get(sha256), sha256)) ?? together.get(path)?.() ?? (await fetch(path, FRESH));
      await cache.put(path, await sound(here, path, sha256));
    }
  };
  try {
    if (pages.filter((path) => !had.has(files[path])).length > FEW) together = await allPages();
    await Promise.all(Array.from({ length: AT_ONCE }, carry));
    await cache.put(LIST, Response.json(files));
  } catch (error) {
    if (ours) await caches.delete(CACHE);
    throw error;
  }
}

/** The files of the caches that are here, by hash. @returns {Promise<Map<string, [string, string]>>} */
async function held() {
  const found = new Map();
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const list = await (await caches.open(name)).match(LIST);
    for (const [path, sha256] of Object.entries(list ? await list.json() : {})) found.set(sha256, [name, path]);
  }
  return found;
}

/** @param {[string, string] | undefined} place @param {string} sha256 */
async function copied(place, sha256) {
  if (!place) return null;
  const response = await (await caches.open(place[0])).match(place[1]);
  if (!response || (await hashOf(response)) !== sha256) return null;
  // Made anew, since a stored answer keeps its old address, and a module imports from there.
  return new Response(response.body, { status: response.status, headers: response.headers });
}

/** As listed, or nothing. @param {Response} response @param {string} path @param {string} sha256 */
async function sound(response, path, sha256) {
  if (response.redirected || (await hashOf(response)) !== sha256) throw new Error(`${path} is not as listed`);
  return response;
}

/** Every page out of the one file, each with the headers that the file came with: the same for all. */
async function allPages() {
  const response = await fetch(TOGETHER, FRESH);
  const headers = new Headers(response.headers);
  for (const own of ["content-encoding", "content-length", "etag"]) headers.delete(own);
  headers.set("content-type", "text/html; charset=utf-8");
  /** @type {[string, string][]} */
  const bodies = Object.entries(await response.json());
  return new Map(bodies.map(([path, body]) => [path, () => new Response(body, { headers })]));
}

/** @param {Response} response */
async function hashOf(response) {
  const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname in files) event.respondWith(fromCache(url.pathname, event.request));
  else if (event.request.mode === "navigate" || event.request.headers.has("HX-Request")) {
    event.respondWith(online(event.request, ONLINE_ONLY.test(url.pathname)));
  }
});

/** @param {string} path @param {Request} request */
async function fromCache(path, request) {
  return (await (await caches.open(CACHE)).match(path)) ?? fetch(request);
}

/** A page that is not Pocket's, or does not exist. @param {Request} request @param {boolean} needsSignal */
async function online(request, needsSignal) {
  try {
    return await fetch(request);
  } catch {
    const page = await (await caches.open(CACHE)).match(needsSignal ? "/offline" : "/not-found");
    return new Response(page?.body ?? null, { status: needsSignal ? 503 : 404, headers: page?.headers });
  }
}
