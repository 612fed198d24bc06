/**
 * Finding one's way back in a journal: by words, by kind, by day. Pure: entries are passed in, and
 * so is today.
 *
 * Nothing here knows of a day without an entry as anything but a day: none is missed, nothing runs
 * in a row. Whatever stands in a record is passed over where it is not what this app writes.
 * @module
 */

/**
 * @typedef {import("./record.js").Opened} Opened
 * @typedef {import("./entry.js").Plain & {day?: unknown}} Plain `day` where a person moved the entry to another
 * @typedef {{skill?: string, tag?: string, kind?: string, mark?: string, exercise?: string, day?: string,
 *   month?: string}} Filters each as it stands in the entry, `day` as `2026-11-23`, `month` as `2026-11`
 * @typedef {{id: string, created: string, opened: Opened, folded?: string, day?: string}} Entry
 *   `folded` and `day` are worked out when first asked for
 * @typedef {{terms: string[], filtered: string, hits: Entry[]}} Search
 */

/** A skill stands among an entry's tags; in the order of app/content/en/skills.toml. */
export const SKILLS = ["self-awareness", "now", "acceptance", "vulnerability", "relationships", "hope", "across"];
const KINDS = ["entry", "card"];

const DAY = /^([12]\d{3})-(0[1-9]|1[0-2])-(\d\d)$/;
const MONTH = /^([12]\d{3})-(0[1-9]|1[0-2])$/;
const MOMENT = /^[12]\d{3}-\d\d-\d\dT\d\d:\d\d[\d:.]*Z$/;
const DAY_LONG = 86_400_000; // milliseconds, in UTC, where every day is as long as the next

// --- By words ----------------------------------------------------------------------------------

/**
 * An index that is kept in memory alone. It holds what people wrote, so it goes when the journal locks.
 * @param {Opened[]} opened in any order; those deleted are left out
 */
