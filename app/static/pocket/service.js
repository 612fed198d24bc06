/**
 * The page's side of the service worker: register it, look for a newer one now and then, and take
 * it only when asked to and nothing is under way in any tab (F32).
 * @module
 */

const LOOK_AGAIN = 60 * 60 * 1000; // milliseconds; boosted links never make the browser look
const BUSY = "between-visits/busy";

/** @type {ServiceWorkerRegistration | undefined} */
let registration;
let lookedAt = 0;
let replaced = false;
/** @type {Set<(waits: boolean) => void>} */
const listeners = new Set();

/** Calls back whenever a newer version begins or ceases to wait. @param {(waits: boolean) => void} listener */
export function onUpdate(listener) {
  listeners.add(listener);
  listener(Boolean(registration?.waiting));
  return () => listeners.delete(listener);
}

/**
 * Marks this tab as busy until the returned function is called: an exercise runs, or words wait
 * to be kept. Shared between tabs by a lock that a closed tab lets go of by itself.
 */
export function beBusy() {
  /** @type {() => void} */
  let done = () => {};
  const until = new Promise((resolve) => (done = () => resolve(undefined)));
  navigator.locks?.request(BUSY, { mode: "shared" }, () => until);
  return done;
}

/**
 * Something that only one tab may do: resolves to a function that lets go of it, or to null where
 * another tab has it. A tab that closes lets go by itself.
 * @param {string} name
 * @returns {Promise<(() => void) | null>}
 */
export function holdAlone(name) {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    navigator.locks.request(`between-visits/${name}`, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      return new Promise((done) => resolve(() => done(undefined)));
    });
  });
}

/**
 * Busy for as long as words wait to be saved, also where saving did not succeed: an update would
 * take them from the screen. The element is marked `data-unsaved` meanwhile, so that "Saved on this
 * device" steps back where it is no longer true of the newest letter.
 * @param {Element} element
 */
export function createUnsaved(element) {
  /** @type {(() => void) | null} */
  let held = null;
  return {
    /** @param {Promise<unknown>} saving @param {{settled(): Promise<boolean>}} autosave */
    async until(saving, autosave) {
      held ??= beBusy();
      element.toggleAttribute("data-unsaved", true);
      await saving;
      if (!(await autosave.settled())) return;
      element.toggleAttribute("data-unsaved", false);
      held?.();
      held = null;
    },
  };
}

/** Asks the waiting version to take over; false where a tab is busy, and nothing happens. */
export async function takeUpdate() {
  const taken = await navigator.locks.request(BUSY, { ifAvailable: true }, async (lock) => {
    if (!lock || !registration?.waiting) return false;
    const changed = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
    registration.waiting.postMessage("take over");
    await changed;
    return true;
  });
  if (taken) location.reload();
  return taken;
}

/** Whether a newer version has taken over while this document is still of the older one. */
export const isReplaced = () => replaced;

/**
 * What is on this device: its version, and one hash over all of its files.
 * @returns {Promise<{version: string, fingerprint: string} | null>} or null where it runs from the server
 */
export async function versionHere() {
  const { controller } = navigator.serviceWorker ?? {};
  if (!controller) return null;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
  controller.postMessage("version", [port2]);
  return answer;
}

/** @param {ServiceWorker | null} worker */
function watch(worker) {
  worker?.addEventListener("statechange", () => {
    if (worker.state === "installed" && navigator.serviceWorker.controller) tell();
  });
}

function tell() {
  for (const listener of listeners) listener(Boolean(registration?.waiting));
}

async function register() {
  registration = await navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" });
  lookedAt = Date.now();
  if (!registration) return; // a browser that is told to allow none may answer with nothing
  if (registration.waiting) tell();
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration?.installing ?? null));
}

async function lookAgain() {
  if (document.visibilityState !== "visible" || Date.now() - lookedAt < LOOK_AGAIN) return;
  lookedAt = Date.now();
  await registration?.update().catch(() => {}); // no signal: the next look will do
}

if ("serviceWorker" in navigator) {
  let controlled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    replaced = controlled;
    controlled = true;
    tell();
  });
  const start = () => register().catch((error) => console.warn("no service worker", error));
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
  document.addEventListener("visibilitychange", lookAgain);
}
