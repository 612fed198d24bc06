/**
 * Finding one's way back in a journal: by words, by kind, by mark. Pure: entries are passed in.
 * Whatever stands in a record is passed over where it is not what this app writes.
 * @module
 */

import { dayOf } from "./days.js";
import { counted, isText, textsIn } from "./values.js";

/**
 * @typedef {import("./record.js").Shown} Shown
 * @typedef {import("./entry.js").Plain & {day?: unknown}} Plain `day` where a person moved the entry to another
 * @typedef {{skill?: string, tag?: string, kind?: string, mark?: string, exercise?: string, day?: string,
 *   month?: string}} Filters each as it stands in the entry, `day` as `2026-11-23`, `month` as `2026-11`
 * @typedef {{id: string, key: string, opened: Shown, folded?: string, day?: string}} Entry
 *   `key` is its place in time, and certain; `folded` and `day` are worked out when first asked for
 * @typedef {{terms: string[], filtered: string, hits: Entry[]}} Search
 */

/** A skill stands among an entry's tags; in the order of app/content/en/skills.toml. */
export const SKILLS = ["self-awareness", "now", "acceptance", "vulnerability", "relationships", "hope", "across"];
const KINDS = ["entry", "card"];

// --- By words ----------------------------------------------------------------------------------

/**
 * An index that is kept in memory alone. It holds what people wrote, so it goes when the journal locks.
 * @param {Shown[]} opened in any order; those deleted are left out
 */
export function createIndex(opened) {
  const byId = new Map(opened.filter(isLive).map((each) => [each.row.id, entryOf(each)]));
  const entries = inOrder([...byId.values()]);
  /** @type {Search | null} */
  let last = null;

  /**
   * Each word has to occur somewhere in the entry, as a part of a word too; words in quotes have to
   * stand together. Case, accents and the shape of an apostrophe make no difference.
   * @param {string} query @param {Filters} [filters] an empty one asks for nothing
   * @returns {Shown[]} newest first
   */
  function search(query, filters = {}) {
    const terms = termsOf(query);
    const asked = Object.entries(TESTS).flatMap(([name, test]) => {
      const wanted = filters[/** @type {keyof Filters} */ (name)];
      return wanted ? [{ name, wanted, test }] : [];
    });
    const filtered = JSON.stringify(asked);
    const among = last?.filtered === filtered && extend(terms, last.terms) ? last.hits : entries;
    const fits = (/** @type {Entry} */ entry) => asked.every(({ wanted, test }) => test(entry, wanted));
    const hits = among.filter((entry) => fits(entry) && terms.every((term) => foldedOf(entry).includes(term)));
    last = { terms, filtered, hits };
    return hits.map(({ opened }) => opened);
  }

  /** A new entry, or one that has changed; one that was deleted goes. @param {Shown} opened */
  function put(opened) {
    remove(opened.row.id);
    if (!isLive(opened)) return;
    const entry = entryOf(opened);
    byId.set(entry.id, entry);
    entries.splice(placeOf(entries, entry), 0, entry);
  }

  /** @param {string} id */
  function remove(id) {
    last = null;
    const entry = byId.get(id);
    if (!entry) return;
    byId.delete(id);
    entries.splice(placeOf(entries, entry), 1);
  }

  /** Every entry, newest first. */
  const all = () => entries.map(({ opened }) => opened);

  return { search, put, remove, all, size: () => entries.length };
}

/** @param {Shown} opened */
const isLive = ({ row }) => !row.deleted;

/** Two of one moment stand by their ids, so that every place is certain. @param {Shown} opened @returns {Entry} */
const entryOf = (opened) => ({ id: opened.row.id, key: `${opened.created ?? opened.plain.created} ${opened.row.id}`, opened, folded: opened.folded });

/** Newest first. Texts are sorted by the engine itself: a third of the time of a comparison of ours. @param {Entry[]} entries */
function inOrder(entries) {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  return [...byKey.keys()].sort().reverse().map((key) => /** @type {Entry} */ (byKey.get(key)));
}

