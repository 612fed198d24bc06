/**
 * Entries in a file, and back: the way from Safari to the home screen, or to another browser.
 * A row goes in at most once, under the id it always had, so bringing a file in twice is harmless.
 * @module
 */

const FORMAT = "between-visits/v1/entries";
const ID = /^[A-Za-z0-9_-]{21}[AQgw]$/;

/** The file is not one of ours, or not whole. */
export class NotOurFile extends Error {}

/** @typedef {import("./entry.js").Plain} Plain */

/** @param {{row: {id: string}, plain: Plain}[]} opened */
export const toFile = (opened) =>
  JSON.stringify({ format: FORMAT, entries: opened.map(({ row, plain }) => ({ id: row.id, ...plain })) }, null, 2);

/**
 * @param {string} text
 * @returns {{id: string, plain: Plain}[]}
 * @throws {NotOurFile} and nothing is taken from it
 */
export function fromFile(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new NotOurFile("not JSON", { cause: error });
  }
  if (file?.format !== FORMAT || !Array.isArray(file.entries)) throw new NotOurFile("another format");
  return file.entries.map((/** @type {any} */ entry) => {
    if (!isEntry(entry)) throw new NotOurFile("an entry is not as expected");
    const { id, ...plain } = entry;
    return { id, plain };
  });
}

/** @param {any} entry */
function isEntry(entry) {
  if (!entry || typeof entry !== "object" || entry.schema !== 1) return false;
  const words = [entry.text, entry.zone, entry.created, entry.title ?? ""];
  const texts = [entry.tags, entry.marks, entry.ancestors];
  return (
    ID.test(entry.id) &&
    !Number.isNaN(Date.parse(entry.created)) &&
    ["entry", "card"].includes(entry.kind) &&
    isExercise(entry.exercise) &&
    words.every((each) => typeof each === "string") &&
    texts.every((list) => Array.isArray(list) && list.every((each) => typeof each === "string")) &&
    isRecord(entry.answers) &&
    Object.values(entry.answers).every(isAnswer) &&
    isRecord(entry.labels ?? {}) &&
    Object.values(entry.labels ?? {}).every((each) => typeof each === "string")
  );
}

/** @param {any} exercise */
const isExercise = (exercise) => exercise === null || (typeof exercise?.id === "string" && Number.isInteger(exercise.version));

/** @param {unknown} value */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value */
function isAnswer(value) {
  if (typeof value === "string" || Number.isFinite(value)) return true;
  return isRecord(value) || Array.isArray(value) ? Object.values(/** @type {object} */ (value)).every((each) => typeof each === "string") : false;
}

/** Gives the person a file with every entry. @param {import("./store.js").Store} store */
export async function carryAcross(store) {
  const { entries } = await store.entries();
  const url = URL.createObjectURL(new Blob([toFile(entries)], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href: url, download: "between-visits-entries.json" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Adds what the file holds and this device does not: all of it, or nothing.
 * @param {import("./store.js").Store} store @param {string} text
 * @returns {Promise<number>} how many were new
 */
export async function bringIn(store, text) {
  return store.addMissing(fromFile(text).map(({ id, plain }) => ({ id, plain: { ...plain, ancestors: [] } })));
}
