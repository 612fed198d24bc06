/**
 * What a form that htmx sends says while it is on its way, and where no answer of ours came back: what
 * was typed stands there still, and can be sent again. Without scripts the browser does all of this.
 * @module
 */

// Answers that take the form's place: what was wrong, that there were many tries, that the desk had closed.
const TAKE_ITS_PLACE = [403, 404, 409, 422, 429];
const SIGNED_OUT = 401;

/** @param {string} which of the words above the page, or none */
function say(which) {
  for (const words of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("body > [data-said]"))) {
    words.hidden = words.dataset.said !== which;
    if (which === "not-sent" || which === "signed-out") words.focus();
  }
}

document.addEventListener("htmx:before:request", (event) => {
  say("sending");
  /** @type {HTMLElement} */ (event.target).inert = true;
});
document.addEventListener("htmx:before:response", (event) => {
  const { status, headers } = /** @type {CustomEvent} */ (event).detail.ctx.response;
  // What stands between, a proxy or a guest network, sends no such header.
  const isOurs = headers.has("Content-Security-Policy");
  if (isOurs && ((status >= 200 && status < 300) || TAKE_ITS_PLACE.includes(status))) return say("");
  event.preventDefault();
  again(event.target);
  say(status === SIGNED_OUT ? "signed-out" : "not-sent");
});
document.addEventListener("htmx:error", (event) => {
  again(event.target);
  say("not-sent");
});
document.addEventListener("htmx:after:swap", () => {
  if (document.activeElement === document.body) document.querySelector("h1")?.focus();
});
// Back may bring the page as it stood when it was left.
addEventListener("pageshow", () => {
  say("");
  document.querySelectorAll("form").forEach(again);
});

/** The form can be filled in and sent. @param {EventTarget | null} form */
function again(form) {
  if (form instanceof HTMLElement) form.inert = false;
}

// Said once: a reload says it no more.
if (new URLSearchParams(location.search).has("said")) history.replaceState(history.state, "", location.pathname);
