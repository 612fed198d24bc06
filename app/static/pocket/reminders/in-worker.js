/**
 * The service worker's part: one notification, always in the same words; what a press on it does; and
 * a subscription that the browser replaces. Joined into the worker when the server starts
 * (app/practice/precache.py), and loaded nowhere else.
 */
/// <reference lib="webworker" />

import { change, read } from "./kept.js";
import { nowAt } from "./schedule.js";
import { changed, met, settle, shownOn } from "./settling.js";
import { createWire } from "./wire.js";

/** @type {{title: string, text: string, lang: string}} */
const SAID = JSON.parse("the server fills in the reminder here");
const TODAY = "/";
const NOT_POCKET = /^\/(team|trust|api)(\/|$)/;

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const ground = {
  wire: createWire((...asked) => fetch(...asked)),
  subscription: async () => subscriptionOf(await worker.registration.pushManager.getSubscription()),
};

worker.addEventListener("push", (event) => event.waitUntil(remind()));
worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(Promise.all([goToday(), noteMet()]));
});
worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain(/** @type {any} */ (event))));

/** Whatever was sent, it is these words; and it is shown first, whatever comes of the rest. */
async function remind() {
  await worker.registration.showNotification(SAID.title, { body: SAID.text, lang: SAID.lang, tag: "reminder" });
  await shownOn(nowAt(new Date()).day);
  await settle(ground);
}

async function noteMet() {
  await met(nowAt(new Date()).day);
  await settle(ground);
}

/** A tab of Pocket comes to the front as it is, since something may be under way in it; else Today opens. */
async function goToday() {
  const tabs = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = tabs.find(({ url }) => !NOT_POCKET.test(new URL(url).pathname));
  await (open ? open.focus() : worker.clients.openWindow(TODAY));
}

/** Not every browser says that it has replaced a subscription; the page looks when it is opened. @param {{newSubscription?: PushSubscription | null}} event */
async function subscribeAgain({ newSubscription }) {
  const row = await read("push");
  if (!row || row.ended) return;
  if (!newSubscription) await worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: row.key });
  await change("push", changed);
  await settle(ground);
}

/** @param {PushSubscription | null} found @returns {import("./wire.js").Subscription | null} */
const subscriptionOf = (found) => /** @type {any} */ (found?.toJSON() ?? null);
