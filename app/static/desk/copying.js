/**
 * Copies a link. What may be said stands in the page already, hidden.
 * @module
 */

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button[data-link]");
  if (button) copy(/** @type {HTMLElement} */ (button));
});

/** @param {HTMLElement} button */
async function copy(button) {
  const said = /** @type {NodeListOf<HTMLElement>} */ (button.parentElement?.querySelectorAll("[data-said]"));
  const say = (/** @type {string} */ which) => said.forEach((words) => (words.hidden = words.dataset.said !== which));
  say("");
  // Not allowed here, or there is no such thing.
  const copied = await (async () => navigator.clipboard.writeText(button.dataset.link ?? ""))().then(
    () => "copied",
    () => "not-copied",
  );
  say(copied);
}
