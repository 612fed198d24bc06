/**
 * What every Pocket page does: load the elements that it uses, keep focus and title right when
 * htmx swaps a page in, and start the service worker.
 * @module
 */

import { isReplaced, versionHere } from "./service.js";
import { shown } from "./shown.js";

const KEPT = "today-board, journal-list, journal-cards, journal-copy, journal-entry, free-writing, journal-patterns, journal-trash, unlock-box, lock-button, sync-status, back-up, pick-for-me, practice-ways"; // elements that need the journal

/** Back and Forward: the browser puts the page where it was. */
let goingBack = false;

async function loadElements() {
  await shown;
  if (document.querySelector(KEPT)) import("./keeping.js");
  if (document.querySelector("lock-settings, back-up")) import("./lock.js");
  if (document.querySelector("reminder-settings")) import("./reminders.js");
}

/** The insecure page has no keys and no worker: it says so on every screen. */
function sayWhatIsMissing() {
  const notice = document.getElementById("needs-notice");
  if (notice) notice.hidden = Boolean(globalThis.crypto?.subtle);
}

/** Where a link in the page leads: the swap left focus on the body, so it is moved to the heading. */
function arrive() {
  loadElements();
  sayWhatIsMissing();
  sayVersion();
  const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  const heading = target ?? document.querySelector("h1");
  if (!target && !goingBack) scrollTo(0, 0);
  goingBack = false;
  heading?.focus({ preventScroll: !target });
  // Told after a moment: a live region that arrives with its words already in it is not read out.
  setTimeout(() => {
    const announcer = document.getElementById("announcer");
    if (announcer) announcer.textContent = document.title;
  }, 200);
}

/** @param {{action: string, anchor?: string}} request htmx takes the two apart */
const addressOf = ({ action, anchor }) => (anchor ? `${action}#${anchor}` : action);

/** About says which version is on the device, and its fingerprint in groups that an eye can compare. */
async function sayVersion() {
  const place = document.getElementById("app-version");
  const here = place && (await versionHere());
  if (!here) return;
  place.textContent = (place.dataset.words ?? "").replace("{version}", here.version);
  const part = /** @type {HTMLElement} */ (document.getElementById("app-fingerprint"));
  /** @type {HTMLElement} */ (part.querySelector("code")).textContent = here.fingerprint.replace(/.{8}(?=.)/g, "$& ");
  part.hidden = false;
}

/** htmx, for boosted links only, when the first screen is done with the processor. */
function loadHtmx() {
  const script = document.createElement("script");
  script.src = /** @type {HTMLElement} */ (document.querySelector("script[data-htmx]")).dataset.htmx ?? "";
  document.head.append(script);
}

loadElements();
sayWhatIsMissing();
sayVersion();
document.addEventListener("htmx:after:swap", arrive);
document.addEventListener("htmx:before:history:restore", () => (goingBack = true));
document.addEventListener("htmx:config:request", (event) => {
  const { request } = /** @type {CustomEvent} */ (event).detail.ctx;
  // A newer version took over in another tab: its pages need their own scripts.
  if (isReplaced()) {
    event.preventDefault();
    location.assign(addressOf(request));
  }
  // It would tell the server which page, and so which exercise, the reader was on.
  delete request.headers["HX-Current-URL"];
});
document.addEventListener("htmx:error", (event) => {
  const request = /** @type {CustomEvent} */ (event).detail?.ctx?.request;
  const notice = document.getElementById("offline-notice");
  // With the worker in charge a plain start works; without it, that would end in the browser's own page.
  if (request && navigator.serviceWorker?.controller) location.assign(addressOf(request));
  else if (request && notice) notice.hidden = false;
});
if (document.readyState === "complete") loadHtmx();
else addEventListener("load", loadHtmx, { once: true });
