/**
 * Where focus goes when what had it has gone from the screen: to where reading goes on, so that the
 * next key, and the next word of a screen reader, do not begin at the top of the document.
 * @module
 */

/** @param {...(HTMLElement | null | undefined)} places the first that shows takes it; what can have it goes before it */
export function focusIfLost(...places) {
  const { activeElement: at, body } = document;
  if (at && at !== body && at.checkVisibility()) return;
  moveFocus(...places);
}

/** @param {...(HTMLElement | null | undefined)} places the first that shows takes it */
export function moveFocus(...places) {
  places.find((place) => place?.checkVisibility())?.focus();
}

/** The heading of the page. */
export const pageHeading = () => document.querySelector("h1");

/** The heading of what stands where words would be while the journal is locked. @returns {HTMLElement | null} */
export const lockedHeading = () => document.querySelector("unlock-box h2");
