/**
 * What is inside a record: the plaintext of PROTOCOL.md 2, made, read and changed. Pure.
 *
 * Answers are kept in the words that the person saw and chose, with the label of each step beside
 * them, so that an entry reads the same when the exercise has changed or gone.
 * @module
 */

import { isEmpty } from "../practice/session.js";
import { isText, textsIn } from "./values.js";

/**
 * @typedef {import("../practice/session.js").Answer} Answer
 * @typedef {object} Plain
 * @property {1} schema
 * @property {"entry" | "card" | "practice" | "settings"} kind
 * @property {string} created ISO time, UTC
 * @property {string} zone IANA zone of the device
 * @property {{id: string, version: number} | null} exercise
 * @property {Record<string, Answer>} answers by step
 * @property {string} text
 * @property {string[]} tags
 * @property {string[]} marks
 * @property {string[]} ancestors up to 20 revs, nearest first
 * @property {string} [title]
 * @property {Record<string, string>} [labels] by step
 * @property {string} [day] as `2026-11-23`, where the person gave the entry another day
 * @property {string} [edited] ISO time of this version
 * @property {string} [copyOf] id of the record of which this is the other version, where both were kept
 */

/** @typedef {{now: string, zone: string}} Moment */

const ANCESTORS = 20;
const FIRST_LINE = 80; // characters of an entry shown in the list

/**
 * @param {{id: string, version: number, title: string, skill: string, kind?: "entry" | "card"}} exercise
 * @param {Record<string, Answer>} answers in words
 * @param {Record<string, string>} labels by step
 * @param {Moment} moment
 * @returns {Plain}
 */
export function entryFrom({ id, version, title, skill, kind = "entry" }, answers, labels, { now, zone }) {
  return {
    schema: 1,
    kind,
    created: now,
    zone,
    exercise: { id, version },
    answers,
    text: "",
    tags: [skill],
    marks: [],
    ancestors: [],
    title,
    labels,
  };
}

/** What is deleted for good leaves a tombstone without a word in it. @param {{deleted: boolean, plain: Plain}} side */
export const isErased = ({ deleted, plain }) => deleted && plain.created === "";

const A_FEW = 20; // letters that may go without a version to come back to

/**
 * Whether more than a few letters of a text are gone from the next one, wherever they stood: what was
 * there is a version to come back to then.
 * @param {string} text @param {string} next
 */
export function takesAway(text, next) {
  const least = Math.min(text.length, next.length);
  let start = 0;
  while (start < least && text[start] === next[start]) start += 1;
  let end = 0;
  while (end < least - start && text.at(-1 - end) === next.at(-1 - end)) end += 1;
  return text.length - start - end > A_FEW;
}

const FULL = 60_000; // bytes of a text, as JSON, at which a further entry is offered; 65,535 fit

/**
 * Free writing.
 * @param {string} text @param {Moment} moment when it was begun
 * @returns {Plain}
 */
export function freeEntry(text, { now, zone }) {
  return {
    ...{ schema: /** @type {const} */ (1), kind: /** @type {const} */ ("entry"), created: now, zone },
    ...{ exercise: null, answers: {}, text, tags: [], marks: [], ancestors: [] },
  };
}

/** Whether a text nears what one entry can hold. @param {string} text */
export const isFull = (text) => text.length > FULL / 6 && new TextEncoder().encode(JSON.stringify(text)).length >= FULL;

/**
 * An entry on another day, at the same time of day, so that it stands in its place in the list.
 * @param {Plain} plain @param {string} day as `2026-11-23` @returns {Plain}
 */
export const withDay = (plain, day) => ({ ...plain, day, created: `${day}${plain.created.slice(10)}` });

/** With a mark or a tag, or without. @param {string[]} names @param {string} name @param {boolean} on */
export const toggled = (names, name, on) => (on ? [...new Set([...names, name])] : names.filter((each) => each !== name));

/**
 * The month's practice, with one more: times by exercise, so that two devices' records merge.
 * @param {Plain | undefined} before this month's record
 * @param {string} exercise its id
 * @param {Moment} moment
 * @returns {Plain}
 */
export function practised(before, exercise, { now, zone }) {
  const month = before ?? {
    ...{ schema: /** @type {const} */ (1), kind: /** @type {const} */ ("practice"), created: now, zone },
    ...{ exercise: null, answers: {}, text: "", tags: [], marks: [], ancestors: [] },
  };
  return { ...month, answers: { ...month.answers, [now]: exercise } };
}

/** The month that a moment belongs to, as `2026-11`. @param {string} now ISO time */
export const monthOf = (now) => now.slice(0, 7);

/**
 * The revs above a new revision, nearest first.
 * @param {(string | null)[]} parents @param {...string[]} ancestors each parent's own
 */
export function ancestorsOf(parents, ...ancestors) {
  const longest = Math.max(0, ...ancestors.map((each) => each.length));
  const inTurn = Array.from({ length: longest }, (_, at) => ancestors.map((each) => each[at])).flat();
  return [...new Set([...parents, ...inTurn].filter((rev) => typeof rev === "string"))].slice(0, ANCESTORS);
}

