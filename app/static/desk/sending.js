/**
 * What a form that htmx sends says where nothing came back: what was typed stands there still, and can
 * be sent again. Without scripts the browser says so on a page of its own.
 * @module
 */

const words = /** @type {HTMLElement} */ (document.querySelector("[data-not-sent]"));

document.addEventListener("htmx:before:request", () => (words.hidden = true));
document.addEventListener("htmx:error", (event) => {
  if (!(/** @type {CustomEvent} */ (event).detail?.ctx?.request)) return;
  words.hidden = false;
  words.focus();
});