export function createIndex(opened) {
  const byId = new Map(opened.filter(isLive).map((each) => [each.row.id, entryOf(each)]));
  const entries = [...byId.values()].sort(newestFirst);
  /** @type {Search | null} */
  let last = null;

  /**
   * Each word has to occur somewhere in the entry, as a part of a word too; words in quotes have to
   * stand together. Case, accents and the shape of an apostrophe make no difference.
   * @param {string} query @param {Filters} [filters] an empty one asks for nothing
   * @returns {Opened[]} newest first
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

  /** A new entry, or one that has changed; one that was deleted goes. @param {Opened} opened */
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

/** @param {Opened} opened */
const isLive = ({ row }) => !row.deleted;

/** @param {Opened} opened @returns {Entry} */
const entryOf = (opened) => ({ id: opened.row.id, created: String(opened.plain.created), opened });

/** Two of one moment stand by their ids, so that every place is certain. @param {Entry} a @param {Entry} b */
const newestFirst = (a, b) => compare(b.created, a.created) || compare(a.id, b.id);

/** Not by a locale: its order would differ from phone to phone. @param {string} a @param {string} b */
export const compare = (a, b) => (a < b ? -1 : Number(a > b));

/** Where an entry stands, or would stand. @param {Entry[]} entries newest first @param {Entry} entry */
function placeOf(entries, entry) {
  let from = 0;
  let to = entries.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (newestFirst(entries[middle], entry) < 0) from = middle + 1;
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
const foldedOf = (entry) => (entry.folded ??= wordsOf(entry.opened.plain).map(fold).join("\n"));

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

// --- By day ------------------------------------------------------------------------------------

/**
 * The day that an entry belongs to: the one a person gave it, else the one that it was where it was written.
 * @param {Plain} plain
 * @returns {string} as `2026-11-23`; empty where there is no telling
 */
export const dayOf = ({ day, created, zone }) => (isDay(day) ? day : localDay(created, zone));

/** Entries by day. @param {Opened[]} opened @returns {Map<string, number>} day, as `2026-11-23`, to their number */
export const daysOf = (opened) => counted(opened.map(({ plain }) => dayOf(plain)).filter(Boolean));

/**
 * A month as a calendar shows it, from Monday to Sunday.
 * @param {string} month as `2026-11`
 * @param {Map<string, number>} days what `daysOf` gives
 * @returns {({day: string, count: number} | null)[][]} weeks of seven, null before and after the month; none for no month
 */
export function monthGrid(month, days) {
  const [year, number] = MONTH.exec(month)?.slice(1).map(Number) ?? [];
  if (!year) return [];
  const first = Date.UTC(year, number - 1, 1);
  const before = (((first / DAY_LONG + 3) % 7) + 7) % 7; // 1 January 1970 was a Thursday
  const length = (Date.UTC(year, number, 1) - first) / DAY_LONG;
  return Array.from({ length: Math.ceil((before + length) / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => {
      const date = week * 7 + weekday - before + 1;
      if (date < 1 || date > length) return null;
      const day = `${month}-${String(date).padStart(2, "0")}`;
      return { day, count: days.get(day) ?? 0 };
    }),
  );
}

/** Entries of this day in earlier years, in the order given. @param {Opened[]} opened @param {string} today as `2026-11-23` */
export function onThisDay(opened, today) {
  return opened.filter(({ plain }) => {
    const day = dayOf(plain);
    return day !== "" && day.slice(4) === today.slice(4) && day < today;
  });
}

/**
 * How often somebody paused in a month, and on how many days: no more is made of it.
 * @param {Record<string, unknown>} times ISO time to exercise, as in the answers of a practice record.
 *   Those are kept by the month in UTC; where the zone is given, the neighbouring record's times belong in too.
 * @param {string} month as `2026-11`
 * @param {string} [zone] IANA zone in which days begin
 * @returns {{pauses: number, days: number}}
 */
export function gentleRecord(times, month, zone = "UTC") {
  const days = Object.entries(times)
    .filter(([, exercise]) => isText(exercise))
    .map(([time]) => localDay(time, zone))
    .filter((day) => day !== "" && day.slice(0, 7) === month);
  return { pauses: days.length, days: new Set(days).size };
}

/** One for each zone: a formatter takes far longer to make than to use. @type {Map<unknown, Intl.DateTimeFormat>} */
const formatters = new Map();

/** @param {unknown} zone one that this device does not know, or none, is taken for UTC @returns {Intl.DateTimeFormat} */
function formatterFor(zone) {
  const made = formatters.get(zone) ?? formatterIn(zone) ?? formatterFor("UTC");
  formatters.set(zone, made);
  return made;
}

/** @param {unknown} zone */
function formatterIn(zone) {
  if (!isText(zone)) return null;
  try {
    // en-US has kept its order of month, day and year; en-CA lost its dashes in one version of ICU.
    const form = /** @type {const} */ ({ calendar: "gregory", numberingSystem: "latn", year: "numeric", month: "2-digit", day: "2-digit" });
    return new Intl.DateTimeFormat("en-US", { ...form, timeZone: zone });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** @param {unknown} iso time in UTC @param {unknown} zone @returns {string} empty where it is no time */
function localDay(iso, zone) {
  const time = isText(iso) && MOMENT.test(iso) ? Date.parse(iso) : NaN;
  if (Number.isNaN(time)) return "";
  const [month, day, year] = formatterFor(zone).format(time).split("/");
  return `${year}-${month}-${day}`;
}

/** A day that there was: 30 February is none. @param {unknown} day @returns {day is string} */
function isDay(day) {
  const [year, month, date] = (isText(day) && DAY.exec(day)?.slice(1).map(Number)) || [];
  return date >= 1 && Date.UTC(year, month - 1, date) < Date.UTC(year, month, 1);
}

// --- By kind -----------------------------------------------------------------------------------

/**
 * What entries can be sorted by, with how many there are of each; what none has is left out.
 * Skills and kinds stand in the app's order, tags, marks and kinds of a later version by their letters.
 * @param {Opened[]} opened
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

/** @param {string[]} names @param {string[]} [first] those that stand before the others, in this order */
function counted(names, first = []) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const rank = (/** @type {string} */ name) => (first.includes(name) ? first.indexOf(name) : first.length);
  return new Map([...counts].sort(([a], [b]) => rank(a) - rank(b) || compare(a, b)));
}

/** @param {unknown} value @returns {value is string} */
const isText = (value) => typeof value === "string";

/** @param {unknown} list @returns {string[]} */
const textsIn = (list) => (Array.isArray(list) ? list.filter(isText) : []);
