/**
 * Fills in the forms that a passkey answers, and sends them as any form is sent: the page that
 * comes back is the server's. What may be said stands in the form already, hidden.
 * @module
 */

// A form may come later, in a part that htmx swaps in.
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-passkey]")) return;
  event.preventDefault();
  answer(form);
});

/** @param {HTMLFormElement} form */
async function answer(form) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  button.disabled = true;
  say(form, "");
  try {
    const options = await begin(form.dataset.begin ?? "");
    const how = form.dataset.passkey === "create" ? create : get;
    const field = /** @type {HTMLInputElement} */ (form.querySelector("[name=credential]"));
    field.value = JSON.stringify(await how(options));
    form.submit();
  } catch (error) {
    say(form, WHY[/** @type {Error} */ (error).name] ?? "nothing-came");
  }
  button.disabled = false;
}

/** What a browser's refusal means. A person who closes its window gets NotAllowedError, as somebody
 *  does who has no such passkey: which of the two is nobody's business.
 *  @type {Record<string, string>} */
const WHY = {
  NotAllowedError: "nothing-came",
  InvalidStateError: "known",
  SecurityError: "not-here",
  NotSupportedError: "not-here",
  TypeError: "not-here", // there is no navigator.credentials
  NoServer: "no-server",
};

/** @param {HTMLFormElement} form @param {string} which of the words, or none */
function say(form, which) {
  for (const words of form.querySelectorAll("[data-said]")) {
    /** @type {HTMLElement} */ (words).hidden = /** @type {HTMLElement} */ (words).dataset.said !== which;
  }
}

/** What the server wants signed. @param {string} path @returns {Promise<any>} */
async function begin(path) {
  try {
    const response = await fetch(path, { method: "POST" });
    // Signed out meanwhile, or sent to another page: that page says so.
    if (!response.headers.get("content-type")?.startsWith("application/json")) location.assign("/team");
    return await response.json();
  } catch (error) {
    throw Object.assign(new Error("no answer", { cause: error }), { name: "NoServer" });
  }
}

/** @param {any} options as the server sends them: bytes as base64url */
async function create(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: options.excludeCredentials?.map(withBytes),
  };
  const made = /** @type {PublicKeyCredential} */ (await navigator.credentials.create({ publicKey }));
  const response = /** @type {AuthenticatorAttestationResponse} */ (made.response);
  return wire(made, { attestationObject: letters(response.attestationObject) });
}

/** @param {any} options */
async function get(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: options.allowCredentials?.map(withBytes),
  };
  const used = /** @type {PublicKeyCredential} */ (await navigator.credentials.get({ publicKey }));
  const response = /** @type {AuthenticatorAssertionResponse} */ (used.response);
  return wire(used, {
    authenticatorData: letters(response.authenticatorData),
    signature: letters(response.signature),
  });
}

/** @param {PublicKeyCredential} credential @param {Record<string, string>} more */
function wire(credential, more) {
  const clientDataJSON = letters(credential.response.clientDataJSON);
  const { id, type, rawId } = credential;
  return { id, rawId: letters(rawId), type, response: { clientDataJSON, ...more } };
}

/** @param {{id: string}} descriptor */
const withBytes = (descriptor) => ({ ...descriptor, id: bytes(descriptor.id) });

/** @param {string} text base64url */
function bytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function letters(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
