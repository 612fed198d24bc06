/**
 * Reminders on Today: that there are fewer now, said once; and the quiet line, for whoever asked for it.
 * @module
 */

import { openJournal } from "../journal/open.js";
import { isToTell, withTold } from "../reminders/fading.js";
import { change, read } from "../reminders/kept.js";
import { isOffered, nowAt } from "../reminders/schedule.js";
import { changed, met, restore, settle } from "../reminders/settling.js";
import { focusIfLost, pageHeading } from "./focus.js";
import { find } from "./group-parts.js";
import { ground, zoneHere } from "./reminder-ground.js";
import { say, unlessLocked } from "./telling.js";

const now = () => nowAt(new Date());

/** Somebody is here: the count begins anew, and what waits for a signal is tried. */
export async function came() {
  const row = await met(now().day);
  // The phone has come to another zone: the times go with it.
  if (row && row.zone !== zoneHere()) await change("push", (row) => changed({ ...row, zone: zoneHere() }));
  await settle(ground);
}

/** @param {HTMLElement} element @returns {Promise<() => void>} stops it */
export async function showOnToday(element) {
  element.onclick = (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (button) act(element, button.dataset.do ?? "").catch(unlessDone);
  };
  const again = () => {
    if (document.visibilityState === "visible") show(element).catch(unlessDone);
  };
  document.addEventListener("visibilitychange", again);
  const { onLock } = await openJournal();
  const stops = [() => document.removeEventListener("visibilitychange", again), onLock(again)];
  const coming = came().catch(unlessDone); // what it notes is on the device before it asks the server
  await show(element);
  coming.then(again);
  return () => stops.forEach((stop) => stop());
}

/** What is not shown now, or not noted, is the next time. @param {unknown} error */
const unlessDone = (error) => console.info("reminders cannot be read", error);

/** @param {HTMLElement} element */
async function show(element) {
  const fewer = find(element, "[data-fewer]");
  const row = await read("push");
  if (row && !row.ended && isToTell(row)) {
    fewer.hidden = false; // for this visit; the next does not say it again
    await change("push", withTold);
  }
  find(element, "[data-line]").hidden = !(await isWanted());
}

/** Whether the line is to stand here now. While the journal is locked nothing is said of a day. */
async function isWanted() {
  const [line, plan] = await Promise.all([read("line"), read("plan")]);
  if (!line || !plan || !isOffered(plan, now(), { practised: false, aside: line.aside })) return false;
  const { store, vault } = await openJournal();
  const practised = vault.locked ? null : await store.practisedAt(1).catch(unlessLocked);
  if (!practised || vault.locked) return false;
  const { day } = now();
  return !practised.some(([time]) => nowAt(new Date(time)).day === day);
}

/** @param {HTMLElement} element @param {string} act */
async function act(element, act) {
  const said = find(element, "[data-said]");
  if (act === "not-now") {
    await change("line", (line) => ({ ...line, aside: now().day }));
    find(element, "[data-line]").hidden = true;
  } else {
    find(element, "[data-fewer]").hidden = true;
    if (act === "as-before") {
      await restore();
      say(said, said.dataset.asBefore ?? "");
      await settle(ground);
    }
  }
  focusIfLost(pageHeading());
}
