/** Whatever stands in a record, taken for what it is and no more: a record may come from anywhere. Pure. */

/** Not by a locale: its order would differ from phone to phone. @param {string} a @param {string} b */
export const compare = (a, b) => (a < b ? -1 : Number(a > b));

/** @param {string[]} names @param {string[]} [first] those that stand before the others, in this order */
export function counted(names, first = []) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const rank = (/** @type {string} */ name) => (first.includes(name) ? first.indexOf(name) : first.length);
  return new Map([...counts].sort(([a], [b]) => rank(a) - rank(b) || compare(a, b)));
}

/** @param {unknown} value @returns {value is string} */
export const isText = (value) => typeof value === "string";

/** @param {unknown} list @returns {string[]} */
export const textsIn = (list) => (Array.isArray(list) ? list.filter(isText) : []);
