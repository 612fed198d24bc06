/**
 * One run through an exercise: which step, what was answered, what comes next. Pure: it takes
 * the exercise as data, and every change returns a new session, fit to be stored as a draft.
 * @module
 */

/**
 * @typedef {string | number | string[] | Record<string, string>} Answer
 *   text or chosen value; a place on a scale; lines or several values; one value for each line
 * @typedef {"read" | "breathe" | "timer" | "choose" | "scale" | "text" | "list"} Kind
 * @typedef {object} Step
 * @property {string} id
 * @property {Kind} kind
 * @property {number[]} seconds about how long it takes, for each length of the exercise
 * @property {number[] | null} lengths the lengths (minutes) that hold it; null for all
 * @property {{step: string, is: string[]} | null} when stands only after one of these answers
 * @property {string | null} forEach the list whose lines it asks about, one by one
 * @typedef {object} Exercise
 * @property {string} id
 * @property {number} version
 * @property {number[]} lengths minutes
 * @property {Step[]} steps
 * @property {boolean} asksAfter whether “better, same, worse” follows
 * @typedef {"step" | "after" | "end"} Phase
 * @typedef {object} Session
 * @property {{id: string, version: number}} exercise
 * @property {number} length minutes
 * @property {Phase} phase
 * @property {string | null} step the step it stands at, in phase "step"
 * @property {number} elapsed milliseconds already run of a breathe or timer step
 * @property {Record<string, Answer>} answers by step
 * @property {string} [after] better, same or worse: for the screen alone, never part of an entry
 * @property {string} started ISO time
 * @property {string} [page] the page to bring to supervision, where the person has changed it
 * @property {{id: string, base: Record<string, Answer>}} [card] a kept card that it goes on with, and
 *   the card's answers, in words, at that time
 */

/**
 * @param {Exercise} exercise
 * @param {number} length minutes, one of the exercise's
 * @param {string} started ISO time
 * @returns {Session}
 */
export function begin(exercise, length, started) {
  const { id, version } = exercise;
  const session = { exercise: { id, version }, length, elapsed: 0, answers: {}, started };
  return /** @type {Session} */ ({ ...session, ...place(steps(exercise, { length, answers: {} })[0], exercise) });
}

/**
 * The steps that stand, given the length and what was answered.
 * @param {Exercise} exercise
 * @param {Pick<Session, "length" | "answers">} session
 */
export function steps(exercise, { length, answers }) {
  return exercise.steps.filter(({ lengths, when }) => {
    if (lengths && !lengths.includes(length)) return false;
    return !when || valuesOf(answers[when.step]).some((value) => when.is.includes(value));
  });
}

/** Everything chosen: one value, several, or one for each line. @param {Answer | undefined} answer @returns {string[]} */
export function valuesOf(answer) {
  const values = answer && typeof answer === "object" && !Array.isArray(answer) ? Object.values(answer) : [answer].flat();
  return values.filter((value) => value !== undefined).map(String);
}

/** @param {Exercise} exercise @param {Session} session @returns {Session} */
export function next(exercise, session) {
  if (session.phase === "end") return session;
  if (session.phase === "after") return { ...session, phase: "end" };
  const standing = steps(exercise, session);
  const at = standing.findIndex(({ id }) => id === session.step);
  return { ...session, elapsed: 0, ...place(standing[at + 1], exercise) };
}

/**
 * One step back; the first step stays where it is. Breaths and quiet times begin anew.
 * @param {Exercise} exercise @param {Session} session @returns {Session}
 */
export function back(exercise, session) {
  const standing = steps(exercise, session);
  const at = session.phase === "step" ? standing.findIndex(({ id }) => id === session.step) : standing.length;
  if (session.phase === "end" && exercise.asksAfter) return { ...session, phase: "after", step: null };
  return { ...session, elapsed: 0, ...place(standing[Math.max(0, at - 1)], exercise) };
}

/**
 * What was said about a line of a list goes with the line.
 * @param {Exercise} exercise @param {Session} session @param {string} step @param {Answer | undefined} value
 * @returns {Session}
 */
export function answer(exercise, session, step, value) {
  const { [step]: _, ...others } = session.answers;
  /** @type {Record<string, Answer>} */
  const answers = isEmpty(value) ? others : { ...others, [step]: /** @type {Answer} */ (value) };
  for (const { id, forEach } of exercise.steps) {
    if (forEach !== step || !answers[id]) continue;
    const about = onlyOf(/** @type {Record<string, string>} */ (answers[id]), linesOf(value));
    if (isEmpty(about)) delete answers[id];
    else answers[id] = about;
  }
  return { ...session, answers };
}

/** The lines of a list as they are asked about: trimmed, each once. @param {Answer | undefined} list */
export const linesOf = (list) => [...new Set(Array.isArray(list) ? list.map((line) => line.trim()).filter(Boolean) : [])];

/** @param {Record<string, string>} answers @param {string[]} lines */
const onlyOf = (answers, lines) => Object.fromEntries(Object.entries(answers).filter(([line]) => lines.includes(line)));

/** Finish now, wherever it stands: what was done counts. @param {Session} session @returns {Session} */
export function finish(session) {
  return { ...session, phase: "end", step: null, elapsed: 0 };
}

/**
 * About how many seconds are left.
 * @param {Exercise} exercise @param {Session} session
 */
export function secondsLeft(exercise, session) {
  if (session.phase !== "step") return 0;
  const length = exercise.lengths.indexOf(session.length);
  const standing = steps(exercise, session);
  const at = standing.findIndex(({ id }) => id === session.step);
  const whole = standing.slice(at).reduce((sum, step) => sum + step.seconds[length], 0);
  return Math.max(0, whole - session.elapsed / 1000);
}

/**
 * A session from a draft, fitted to the exercise as it is now: an exercise can have lost the
 * step or the length that the draft stands at. No answer is dropped.
 * @param {Exercise} exercise @param {Session} draft @returns {Session}
 */
export function resume(exercise, draft) {
  const length = exercise.lengths.includes(draft.length) ? draft.length : exercise.lengths[0];
  const fitted = { ...draft, length };
  const stands = steps(exercise, fitted).some(({ id }) => id === draft.step);
  if (draft.phase !== "step" || stands) return fitted;
  return { ...fitted, elapsed: 0, ...place(steps(exercise, fitted)[0], exercise) };
}

/** Whether there is nothing in an answer. @param {Answer | undefined} value @returns {boolean} */
export function isEmpty(value) {
  if (value === undefined || value === null) return true;
  if (typeof value === "number") return false;
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) ? value.every((line) => isEmpty(line)) : Object.keys(value).length === 0;
}

/** @param {Step | undefined} step @param {Exercise} exercise @returns {{phase: Phase, step: string | null}} */
function place(step, exercise) {
  if (step) return { phase: "step", step: step.id };
  return { phase: exercise.asksAfter ? "after" : "end", step: null };
}
