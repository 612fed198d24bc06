/**
 * Everything in one readable file, and back: docs/export-format.md says what stands where in it.
 * A record goes in at most once, under the id it always had, so bringing a file in twice is
 * harmless. Pure: the store is passed in.
 * @module
 */

import { utf8 } from "../vault/bytes.js";
import { isDay } from "./days.js";

const FORMAT = "between-visits/v1/entries";
const ANY_VERSION = /^between-visits\/v(\d+)\/entries$/;
const ID = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const MOMENT = /^([12]\d{3})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/;
const UNSOUND = /[\0\ud800-\udfff]/u; // NUL, and half a surrogate pair: a whole pair is one letter here

const MOST_TEXT = 64 * 2 ** 20; // bytes of UTF-8
const MOST_RECORDS = 50_000;
const MOST_BYTES = 65_535; // of one record: what fits into one sealed item
const MOST_DEPTH = 20; // of members within members: ours go three deep
const MOST_ZONE = 64;

/**
 * @typedef {import("./entry.js").Plain} Plain
 * @typedef {"not-json" | "format" | "newer" | "entry" | "too-large"} Why
 * @typedef {{row: {id: string, deleted?: boolean}, plain: Plain}} Opened
 * @typedef {(sealed: number, of: number) => void} Told how far a long journal has come in
 */

/** The file is not one of ours, or not whole. Nothing was taken from it. */
export class NotOurFile extends Error {
  /**
   * @param {Why} why
   * @param {number | null} [where] which record it is about, from 1, counted through `entries` and
   *   then on through `records`; null where it is the file as a whole
   * @param {ErrorOptions} [options]
   */
  constructor(why, where = null, options) {
    super(where ? `${why}, at ${where}` : why, options);
    this.why = why;
    this.where = where;
  }
}

/**
 * The text of a file with all that is given; what was deleted is left out unless asked for.
 * `fromFile` takes back every file that this makes: a record that it would refuse stands in a list
 * of its own, where it refuses nothing else.
 * @param {Opened[]} opened
 * @param {{trash?: boolean}} [options]
 * @returns {string} JSON, with line breaks, for people who open it in an editor
 */
export function toFile(opened, { trash = false } = {}) {
  const live = opened.filter(({ row }) => !row.deleted).map(written);
  const deleted = trash ? opened.filter(({ row }) => row.deleted).map(written) : [];
  const entries = live.filter((record) => !faultOf(record, isEntry));
  const records = live.filter((record) => !faultOf(record, isOther));
  const taken = new Set([...entries, ...records]);
  const aside = live.filter((record) => !taken.has(record));
  const file = { format: FORMAT, entries, records, ...(deleted.length && { trash: deleted }), ...(aside.length && { aside }) };
  return JSON.stringify(file, null, 2);
}

/**
 * A record as the file has it: its id first, its revisions' history left behind.
 * @param {Opened} opened
 */
function written({ row, plain }) {
  const { ancestors, id, ...kept } = /** @type {any} */ (plain);
  return JSON.parse(wellFormed(JSON.stringify({ id: row.id, ...kept })));
}

/**
 * A keyboard can put NUL or half a letter into an entry. Other programs stumble over them, and
 * `fromFile` refuses them, so they leave as the sign for a letter that was lost.
 * @param {string} json
 */
const wellFormed = (json) => json.replace(/\\(u0000|ud[89a-f]..|.)/g, (whole, escaped) => (escaped.length > 1 ? "\ufffd" : whole));

/**
 * Everything in a file, or a refusal that says where.
 * @param {string} text
 * @returns {{id: string, plain: Plain}[]} entries and cards, then the other records
 * @throws {NotOurFile} and nothing is taken from it
 */
export function fromFile(text) {
  const { entries, records } = listsIn(text);
  const ids = new Set();
  return [...entries, ...records].map((record, at) => {
    const fault = faultOf(record, at < entries.length ? isEntry : isOther);
    if (fault) throw new NotOurFile(fault, at + 1);
    const { id, ...plain } = record;
    if (ids.has(id)) throw new NotOurFile("entry", at + 1);
    ids.add(id);
    return { id, plain: { ...plain, ancestors: [] } };
  });
}

/** @param {string} text @returns {{entries: any[], records: any[]}} */
function listsIn(text) {
  // No letter takes more than three bytes a code unit, so a short text needs no counting.
  if (text.length > MOST_TEXT || (text.length > MOST_TEXT / 3 && utf8(text).length > MOST_TEXT)) throw new NotOurFile("too-large");
  let file;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new NotOurFile("not-json", null, { cause: error });
  }
  const version = typeof file?.format === "string" ? Number(ANY_VERSION.exec(file.format)?.[1]) : NaN;
  if (version > 1) throw new NotOurFile("newer");
  const { format, entries, records = [] } = file ?? {};
  if (format !== FORMAT || !Array.isArray(entries) || !Array.isArray(records)) throw new NotOurFile("format");
  if (entries.length + records.length > MOST_RECORDS) throw new NotOurFile("too-large");
  return { entries, records };
}

