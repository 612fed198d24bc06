/**
 * Two versions of a record that were made apart, put together (DESIGN.md 5). Pure, and alike on every
 * device: the sides are put in one order first, and no clock decides anything.
 *
 * Field by field: where one side changed, that is taken; lists are the union of what was added, less
 * what was taken away; text goes by paragraph. Where both sides changed the same words both are kept,
 * the other side whole, as a record of its own. An edit beats a deletion. Members that this app does
 * not know are merged like any.
 * @module
 */

import { isErased } from "./entry.js";
import { mergedText } from "./paragraphs.js";
import { isText } from "./values.js";

/**
 * @typedef {import("./entry.js").Plain} Plain
 * @typedef {{rev: string, deleted: boolean, plain: Plain}} Side
 * @typedef {{deleted: boolean, plain: Plain, copy: Plain | null}} Merged `copy` is the other side, where both are kept;
 *   ancestors are the caller's to set
 */

/** What says nothing of a person's own words: where both sides changed it, one of them is enough. */
const ONE_IS_ENOUGH = new Set(["schema", "kind", "created", "zone", "exercise", "title", "labels", "day"]);
/** What is no part of what was written. */
const ASIDE = new Set(["ancestors", "edited"]);

/**
 * @param {string} id the record's, which its copy names
 * @param {Side | null} base what both come from, or null where that is not known
 * @param {Side} left @param {Side} right
 * @returns {Merged}
 */
export function merge(id, base, left, right) {
  const [one, other] = left.rev < right.rev ? [left, right] : [right, left];
  const stands = whole(base, one, other);
  if (stands) return { deleted: stands.deleted, plain: stands.plain, copy: null };
  const deleted = one.deleted && other.deleted;
  const { plain, clash } = mergedPlain(base?.plain, one.plain, other.plain);
  return { deleted, plain, copy: clash ? copyOf(id, other.plain) : null };
}

/** Both sides whole, where what comes of them together is too long for one record. @param {string} id @param {Side} left @param {Side} right @returns {Merged} */
export function bothOf(id, left, right) {
  const [one, other] = left.rev < right.rev ? [left, right] : [right, left];
  return { deleted: one.deleted && other.deleted, plain: one.plain, copy: copyOf(id, other.plain) };
}

/** @param {string} id @param {Plain} plain @returns {Plain} */
const copyOf = (id, plain) => ({ ...plain, ancestors: [], copyOf: id });

/** Whether two versions say the same, whenever they were written. @param {Plain} a @param {Plain} b */
export const saySame = (a, b) => isEqual(withoutAside(a), withoutAside(b));

/**
 * The one side that stands as it is, if one does: a deletion that nobody edited against, or an edit of
 * what was deleted for good and has no words left.
 * @param {Side | null} base @param {Side} one @param {Side} other @returns {Side | null}
 */
function whole(base, one, other) {
  for (const [gone, left] of [[one, other], [other, one]]) {
    const untouched = base && base.deleted === left.deleted && saySame(base.plain, left.plain);
    if (isErased(gone)) return isErased(left) || untouched ? gone : left;
    if (gone.deleted && !left.deleted && untouched) return gone;
  }
  return null;
}

/**
 * @param {Plain | undefined} base @param {Plain} one @param {Plain} other
 * @returns {{plain: Plain, clash: boolean}} `clash` where both changed the same words
 */
function mergedPlain(base, one, other) {
  let clash = false;
  const merged = byMember(withoutAside(base ?? {}), withoutAside(one), withoutAside(other), (key, values) => {
    const value = mergedValue(values[0], values[1], values[2], () => (clash ||= !ONE_IS_ENOUGH.has(key)));
    return value;
  });
  const edited = [one.edited ?? "", other.edited ?? ""].sort()[1]; // told to the person, and no more
  const whole = /** @type {Plain} */ (/** @type {unknown} */ ({ ...merged, ...(edited && { edited }), ancestors: [] }));
  return { plain: whole, clash: clash && (one.kind === "entry" || one.kind === "card") };
}

/** @param {object} plain @returns {Record<string, unknown>} */
const withoutAside = (plain) => Object.fromEntries(Object.entries(plain).filter(([key]) => !ASIDE.has(key)));

/**
 * @param {unknown} base @param {unknown} one @param {unknown} other @param {() => void} clash
 * @returns {unknown} undefined where it is to go
 */
function mergedValue(base, one, other, clash) {
  if (isEqual(one, other) || isEqual(other, base)) return one;
  if (isEqual(one, base)) return other;
  if (areTexts(one) && areTexts(other)) return mergedList(areTexts(base) ? base : [], one, other);
  if (isMap(one) && isMap(other)) {
    return byMember(isMap(base) ? base : {}, one, other, (_, values) => mergedValue(values[0], values[1], values[2], clash));
  }
  const text = isText(base) && isText(one) && isText(other) ? mergedText(base, one, other) : null;
  if (text === null) clash();
  return text ?? one ?? other;
}

/** @param {string[]} base @param {string[]} one @param {string[]} other */
function mergedList(base, one, other) {
  const left = base.filter((each) => one.includes(each) && other.includes(each));
  const added = [...one, ...other].filter((each) => !base.includes(each));
  return [...new Set([...left, ...added])];
}

/**
 * @param {Record<string, unknown>} base @param {Record<string, unknown>} one @param {Record<string, unknown>} other
 * @param {(key: string, values: [unknown, unknown, unknown]) => unknown} merged
 */
function byMember(base, one, other, merged) {
  const own = (/** @type {Record<string, unknown>} */ map, /** @type {string} */ key) => (Object.hasOwn(map, key) ? map[key] : undefined);
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const values = keys.map((key) => [key, merged(key, [own(base, key), own(one, key), own(other, key)])]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value @returns {value is string[]} */
const areTexts = (value) => Array.isArray(value) && value.every(isText);

/** Whatever the order of their members. @param {unknown} a @param {unknown} b @returns {boolean} */
export function isEqual(a, b) {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, at) => isEqual(each, b[at]));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}
