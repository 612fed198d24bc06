import assert from "node:assert/strict";
import test from "node:test";

import { answer, back, begin, finish, isEmpty, next, resume, secondsLeft, steps } from "../../app/static/pocket/practice/session.js";

const STARTED = "2026-11-23T08:00:00.000Z";

/** @typedef {import("../../app/static/pocket/practice/session.js").Exercise} Exercise */

/** @param {string} id @param {object} [more] */
const step = (id, more = {}) => ({ id, kind: /** @type {const} */ ("read"), seconds: [10, 20], lengths: null, when: null, forEach: null, ...more });

/** @type {Exercise} */
const exercise = {
  id: "RS4",
  version: 3,
  lengths: [1, 2],
  asksAfter: false,
  steps: [
    step("change", { kind: "choose" }),
    step("practical", { when: { step: "change", is: ["yes"] } }),
    step("comfort", { when: { step: "change", is: ["no", "not-sure"] } }),
    step("more", { lengths: [2] }),
    step("who", { kind: "text" }),
  ],
};

/** @param {import("../../app/static/pocket/practice/session.js").Session} session */
function walk(session) {
  const walked = [session.step];
  for (let at = next(exercise, session); at.phase !== "end"; at = next(exercise, at)) walked.push(at.step ?? at.phase);
  return walked;
}

test("a session begins at the first step, and knows the exercise and its version", () => {
  const session = begin(exercise, 1, STARTED);
  assert.deepEqual(session, { exercise: { id: "RS4", version: 3 }, length: 1, elapsed: 0, answers: {}, started: STARTED, phase: "step", step: "change" });
});

test("the answer decides which branch stands", () => {
  const first = begin(exercise, 1, STARTED);
  assert.deepEqual(walk(answer(exercise, first, "change", "yes")), ["change", "practical", "who"]);
  assert.deepEqual(walk(answer(exercise, first, "change", "not-sure")), ["change", "comfort", "who"]);
});

test("with nothing answered, no branch stands and nothing is stuck", () => {
  assert.deepEqual(walk(begin(exercise, 1, STARTED)), ["change", "who"]);
});

test("a longer length holds more steps", () => {
  assert.deepEqual(walk(begin(exercise, 2, STARTED)), ["change", "more", "who"]);
});

test("any of several answers opens a branch", () => {
  const session = answer(exercise, begin(exercise, 1, STARTED), "change", ["maybe", "no"]);
  assert.ok(steps(exercise, session).some(({ id }) => id === "comfort"));
});

test("better, same, worse comes after the last step where the exercise asks for it", () => {
  const asking = { ...exercise, asksAfter: true };
  let session = next(asking, next(asking, begin(asking, 1, STARTED)));
  assert.equal(session.phase, "after");
  session = next(asking, session);
  assert.equal(session.phase, "end");
  assert.equal(next(asking, session), session);
});

test("Back undoes Next, stays at the first step, and keeps every answer", () => {
  const first = answer(exercise, begin(exercise, 1, STARTED), "change", "yes");
  const there = next(exercise, next(exercise, first));
  assert.equal(back(exercise, there).step, "practical");
  assert.equal(back(exercise, first).step, "change");
  assert.deepEqual(back(exercise, there).answers, { change: "yes" });
  assert.equal(back(exercise, finish(there)).step, "who");
});

test("an answer that is emptied is no answer", () => {
  const session = answer(exercise, begin(exercise, 1, STARTED), "who", "Sam");
  assert.deepEqual(answer(exercise, session, "who", "  ").answers, {});
  assert.deepEqual(session.answers, { who: "Sam" });
});

test("what was said about a line of a list goes with the line", () => {
  const sorting = { ...exercise, steps: [step("worries", { kind: "list" }), step("whose", { kind: "choose", forEach: "worries" })] };
  let session = answer(sorting, begin(sorting, 1, STARTED), "worries", ["rota", " kit "]);
  session = answer(sorting, session, "whose", { rota: "not-mine", kit: "mine" });
  session = answer(sorting, session, "worries", ["kit", ""]);
  assert.deepEqual(session.answers, { worries: ["kit", ""], whose: { kit: "mine" } });
  assert.deepEqual(answer(sorting, session, "worries", []).answers, {});
});

test("nothing is what empty means, and nought is something", () => {
  for (const nothing of [undefined, "", " \n", [], ["", " "], {}]) assert.ok(isEmpty(nothing), JSON.stringify(nothing));
  for (const something of [0, 1, "a", ["", "b"], { a: "mine" }]) assert.ok(!isEmpty(something), JSON.stringify(something));
});

test("finishing early goes to the end from anywhere, with the answers", () => {
  const session = finish(answer(exercise, begin(exercise, 2, STARTED), "change", "no"));
  assert.deepEqual([session.phase, session.step, session.answers], ["end", null, { change: "no" }]);
});

test("the time left is what the standing steps take, less what has run", () => {
  const session = begin(exercise, 2, STARTED);
  assert.equal(secondsLeft(exercise, session), 60);
  assert.equal(secondsLeft(exercise, { ...session, elapsed: 5000 }), 55);
  assert.equal(secondsLeft(exercise, finish(session)), 0);
});

test("F31 a draft is resumed at its step, with the time that had run", () => {
  const draft = { ...next(exercise, begin(exercise, 2, STARTED)), elapsed: 7000, answers: { change: "yes" } };
  assert.deepEqual(resume(exercise, draft), draft);
});

test("a draft of a step or a length that is gone keeps its answers and starts at the top", () => {
  const draft = { ...begin(exercise, 2, STARTED), length: 5, step: "gone", answers: { gone: "words", who: "Sam" } };
  const session = resume(exercise, draft);
  assert.deepEqual([session.length, session.step, session.answers], [1, "change", { gone: "words", who: "Sam" }]);
});
