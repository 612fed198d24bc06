/**
 * Two versions of a text that come from one, put together paragraph by paragraph: the three-way merge
 * of diff3 (Khanna, Kunal and Pierce, "A formal investigation of diff3", 2007), with a line for a
 * paragraph. Pure.
 * @module
 */

const MOST = 4_000_000; // comparisons; texts that differ in more are kept both

/**
 * What one side changed is taken, and what both wrote in at one place stands there twice. Null where
 * both changed the same words: there is no telling which was meant.
 * @param {string} base @param {string} a @param {string} b the two sides in the same order on every device
 * @returns {string | null}
 */
export function mergedText(base, a, b) {
  if (!base) return null; // both began it: two texts, and not one
  const [was, one, other] = [base, a, b].map((text) => text.split("\n"));
  const [inOne, inOther] = [kept(was, one), kept(was, other)];
  if (!inOne || !inOther) return null;
  /** @type {string[]} */
  const merged = [];
  let [at, atOne, atOther] = [0, 0, 0];
  for (let place = 0; place <= was.length; place += 1) {
    const last = place === was.length;
    const toOne = last ? one.length : inOne.get(place);
    const toOther = last ? other.length : inOther.get(place);
    if (toOne === undefined || toOther === undefined) continue;
    const between = resolved(was.slice(at, place), one.slice(atOne, toOne), other.slice(atOther, toOther));
    if (!between) return null;
    merged.push(...between, ...was.slice(place, place + 1));
    [at, atOne, atOther] = [place + 1, toOne + 1, toOther + 1];
  }
  return merged.join("\n");
}

/**
 * A text that is being written, where the same entry has come from elsewhere meanwhile: with what is new
 * there, and where both changed the same words with all of it above.
 * @param {string} base what both come from @param {string} theirs @param {string} mine
 */
export const withTheirs = (base, theirs, mine) => (theirs === base ? mine : (mergedText(base, theirs, mine) ?? `${theirs}\n\n${mine}`));

/** @param {string[]} was @param {string[]} one @param {string[]} other @returns {string[] | null} */
function resolved(was, one, other) {
  if (isSame(one, was) || begins(other, one)) return other;
  if (isSame(other, was) || begins(one, other)) return one;
  if (!was.length) return [...one, ...other];
  if (was.length === 1 || was.length !== one.length || was.length !== other.length) return null;
  // Neighbours that were rewritten, each by one side alone.
  const each = was.map((line, at) => resolved([line], [one[at]], [other[at]]));
  return each.includes(null) ? null : /** @type {string[][]} */ (each).flat();
}

/** @param {string[]} a @param {string[]} b */
const isSame = (a, b) => a.length === b.length && begins(a, b);

/** Whether a list has the other at its beginning; an empty one says nothing. @param {string[]} whole @param {string[]} first */
const begins = (whole, first) => (first.length > 0 || whole.length === 0) && first.every((line, at) => whole[at] === line);

/**
 * Which lines are still there: a longest common subsequence, found between the ends that are the same.
 * @param {string[]} was @param {string[]} is
 * @returns {Map<number, number> | null} place before, to place now; null where it would take too long
 */
function kept(was, is) {
  const least = Math.min(was.length, is.length);
  let head = 0;
  while (head < least && was[head] === is[head]) head += 1;
  let tail = 0;
  while (tail < least - head && was.at(-1 - tail) === is.at(-1 - tail)) tail += 1;
  const [rows, columns] = [was.length - head - tail, is.length - head - tail];
  if (rows * columns > MOST) return null;
  const longest = Array.from({ length: rows + 1 }, () => new Uint16Array(columns + 1));
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      const same = was[head + row] === is[head + column];
      longest[row][column] = same ? longest[row + 1][column + 1] + 1 : Math.max(longest[row + 1][column], longest[row][column + 1]);
    }
  }
  /** @type {Map<number, number>} */
  const places = new Map();
  for (let place = 0; place < head; place += 1) places.set(place, place);
  let [row, column] = [0, 0];
  while (row < rows && column < columns) {
    if (was[head + row] === is[head + column]) places.set(head + row++, head + column++);
    else if (longest[row + 1][column] >= longest[row][column + 1]) row += 1;
    else column += 1;
  }
  for (let place = tail; place > 0; place -= 1) places.set(was.length - place, is.length - place);
  return places;
}
