/**
 * What the world knows of every text that was ever saved: each is one word that comes nowhere else. A
 * record names every word that went into it, in a member that the app does not know; so what somebody
 * deletes for good is told from what somebody else wrote meanwhile.
 */

/** @typedef {import("../../app/static/pocket/journal/entry.js").Plain & {seen?: string[]}} Seen */

export function createModel() {
  let made = 0;
  /** Words saved, and not deleted for good by whoever had them before their eyes. @type {Set<string>} */
  const saved = new Set();
  return {
    /** A word of its own. */
    word: () => `w${(made += 1)}.`,
    /** @param {string} word */
    save: (word) => saved.add(word),
    /** @param {Seen} plain what is deleted for good */
    erase: (plain) => plain.seen?.forEach((word) => saved.delete(word)),
    /** Words that are nowhere. @param {string} everything that can be found */
    lost: (everything) => [...saved].filter((word) => !everything.includes(word)),
    get count() {
      return made;
    },
  };
}

/** @param {Seen} plain @param {string} word @returns {Seen} */
export const withWord = (plain, word) => ({ ...plain, seen: [...(plain.seen ?? []), word] });