/**
 * What keeps a record from being taken in, or null.
 * @param {any} record
 * @param {(record: any) => boolean} isExpected
 * @returns {Why | null}
 */
function faultOf(record, isExpected) {
  if (!isObject(record)) return "entry";
  if (record.schema > 1) return "newer";
  // Depth comes first: what counts the bytes goes as deep as the record does.
  if (!isSound(record) || !isPlain(record) || !isExpected(record)) return "entry";
  const { id, ...plain } = record;
  return utf8(JSON.stringify({ ...plain, ancestors: [] })).length > MOST_BYTES ? "too-large" : null;
}

/** The same of a record of any kind. @param {any} record */
export const faultIn = (record) => faultOf(record, (each) => isEntry(each) || isOther(each));

/** Whether it can be kept and given out again letter for letter. @param {unknown} value @returns {boolean} */
function isSound(value, depth = 0) {
  if (typeof value === "string") return !UNSOUND.test(value);
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth === MOST_DEPTH) return false;
  return Object.entries(value).every(([name, inner]) => !UNSOUND.test(name) && isSound(inner, depth + 1));
}

/** What every record has, whatever its kind. @param {any} record */
function isPlain({ id, schema, created, zone, exercise, answers, text, tags, marks, ancestors = [], title = "", labels = {}, day, edited }) {
  return (
    schema === 1 &&
    typeof id === "string" &&
    ID.test(id) &&
    isMoment(created) &&
    (edited === undefined || isMoment(edited)) &&
    (day === undefined || isDay(day)) &&
    typeof zone === "string" &&
    zone.length <= MOST_ZONE &&
    isExercise(exercise) &&
    isObject(answers) &&
    [text, title].every(isText) &&
    [tags, marks, ancestors].every((list) => Array.isArray(list) && list.every(isText)) &&
    isObject(labels) &&
    Object.values(labels).every(isText)
  );
}

/** @param {any} record */
const isEntry = ({ kind, answers }) => isEntryKind(kind) && Object.values(answers).every(isAnswer);

/**
 * A month of practice, settings, or a kind that a later version made: kept for it.
 * @param {any} record
 */
function isOther({ kind, answers }) {
  if (!isText(kind) || isEntryKind(kind)) return false;
  const values = Object.values(answers);
  return kind === "practice" ? values.every(isText) : values.every((value) => isAnswer(value) || typeof value === "boolean");
}

/** @param {unknown} kind */
const isEntryKind = (kind) => kind === "entry" || kind === "card";

/** @param {any} exercise */
const isExercise = (exercise) => exercise === null || (typeof exercise?.id === "string" && Number.isInteger(exercise.version));

/** A time in UTC on a day that there was: 30 February is none. @param {unknown} created */
function isMoment(created) {
  const found = isText(created) && MOMENT.exec(created);
  if (!found) return false;
  const [year, month, day] = found.slice(1, 4).map(Number);
  return month >= 1 && month <= 12 && day >= 1 && Date.UTC(year, month - 1, day) < Date.UTC(year, month, 1);
}

/** @param {unknown} value @returns {value is string} */
const isText = (value) => typeof value === "string";

/** @param {unknown} value @returns {value is Record<string, any>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value */
function isAnswer(value) {
  if (isText(value) || Number.isFinite(value)) return true;
  return isObject(value) || Array.isArray(value) ? Object.values(value).every(isText) : false;
}

/**
 * Adds what the file holds and this device does not: all of it, or nothing.
 * @param {import("./store.js").Store} store @param {string} text @param {Told} [told]
 * @returns {Promise<number>} how many entries and cards were new; other records come in uncounted
 * @throws {NotOurFile}
 */
export const bringIn = async (store, text, told) => addRecords(store, fromFile(text), told);

/**
 * @param {import("./store.js").Store} store @param {{id: string, plain: Plain}[]} records @param {Told} [told]
 * @returns {Promise<number>} how many entries and cards were new
 */
export async function addRecords(store, records, told) {
  const others = records.filter(({ plain }) => !isEntryKind(plain.kind));
  const heads = await Promise.all(others.map(({ id }) => store.get(id)));
  const newOthers = heads.filter((head) => !head || head.row.deleted).length;
  // Another tab may have brought some in meanwhile.
  return Math.max(0, (await store.addMissing(records, told)) - newOthers);
}
