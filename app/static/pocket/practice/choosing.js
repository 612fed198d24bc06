/**
 * Picks an exercise from what a person needs now: what they are carrying, how long they have got,
 * whether they can rest their eyes, and who is there. Never from a score, and never the same one
 * each time. Pure.
 * @module
 */

/**
 * @typedef {object} Choice
 * @property {string} id
 * @property {string} group
 * @property {number[]} lengths minutes
 * @property {string[]} carrying what it may fit
 * @property {boolean} rests whether attention rests on one thing for a while
 * @property {"anyone" | "alone" | "two"} company who may be there
 *
 * @typedef {object} Need
 * @property {string} carrying
 * @property {number} minutes
 * @property {boolean} canRest
 * @property {"alone" | "others" | "two"} company
 */

const MOST = 3;
/** What is let go of, one after the other, until something fits. @type {(keyof Need)[]} */
const LET_GO = ["carrying", "canRest", "company"];

/**
 * The best few, the best first; there is always one, unless everything is put aside or too long.
 * @template {Choice} T
 * @param {T[]} choices @param {Need} need
 * @param {{recent?: string[], aside?: string[]}} [known] ids of what was practised, the newest first,
 *   and groups that are put aside
 * @returns {T[]}
 */
export function choose(choices, need, { recent = [], aside = [] } = {}) {
  const open = choices.filter(({ group, lengths }) => !aside.includes(group) && lengths.some((length) => length <= need.minutes));
  for (let given = 0; given <= LET_GO.length; given += 1) {
    const asked = new Set(LET_GO.slice(given));
    const fit = open.filter((choice) => [...asked].every((name) => FITS[name](choice, need)));
    if (fit.length) return fit.sort((a, b) => order(a, need, recent) - order(b, need, recent)).slice(0, MOST);
  }
  return [];
}

/** @type {Record<string, (choice: Choice, need: Need) => boolean>} */
const FITS = {
  carrying: (choice, need) => choice.carrying.includes(need.carrying),
  canRest: (choice, need) => need.canRest || !choice.rests,
  company: (choice, need) => (need.company === "two" ? choice.company !== "alone" : choice.company === "anyone" || (choice.company === "alone" && need.company === "alone")),
};

/**
 * Lower comes first: what was not used lately, what is for two where there are two, what begins with
 * what is carried, what uses the time that there is.
 * @param {Choice} choice @param {Need} need @param {string[]} recent
 */
function order(choice, need, recent) {
  const used = recent.indexOf(choice.id);
  const lately = used < 0 ? 0 : recent.length - used;
  const forTwo = need.company === "two" && choice.company === "two" ? -100 : 0;
  const place = choice.carrying.indexOf(need.carrying);
  const spare = need.minutes - Math.max(...choice.lengths.filter((length) => length <= need.minutes));
  return forTwo + 10 * lately + 2 * (place < 0 ? 3 : place) + spare;
}
