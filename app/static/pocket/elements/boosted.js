/** Links that a script makes are boosted like those that came with the page. */

/** @param {HTMLElement} place that the links were put into */
export function boost(place) {
  globalThis.htmx?.process(place);
}
