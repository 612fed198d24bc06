/**
 * Locks the open journal after idle minutes or out of sight (DESIGN.md 4). A running exercise that is
 * on the screen counts as activity; so does what is done in another tab of the app.
 * @module
 */

import { NotKept } from "../journal/database.js";
import { createIdle, PATIENCE } from "../journal/idle.js";
import { openJournal } from "../journal/open.js";

const LOOK = 5000; // milliseconds between two looks
const TELL = 1000; // milliseconds between two words to the other tabs that this one is in use
const ACTIVITY = ["pointerdown", "keydown", "input", "wheel", "touchmove"];

export async function watchLock() {
  const journal = await openJournal().catch((error) => {
    if (error instanceof NotKept) return null; // nothing is kept, so nothing is locked
    throw error;
  });
  if (!journal) return;
  // A choice that cannot be read now must not leave the journal open: it locks as it would by itself.
  const patience = () => journal.patience().catch(() => PATIENCE);
  let chosen = await patience();
  let idle = createIdle(chosen, Date.now());
  let told = 0;

  function beginAnew() {
    idle = createIdle(chosen, Date.now());
    idle.seen(document.hidden, Date.now());
  }

  function seen() {
    idle.seen(document.hidden, Date.now());
    look();
  }

  function active() {
    const now = Date.now();
    idle.active(now);
    if (Math.abs(now - told) >= TELL) {
      told = now;
      journal?.tellShown(true);
    }
    lockWhereDue(now);
  }

  function look() {
    if (!document.hidden) journal?.tellShown(false);
    if (!document.hidden && document.querySelector("exercise-player[data-running]")) active();
    lockWhereDue(Date.now());
  }

  /** @param {number} now */
  function lockWhereDue(now) {
    if (!journal?.vault.locked && idle.due(now)) journal?.lock();
  }

  for (const kind of ACTIVITY) addEventListener(kind, active, { capture: true, passive: true });
  document.addEventListener("visibilitychange", seen);
  addEventListener("pageshow", seen);
  journal.onShownElsewhere((active) => idle.elsewhere(Date.now(), active));
  journal.onLock(async () => {
    beginAnew(); // at once: the time behind the lock must not lock what has just been opened
    chosen = await patience();
    beginAnew();
  });
  setInterval(look, LOOK);
}
