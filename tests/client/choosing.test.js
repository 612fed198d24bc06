import assert from "node:assert/strict";
import test from "node:test";
import { choose } from "../../app/static/pocket/practice/choosing.js";
import { everyExercise } from "./support/exercises.js";

const choices = everyExercise();
const CARRYING = ["rush", "worry", "sadness", "anger", "tiredness", "doubt", "alone", "stuck", "good", "not-sure"];
const needs = CARRYING.flatMap((carrying) =>
  [1, 3, 5].flatMap((minutes) => [true, false].flatMap((canRest) => ["alone", "others", "two"].map((company) => ({ carrying, minutes, canRest, company: /** @type {import("../../app/static/pocket/practice/choosing.js").Need["company"]} */ (company) })))),
);
/** @param {import("./support/exercises.js").Told[]} picked */
const ids = (picked) => picked.map(({ id }) => id);

test("whatever is answered, something is picked, and it is never too long", () => {
  for (const need of needs) {
    const picked = choose(choices, need);
    assert.ok(picked.length >= 1 && picked.length <= 3, JSON.stringify(need));
    assert.ok(picked.every(({ lengths }) => Math.min(...lengths) <= need.minutes));
  }
});

test("with people around nothing private is picked, and nothing still where that cannot be", () => {
  for (const need of needs) {
    if (need.company === "others") assert.ok(choose(choices, need).every(({ company }) => company === "anyone"), JSON.stringify(need));
    if (!need.canRest) assert.ok(choose(choices, need).every(({ rests }) => !rests), JSON.stringify(need));
  }
});

test("what is carried decides, wherever anything fits it", () => {
  const need = { carrying: "anger", minutes: 5, canRest: true, company: /** @type {const} */ ("alone") };
  assert.ok(choose(choices, need).every(({ carrying }) => carrying.includes("anger")));
});

test("for two people the exercise for two comes first", () => {
  const need = { carrying: "alone", minutes: 5, canRest: true, company: /** @type {const} */ ("two") };
  assert.equal(choose(choices, need)[0].id, "XC8");
});

test("what was done lately stands back, and comes again when all were", () => {
  const need = { carrying: "worry", minutes: 3, canRest: true, company: /** @type {const} */ ("alone") };
  /** @type {string[]} */
  const recent = [];
  const seen = new Set();
  for (let turn = 0; turn < 6; turn += 1) {
    const [first] = choose(choices, need, { recent });
    assert.ok(turn === 0 || first.id !== recent[0], "never the same twice running");
    seen.add(first.id);
    recent.splice(0, recent.length, first.id, ...recent.filter((id) => id !== first.id));
  }
  assert.ok(seen.size >= 5, `${[...seen]}`);
});

test("a group that is put aside is not picked; with everything aside there is nothing", () => {
  const need = { carrying: "rush", minutes: 3, canRest: true, company: /** @type {const} */ ("alone") };
  assert.ok(ids(choose(choices, need)).some((id) => choices.find((each) => each.id === id)?.rests));
  assert.ok(choose(choices, need, { aside: ["quiet"] }).every(({ rests }) => !rests));
  const groups = [...new Set(choices.map(({ group }) => group))];
  assert.deepEqual(choose(choices, need, { aside: groups }), []);
});
