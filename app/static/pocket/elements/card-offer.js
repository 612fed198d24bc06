/**
 * The offer to go on with a card that is kept: its answers stand in the fields, and Keep edits it.
 * @module
 */

import { cardsOf } from "../journal/cards.js";
import { NotKept } from "../journal/database.js";
import { openJournal } from "../journal/open.js";
import { begin } from "../practice/session.js";
import { Locked } from "../vault/vault.js";
import { chosenLength } from "./exercise-page.js";
import { fromOwnWords } from "./fields.js";

/**
 * @typedef {import("./exercise-player.js").ExercisePlayer} Player
 * @typedef {import("../journal/record.js").Shown} Shown
 */

const WANTED = /^#card-(.+)$/; // the page of cards comes here with the card's id

/** On the start screen, or, where the person has begun already, beside it. @param {Player} player */
export async function offerCard(player) {
  const wanted = WANTED.exec(location.hash)?.[1];
  const card = await findCard(player, wanted);
  if (!card || !player.isConnected) return;
  if (wanted && !player.session) {
    // So that a reload in the middle offers the draft and does not begin again.
    history.replaceState(history.state, "", location.pathname);
    return goOn(player, card);
  }
  if (player.session && player.lines().length) return;
  for (const part of player.session ? ["card-beside"] : ["card", "card-edit"]) {
    const offer = player.section(part);
    offer.hidden = false;
    const button = offer.closest("button") ?? offer.querySelector("button");
    // As it stands when it is asked for: it may have changed since it was offered.
    if (button) button.onclick = () => goOnWithCard(player, card.row.id);
  }
  urge(player, false);
}

/** While the journal is locked, that there is a card is nobody's to see. @param {Player} player */
export function withdrawCard(player) {
  for (const offer of player.querySelectorAll('[data-part^="card"]')) if (offer instanceof HTMLElement) offer.hidden = true;
  urge(player, true);
}

/** @param {Player} player @param {string} id @returns {Promise<boolean>} false where it is not there any more */
export async function goOnWithCard(player, id) {
  const card = await findCard(player, id);
  if (!card || !player.isConnected) return false;
  goOn(player, card);
  return true;
}

/** @param {Player} player @param {Shown} card */
function goOn(player, { row, plain }) {
  if (!player.exercise) return;
  const steps = new Map(player.stepElements().map((step) => [step.dataset.step ?? "", step]));
  const answers = Object.entries(plain.answers).map(([name, said]) => {
    const step = steps.get(name);
    return [name, step ? fromOwnWords(step, said) : said];
  });
  const begun = begin(player.exercise, chosenLength(player, player.exercise), new Date().toISOString());
  player.enter({ ...begun, answers: Object.fromEntries(answers), card: { id: row.id, base: plain.answers } });
}

/** The one that is asked for, else the newest; null while locked, and where nothing is kept. @param {Player} player @param {string} [id] */
async function findCard({ dataset }, id) {
  if (dataset.keepsAs !== "card") return null;
  try {
    const { shelf, vault } = await openJournal();
    const cards = cardsOf((await shelf.load()).index.all(), dataset.id ?? "");
    return vault.locked ? null : (cards.find(({ row }) => row.id === id) ?? cards[0] ?? null);
  } catch (error) {
    if (!(error instanceof NotKept || error instanceof Locked)) throw error;
    return null;
  }
}

/** One main thing to press on the screen: Start, unless there is a card. @param {Player} player @param {boolean} start */
const urge = (player, start) => player.querySelector('[data-do="start"]')?.classList.toggle("button-main", start);