/**
 * An entry as pairs of label and words, empty ones left out. What is not as this app writes it is
 * passed over: a record may come from anywhere.
 * @param {Plain} entry
 * @param {(place: number) => string} scaled a place on a scale, in words
 * @returns {{step: string, label: string, words: string[]}[]}
 */
export function lines(entry, scaled) {
  const named = Object.entries(entry.answers ?? {}).map(([step, value]) => ({
    step,
    label: labelOf(entry, step),
    words: inWords(value, scaled),
  }));
  return entry.text && isText(entry.text) ? [{ step: "text", label: "", words: [entry.text] }, ...named] : named;
}

/**
 * An entry with somebody's edits. Only what was changed is written; where the entry has changed
 * in the same place since the edit began, both stay, one below the other.
 * @param {Plain} plain the entry as it stands
 * @param {Record<string, Answer>} base the answers when the edit began
 * @param {Record<string, Answer>} edited the answers that were open to editing, as they are now
 * @returns {Plain}
 */
export function withEdits(plain, base, edited) {
  const answers = { ...plain.answers };
  for (const [step, mine] of Object.entries(edited)) {
    const theirs = answers[step];
    if (same(mine, base[step]) || same(mine, theirs)) continue;
    answers[step] = theirs === undefined || same(theirs, base[step]) ? mine : both(theirs, mine, base[step]);
  }
  return { ...plain, answers };
}

/** @param {Answer | undefined} a @param {Answer | undefined} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** What is there twice is written once, so that the same edit can come again. @param {Answer} theirs @param {Answer} mine @param {Answer | undefined} base @returns {Answer} */
function both(theirs, mine, base) {
  if (isEmpty(mine) || isEmpty(theirs)) return isEmpty(mine) ? theirs : mine;
  if (Array.isArray(theirs) && Array.isArray(mine)) return [...new Set([...theirs, ...mine])];
  if (isChoices(theirs) && isChoices(mine)) return bothChoices(theirs, mine, isChoices(base) ? base : {});
  const [before, after] = [theirs, mine].map((each) => inWords(each, String).join("\n"));
  return before.split("\n\n").includes(after) ? before : `${before}\n\n${after}`;
}

/** One choice for each line. @param {Answer | undefined} answer @returns {answer is Record<string, string>} */
const isChoices = (answer) => typeof answer === "object" && !Array.isArray(answer);

/** Line by line, as `withEdits` does step by step. @param {Record<string, string>} theirs @param {Record<string, string>} mine @param {Record<string, string>} base */
function bothChoices(theirs, mine, base) {
  const of = (/** @type {Record<string, string>} */ choices, /** @type {string} */ line) => (Object.hasOwn(choices, line) ? choices[line] : undefined);
  const merged = Object.keys({ ...theirs, ...mine }).map((line) => {
    const [before, after, first] = [theirs, mine, base].map((choices) => of(choices, line));
    if (after === first || before?.split(", ").includes(after ?? "")) return [line, before];
    if (before === first || !before) return [line, after];
    return [line, after ? `${before}, ${after}` : before];
  });
  return Object.fromEntries(merged.filter(([, choice]) => choice));
}

/** A step's label, or its own name where it has none. @param {Plain} entry @param {string} step */
export const labelOf = ({ labels }, step) => (labels && Object.hasOwn(labels, step) && isText(labels[step]) ? labels[step] : step);

/** @param {Answer} value @param {(place: number) => string} scaled @returns {string[]} */
export function inWords(value, scaled) {
  if (typeof value === "number") return [scaled(value)];
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return textsIn(value).filter((line) => line.trim());
  return Object.entries(value ?? {}).filter(([, chosen]) => isText(chosen)).map(([line, chosen]) => `${line}: ${chosen}`);
}

/**
 * Of the older versions, those whose words are others than in the one after them. Of several with the
 * same words the earliest stands: that is when they were written.
 * @template {{plain: Plain}} Version
 * @param {Plain} head @param {Version[]} versions the latest first @returns {Version[]}
 */
export function wordsBefore(head, versions) {
  const said = (/** @type {Plain} */ { answers, text, title }) => JSON.stringify([answers, text, title]);
  const first = versions.findIndex(({ plain }) => said(plain) !== said(head));
  const others = first < 0 ? [] : versions.slice(first);
  return others.filter(({ plain }, at) => at === others.length - 1 || said(plain) !== said(others[at + 1].plain));
}

/** The first words of an entry, for a list. @param {Plain} entry @param {(place: number) => string} scaled */
export function firstWords(entry, scaled) {
  const words = lines(entry, scaled)[0]?.words.join(" · ") ?? "";
  const letters = [...words.replace(/\s+/g, " ")];
  return letters.length > FIRST_LINE ? `${letters.slice(0, FIRST_LINE).join("").trimEnd()}…` : letters.join("");
}
