/**
 * Locks the open journal after idle minutes or out of sight (DESIGN.md 4). A running exercise that is
 * on the screen counts as activity; so does another tab of the app.
 * @module
 */

import { NotKept } from "../journal/database.js";
import { createIdle, PATIENCE } from "../journal/idle.js";
import { openJournal } from "../journal/open.js";

const LOOK = 5000; // milliseconds between two looks
const ACTIVITY = ["pointerdown", "keydown", "input", "wheel", "touchmove"];

export async function watchLock() {
  const journal = await openJournal().catch((error) => {
    if (error instanceof NotKept) return null; // nothing is kept, so nothing is locked
    throw error;
  });
  if (!journal) return;
  // A choice that cannot be read now must not leave the journal open: it locks as it would by itself.
  const patience = () => journal.patience().catch(() => PATIENCE);
  let touched = false; // since the last look: told to the other tabs then
  let idle = createIdle(await patience(), Date.now());
  const shown = () => {
    look(); // before it is forgotten for how long the page was out of sight: a phone that slept ran no timer
    idle.seen(document.hidden, Date.now());
  };

  function look() {
    const now = Date.now();
    if (!document.hidden) journal?.tellShown();
    if (touched) journal?.tellActive();
    touched = false;
    if (!document.hidden && document.querySelector("exercise-player[data-running]")) idle.active(now);
    if (!journal?.vault.locked && idle.due(now)) journal?.lock();
  }

  const active = () => {
    idle.active(Date.now());
    touched = true;
  };
  for (const kind of ACTIVITY) addEventListener(kind, active, { capture: true, passive: true });
  journal.onActiveElsewhere(() => idle.active(Date.now()));
  document.addEventListener("visibilitychange", shown);
  addEventListener("pageshow", shown);
  journal.onShownElsewhere(() => idle.elsewhere(Date.now()));
  journal.onLock(async () => {
    idle = createIdle(await patience(), Date.now());
    idle.seen(document.hidden, Date.now());
  });
  setInterval(look, LOOK);
}
