import assert from "node:assert/strict";
import test from "node:test";
import { answer, back, begin, finish, next, resume, secondsLeft, steps } from "../../app/static/pocket/practice/session.js";
import { everyExercise } from "./support/exercises.js";

const STARTED = "2026-11-23T08:00:00.000Z";
const MOST_STEPS = 40;

/** @typedef {import("./support/exercises.js").Told} Told */

/** What can be answered at a step on which others wait: nothing, and each value. @param {Told["steps"][number]} step @returns {any[]} */
function answersOf(step) {
  if (!step.forEach) return [undefined, ...step.values.map((value) => (step.several ? [value] : value))];
  return [undefined, ...step.values.map((value) => ({ line: value }))];
}

/** Every set of answers that leads along another way. @param {Told} exercise */
function branches(exercise) {
  const asked = exercise.steps.filter((step) => exercise.steps.some(({ when }) => when?.step === step.id));
  /** @type {Record<string, any>[]} */
  const none = [{}];
  return asked.reduce((sets, step) => sets.flatMap((set) => answersOf(step).map((value) => ({ ...set, [step.id]: value }))), none);
}

/** From the start to the end, answering on the way. @param {Told} exercise @param {number} length @param {Record<string, any>} answers */
function walk(exercise, length, answers) {
  let session = begin(exercise, length, STARTED);
  /** @type {(string | null)[]} */
  const seen = [];
  /** @type {number[]} */
  const left = [];
  while (session.phase !== "end") {
    assert.ok(seen.length < MOST_STEPS, "it comes to an end");
    const step = exercise.steps.find(({ id }) => id === session.step);
    seen.push(session.phase === "step" ? session.step : session.phase);
    if (session.phase === "step") left.push(secondsLeft(exercise, session));
    if (step?.kind === "list") session = answer(exercise, session, step.id, ["line"]);
    if (step && answers[step.id] !== undefined) session = answer(exercise, session, step.id, answers[step.id]);
    assert.deepEqual(resume(exercise, structuredClone(session)), session, "a draft is taken up where it stands");
    session = next(exercise, session);
  }
  return { seen, left, session };
}

const exercises = everyExercise();

test("there are forty-eight exercises", () => assert.equal(exercises.length, 48));

for (const exercise of exercises) {
  test(`${exercise.id}: every branch leads to the end and back, and every step is on one`, () => {
    const reached = new Set();
    for (const length of exercise.lengths) {
      for (const answers of branches(exercise)) {
        const { seen, left, session } = walk(exercise, length, answers);
        for (const id of seen) reached.add(id);
        assert.deepEqual(seen, [...steps(exercise, session).map(({ id }) => id), ...(exercise.asksAfter ? ["after"] : [])]);
        assert.ok(left.every((each) => each > 0));
        const straight = Object.values(answers).every((value) => value === undefined);
        if (straight) assert.deepEqual(left, [...left].sort((a, b) => b - a), "time runs down where no step joins on the way");
        let returning = session;
        const way = [];
        for (let turn = 0; turn < seen.length; turn += 1) {
          returning = back(exercise, returning);
          way.push(returning.phase === "step" ? returning.step : returning.phase);
        }
        assert.deepEqual(way, [...seen].reverse());
        assert.deepEqual(returning.answers, session.answers, "no answer is lost on the way back");
        assert.equal(finish(returning).phase, "end");
      }
    }
    for (const { id } of exercise.steps) assert.ok(reached.has(id), `${id} is reached`);
  });
}
