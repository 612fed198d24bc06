/** What the page has at hand for reminders: the way to the server, and the browser's subscription. */

import { createWire } from "../reminders/wire.js";

const PATIENCE = 5000; // milliseconds: a worker that was never registered is never ready

export const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether this browser can show reminders at all. */
export const canPush = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** @returns {Promise<PushManager | null>} null where there is none, or no worker that could show anything */
export async function pushManager() {
  if (!canPush()) return null;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const registration = await Promise.race([navigator.serviceWorker.ready, /** @type {Promise<undefined>} */ (late)]);
  return registration?.pushManager ?? null;
}

/** As the server takes it. @param {PushSubscription | null | undefined} found @returns {import("../reminders/wire.js").Subscription | null} */
export const written = (found) => /** @type {any} */ (found?.toJSON() ?? null);

/** @type {import("../reminders/settling.js").Ground} */
export const ground = {
  wire: createWire((...asked) => fetch(...asked)),
  subscription: async () => written(await (await pushManager())?.getSubscription()),
};
