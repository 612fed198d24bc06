import assert from "node:assert/strict";
import test from "node:test";

import { joined } from "../../app/static/pocket/journal/joining.js";

test("F31 a shorter list written since the lock takes no line from the longer one before it", () => {
  assert.deepEqual(joined({ signs: ["jaw", "sleep", ""] }, { signs: ["", "jaw", "hands"] }), { signs: ["jaw", "sleep", "hands"] });
});

test("F31 other words for the same question stand below those from before, and what goes on from them in their place", () => {
  assert.deepEqual(joined({ belief: "It is my fault." }, { belief: "They will ring." }), { belief: "It is my fault.\n\nThey will ring." });
  assert.deepEqual(joined({ belief: "half a" }, { belief: "half a word" }), { belief: "half a word" });
});

test("of two choices, or two places on a scale, the newer stands; what was left empty takes nothing away", () => {
  const before = { who: "on-call", weight: 2, gives: { AB: "trust", CD: "peer" }, text: "kept" };
  assert.deepEqual(joined(before, { who: "peer", weight: 4, gives: { AB: "peer" }, text: " " }), { who: "peer", weight: 4, gives: { AB: "peer", CD: "peer" }, text: "kept" });
});

test("what is joined twice stands once", () => {
  const [before, since] = [{ a: ["one"], b: "Some words." }, { a: ["two"], b: "Other words.", c: 3 }];
  const once = joined(before, since);
  assert.deepEqual(joined(once, since), once);
});
