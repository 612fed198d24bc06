/** Saying that words are kept, and where they might not last. */

import { word } from "../words.js";
import { say } from "./telling.js";

/** @param {import("./exercise-player.js").ExercisePlayer} player */
export function tellKept(player) {
  /** @type {HTMLElement} */ (player.querySelector("[data-keep]")).hidden = true;
  const kept = /** @type {HTMLElement} */ (player.querySelector("[data-kept]"));
  kept.hidden = false;
  say(/** @type {HTMLElement} */ (kept.querySelector("[data-kept-words]")), word("saved"));
  player.toggleAttribute("data-kept-now", true);
  player.section("undo").hidden = true;
  kept.focus();
  const homeScreen = /** @type {HTMLElement} */ (kept.querySelector("[data-home-screen]"));
  homeScreen.hidden = !inSafariTab();
}

/** Safari outside the home screen: a store of its own, which may be cleared after seven days. */
function inSafariTab() {
  return "standalone" in navigator && navigator.standalone === false;
}
