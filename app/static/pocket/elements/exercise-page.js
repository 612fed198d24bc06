/** An exercise as its page tells it: the page is the data. */

/** From the attributes of the page. @param {HTMLElement} player @returns {import("../practice/session.js").Exercise} */
export function readExercise(player) {
  const { id = "", version, lengths, asksAfter } = player.dataset;
  const steps = /** @type {HTMLElement[]} */ ([...player.querySelectorAll("[data-step]")]).map(({ dataset }) => ({
    id: dataset.step ?? "",
    kind: /** @type {import("../practice/session.js").Kind} */ (dataset.kind),
    seconds: numbers(dataset.seconds),
    lengths: dataset.lengths ? numbers(dataset.lengths) : null,
    when: condition(dataset.when),
    forEach: dataset.forEach ?? null,
  }));
  return { id, version: Number(version), lengths: numbers(lengths), steps, asksAfter: asksAfter !== undefined };
}

/** @param {string | undefined} list */
const numbers = (list) => (list ?? "").trim().split(/\s+/).map(Number);

/** @param {string | undefined} when `step=one,other` */
function condition(when) {
  const [step, is] = (when ?? "").split("=");
  return is ? { step, is: is.split(",") } : null;
}

/** The length (minutes) that is chosen on the page. @param {HTMLElement} player @param {import("../practice/session.js").Exercise} exercise */
export function chosenLength(player, exercise) {
  const chosen = /** @type {HTMLInputElement | null} */ (player.querySelector('[name="length"]:checked'));
  return Number(chosen?.value ?? exercise.lengths[0]);
}

/** A link from Today brings the length along. @param {HTMLElement} player @param {string} hash `#minutes-2` */
export function chooseLength(player, hash) {
  const wanted = player.querySelector(`[name="length"][value="${CSS.escape(hash.replace("#minutes-", ""))}"]`);
  if (wanted instanceof HTMLInputElement) wanted.checked = true;
}

/** A link in the role of a button answers to the space bar as well. @param {KeyboardEvent} event */
export function pressedLikeAButton(event) {
  const link = /** @type {HTMLElement} */ (event.target);
  if (event.key !== " " || !link.matches('a[role="button"]')) return;
  event.preventDefault();
  link.click();
}
