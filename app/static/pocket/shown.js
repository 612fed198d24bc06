/**
 * The first frame before anything that can wait: what is loaded earlier competes with it for a slow
 * phone's one processor.
 * @module
 */

const PATIENCE = 300; // milliseconds; a page that is covered while it loads may get no frame

/** Resolves when the page has been drawn once, or at once where it is hidden. @type {Promise<void>} */
export const shown = new Promise((resolve) => {
  if (document.visibilityState === "hidden") return resolve();
  requestAnimationFrame(() => setTimeout(resolve)); // the frame is drawn between the two
  setTimeout(resolve, PATIENCE);
});
