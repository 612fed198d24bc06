/** What the person sends: by the phone's own share sheet, or by copying. We send nothing. */

import { word } from "../words.js";
import { say } from "./telling.js";

/** The share sheet, or the clipboard where there is none. @param {string} text @param {HTMLElement} told */
export async function share(text, told) {
  if (!navigator.share) return copy(text, told);
  try {
    await navigator.share({ text });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return; // closed without sending
    say(told, word("not-shared"));
  }
}

/** @param {string} text @param {HTMLElement} told */
export async function copy(text, told) {
  try {
    await navigator.clipboard.writeText(text);
    say(told, word("copied"));
  } catch (error) {
    console.info("not copied", error);
    say(told, word("not-shared"));
  }
}
