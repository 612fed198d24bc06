/** Keeps the screen on while something runs. The browser drops the lock when the page is hidden,
 * so it is taken again when the page comes back. */
export function createWakeLock() {
  /** @type {WakeLockSentinel | null} */
  let lock = null;
  let wanted = false;
  let asking = false;

  async function take() {
    if (!wanted || asking || (lock && !lock.released) || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    asking = true;
    try {
      const taken = await navigator.wakeLock.request("screen");
      if (wanted) lock = taken;
      else await taken.release();
    } catch (error) {
      // A low battery may refuse it; the exercise goes on without.
      if (!(error instanceof DOMException)) throw error;
    } finally {
      asking = false;
    }
  }

  return {
    async hold() {
      if (!wanted) document.addEventListener("visibilitychange", take);
      wanted = true;
      await take();
    },
    async release() {
      wanted = false;
      document.removeEventListener("visibilitychange", take);
      await lock?.release();
      lock = null;
    },
  };
}
