/**
 * The groups that somebody is in and what is suggested there, as this device last heard of it, with what
 * the person made of it: put away, chosen to be counted, left. Nothing here is ever late. Pure.
 * @module
 */

export const ROW = "groups"; // in `meta`: {name, sealed}
// In `meta` too: that a group was left of which the server has yet to hear. Which one, ROW alone says.
export const LEAVING = "leaving";

/**
 * @typedef {import("./groups-wire.js").Group} Group
 * @typedef {import("./groups-wire.js").Assignment} Assignment
 * @typedef {{at: string, sent?: true}} Mark `at` is when it may go, as an ISO time
 * @typedef {object} Held
 * @property {string | null} heard ISO time
 * @property {Group[]} groups
 * @property {Assignment[]} assignments
 * @property {string[]} aside assignments that were put away
 * @property {Record<string, Mark>} marks by assignment
 * @property {string[]} leaving groups that were left, of which the server has yet to hear
 * @property {string | null} code of a group to be joined
 * @property {Record<string, string>} seen who runs each group, as the person last saw it
 */

/** @type {Held} */
export const NONE = { heard: null, groups: [], assignments: [], aside: [], marks: {}, leaving: [], code: null, seen: {} };

/** What the server says now. @param {Held} held @param {{groups: Group[], assignments: Assignment[], at: string}} said @returns {Held} */
export function withHeard(held, { groups, assignments, at }) {
  const left = new Set(held.leaving);
  return pruned({ ...held, heard: at, groups: groups.filter(({ id }) => !left.has(id)), assignments: assignments.filter(({ group }) => !left.has(group)) });
}

/**
 * Whoever runs a group or is to run it: the same before and after the day on which a change that was
 * told takes effect, so that it is told once. @param {Group} group
 */
const runners = ({ facilitators }) => JSON.stringify(facilitators.filter(({ until }) => until === null).map(({ name, lineManager }) => [name, lineManager]).sort());

/** Groups that somebody else runs, or is to run, than the person last saw. @param {Held} held @returns {Group[]} */
export const changed = ({ groups, seen }) => groups.filter((group) => !group.archived && group.id in seen && seen[group.id] !== runners(group));

/** The person has seen who runs their groups. @param {Held} held @returns {Held} */
export const withSeen = (held) => pruned({ ...held, seen: Object.fromEntries(held.groups.map((group) => [group.id, runners(group)])) });

/** A group is left, on this device at once. @param {Held} held @param {string} id @returns {Held} */
export function withLeft(held, id) {
  const groups = held.groups.filter((each) => each.id !== id);
  const assignments = held.assignments.filter(({ group }) => group !== id);
  return pruned({ ...held, groups, assignments, leaving: [...new Set([...held.leaving, id])] });
}

/** @param {Held} held @param {string} id @returns {Held} */
export const withLeftHeard = (held, id) => ({ ...held, leaving: held.leaving.filter((each) => each !== id) });

/** @param {Held} held @param {string} id @param {boolean} away @returns {Held} */
export function withAside(held, id, away) {
  const others = held.aside.filter((each) => each !== id);
  return { ...held, aside: away ? [...others, id] : others };
}

/** To be counted, or no more; what has gone stays gone. @param {Held} held @param {string} id @param {string | null} at when it may go @returns {Held} */
export function withMark(held, id, at) {
  const { [id]: before, ...others } = held.marks;
  if (before?.sent) return held;
  return { ...held, marks: at ? { ...others, [id]: { at } } : others };
}

/** @param {Held} held @param {string} id @returns {Held} */
export const withSent = (held, id) => ({ ...held, marks: { ...held.marks, [id]: { at: held.marks[id]?.at ?? "", sent: true } } });

/** @param {Held} held @returns {Held} */
function pruned(held) {
  const known = new Set(held.assignments.map(({ id }) => id));
  const marks = Object.fromEntries(Object.entries(held.marks).filter(([id]) => known.has(id)));
  // Of a group that is new here they saw it before they joined.
  const seen = Object.fromEntries(held.groups.map((group) => [group.id, held.seen[group.id] ?? runners(group)]));
  return { ...held, marks, seen, aside: held.aside.filter((id) => known.has(id)) };
}

/**
 * What stands on Today, and what has stepped back: because it was put away, because all of it was
 * practised since it began, or because its days are over. The newest first.
 * @param {Held} held @param {string} today as `2026-11-23` @param {[string, string][]} practised ISO times and exercises
 * @returns {{now: Assignment[], earlier: Assignment[]}} what is still to begin is in neither
 */
export function listed({ assignments, aside }, today, practised) {
  const begun = assignments.filter(({ starts }) => starts <= today).reverse();
  const isNow = (/** @type {Assignment} */ each) => today <= each.suggested_by && !aside.includes(each.id) && !isDone(each, practised);
  return { now: begun.filter(isNow), earlier: begun.filter((each) => !isNow(each)) };
}

/** @param {Assignment} assignment @param {[string, string][]} practised */
function isDone({ starts, module }, practised) {
  const since = new Set(practised.filter(([time]) => time >= starts).map(([, exercise]) => exercise));
  return module.exercises.every(({ id }) => since.has(id));
}