/** Where an entry stands, or would stand. @param {Entry[]} entries newest first @param {Entry} entry */
function placeOf(entries, entry) {
  let from = 0;
  let to = entries.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (entries[middle].key > entry.key) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** @type {Record<keyof Filters, (entry: Entry, wanted: string) => boolean>} */
const TESTS = {
  skill: (entry, wanted) => TESTS.tag(entry, wanted),
  tag: ({ opened: { plain } }, wanted) => textsIn(plain.tags).includes(wanted),
  kind: ({ opened: { plain } }, wanted) => plain.kind === wanted,
  mark: ({ opened: { plain } }, wanted) => textsIn(plain.marks).includes(wanted),
  exercise: ({ opened: { plain } }, wanted) => plain.exercise?.id === wanted,
  day: (entry, wanted) => dayOfEntry(entry) === wanted,
  month: (entry, wanted) => dayOfEntry(entry).slice(0, 7) === wanted,
};

/**
 * What a query asks for, the longest first: it is the rarest, as a rule. A quote that is still open
 * reaches to the end, so that a phrase is found while it is typed.
 * @param {string} query
 */
function termsOf(query) {
  const found = [...fold(query).matchAll(/"([^"]*)"?|[^\s"]+/g)].map(([word, phrase]) => (phrase ?? word).trim());
  return [...new Set(found)].filter(Boolean).sort((a, b) => b.length - a.length);
}

/** Whether what fits these terms fits the earlier ones too. @param {string[]} terms @param {string[]} earlier */
const extend = (terms, earlier) => earlier.every((part) => terms.some((term) => term.includes(part)));

/** @param {Entry} entry */
const foldedOf = (entry) => (entry.folded ??= foldedWords(entry.opened.plain));

/** The words of an entry, in the form in which they are searched. @param {Plain} plain */
export const foldedWords = (plain) => wordsOf(plain).map(fold).join("\n");

/** @param {Entry} entry */
const dayOfEntry = (entry) => (entry.day ??= dayOf(entry.opened.plain));

/** Everything in an entry that a person may look for. @param {Plain} plain */
function wordsOf({ title, text, answers, tags }) {
  const said = typeof answers === "object" && !Array.isArray(answers) ? Object.values(answers ?? {}).flatMap(wordsIn) : [];
  return [title, text, ...said, ...textsIn(tags)].filter(isText);
}

/** A place on a scale is no word: "4" would find every one. @param {unknown} answer @returns {string[]} */
function wordsIn(answer) {
  if (isText(answer)) return [answer];
  return textsIn(Array.isArray(answer) ? answer : Object.entries(answer ?? {}).flat());
}

/**
 * The form in which words are compared. Apostrophes come first: an acute accent that was typed for
 * one would become a space. Marks go after they were taken off their letters; soft hyphens and
 * spaces without width come with text that was pasted.
 * @param {string} text
 */
function fold(text) {
  // Most entries are plain letters, for which the long way takes twice the time and changes nothing.
  const bare = /^[\0-\x7f]*$/.test(text)
    ? text
    : text
        .replace(/[‘’‛ʼ′´＇]/g, "'")
        .replace(/[“”„‟＂]/g, '"')
        .normalize("NFKD")
        .replace(/[\p{M}\u00ad\u200b\ufeff]/gu, "");
  return bare.toLowerCase().replace(/[^\S ]\s*| \s+/g, " ");
}

// --- By kind -----------------------------------------------------------------------------------

/**
 * What entries can be sorted by, with how many there are of each; what none has is left out.
 * Skills and kinds stand in the app's order, tags, marks and kinds of a later version by their letters.
 * @param {Shown[]} opened
 * @returns {{skills: Map<string, number>, tags: Map<string, number>, kinds: Map<string, number>, marks: Map<string, number>}}
 */
export function facets(opened) {
  const tags = opened.flatMap(({ plain }) => [...new Set(textsIn(plain.tags))]);
  const marks = opened.flatMap(({ plain }) => [...new Set(textsIn(plain.marks))]);
  const kinds = opened.map(({ plain }) => plain.kind).filter(isText);
  return {
    skills: counted(tags.filter((tag) => SKILLS.includes(tag)), SKILLS),
    tags: counted(tags.filter((tag) => !SKILLS.includes(tag))),
    kinds: counted(kinds, KINDS),
    marks: counted(marks),
  };
}
