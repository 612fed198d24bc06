import assert from "node:assert/strict";
import { test } from "node:test";

import { bothOf, merge, saySame } from "../../app/static/pocket/journal/merge.js";
import { mergedText } from "../../app/static/pocket/journal/paragraphs.js";
import { plainEntry } from "./support/device.js";
import { seeded } from "./support/identifier-set.js";

const free = (/** @type {string} */ text, more = {}) => ({ ...plainEntry(""), answers: {}, text, ...more });
/** @returns {import("../../app/static/pocket/journal/merge.js").Side} */
const side = (/** @type {string} */ rev, /** @type {any} */ plain, deleted = false) => ({ rev, plain, deleted });
const erased = () => free("", { created: "" });

/** Merged in either order, which must be alike. @param {any} base @param {any} left @param {any} right */
function both(base, left, right) {
  const merged = merge("id", base, left, right);
  assert.deepEqual(merge("id", base, right, left), merged);
  return merged;
}

test("F37 fields that one side changed are taken from that side", () => {
  const base = side("p", free("a\nb", { tags: ["hope"], marks: [] }));
  const left = side("l", free("a\nb", { tags: ["hope", "acceptance"], marks: [], answers: { one: "x" } }));
  const right = side("r", free("a\nb changed", { tags: [], marks: ["supervision"], answers: { two: ["y"] } }));
  const { plain, copy, deleted } = both(base, left, right);
  assert.equal(copy, null);
  assert.equal(deleted, false);
  assert.equal(plain.text, "a\nb changed");
  assert.deepEqual(plain.tags, ["acceptance"]);
  assert.deepEqual(plain.marks, ["supervision"]);
  assert.deepEqual(plain.answers, { one: "x", two: ["y"] });
});

test("F37 the same words changed on both sides are kept both, one in a record that names the other", () => {
  const { plain, copy } = both(side("p", free("a long day")), side("l", free("a long, good day")), side("r", free("a long, hard day")));
  assert.equal(plain.text, "a long, good day");
  assert.equal(copy?.text, "a long, hard day");
  assert.equal(copy?.copyOf, "id");
});

test("F37 what both say the same is no conflict", () => {
  const { plain, copy } = both(side("p", free("a")), side("l", free("b", { edited: "2026-01-01" })), side("r", free("b", { edited: "2026-01-02" })));
  assert.equal(plain.text, "b");
  assert.equal(plain.edited, "2026-01-02");
  assert.equal(copy, null);
  assert.ok(saySame(free("b", { edited: "x" }), free("b", { ancestors: ["y"] })));
});

test("F37 an edit beats a deletion, whichever comes first, and a deletion of what nobody edited stands", () => {
  const base = side("p", free("a"));
  assert.deepEqual(both(base, side("l", free("a"), true), side("r", free("a, edited"))).deleted, false);
  assert.deepEqual(both(base, side("l", free("a, edited"), true), side("r", free("a\nb"))).deleted, false);
  assert.equal(both(base, side("l", free("a"), true), side("r", free("a"))).deleted, true);
  assert.equal(both(base, side("l", free("a"), true), side("r", free("a"), true)).deleted, true);
});

test("F37 what was deleted for good comes back where somebody edited it meanwhile, with all its words", () => {
  const base = side("p", free("a"));
  const back = both(base, side("l", erased(), true), side("r", free("a, edited")));
  assert.equal(back.deleted, false);
  assert.equal(back.plain.text, "a, edited");
  assert.equal(both(base, side("l", erased(), true), side("r", free("a"))).plain.created, "");
  assert.equal(both(side("p", free("a"), true), side("l", erased(), true), side("r", free("a"))).deleted, false, "brought back from the trash");
  assert.equal(both(null, side("l", erased(), true), side("r", free("a"))).plain.text, "a", "nobody knows whether it was edited");
});

test("F37 without a base nothing is taken for a deletion, and two texts are two", () => {
  const { plain, copy } = both(null, side("l", free("one", { tags: ["hope"], answers: { a: "1" } })), side("r", free("other", { tags: ["acceptance"] })));
  assert.deepEqual([plain.text, copy?.text], ["one", "other"]);
  assert.deepEqual(plain.tags, ["hope", "acceptance"]);
  assert.deepEqual(plain.answers, { a: "1" });
});

test("F37 an answer that one side took out and the other wrote on stays", () => {
  const { plain, copy } = both(side("p", free("", { answers: { a: "x" } })), side("l", free("")), side("r", free("", { answers: { a: "x y" } })));
  assert.ok([plain, copy].some((each) => each?.answers.a === "x y"));
});

test("F40 members of a later app, and hostile names of members, survive a merge", () => {
  const later = JSON.parse('{"mood": {"__proto__": 1, "deep": ["a"]}, "__proto__": "x"}');
  const { plain } = both(side("p", free("a")), side("l", { ...free("b"), future: later }), side("r", free("a", { other: 7 })));
  assert.deepEqual(/** @type {any} */ (plain).future, later);
  assert.equal(/** @type {any} */ (plain).other, 7);
  assert.equal(/** @type {any} */ ({}).deep, undefined);
});

test("practice of two devices is the times of both, and never a conflict", () => {
  const month = (/** @type {any} */ answers) => free("", { kind: "practice", answers });
  const { plain, copy } = both(side("p", month({ 1: "BN1" })), side("l", month({ 1: "BN1", 2: "BN2" })), side("r", month({ 1: "BN3", 3: "SA1" })));
  assert.deepEqual(plain.answers, { 1: "BN3", 2: "BN2", 3: "SA1" });
  assert.equal(copy, null);
});

test("paragraphs that were added at different places, or at one, are all there", () => {
  assert.equal(mergedText("a\nb\nc", "x\na\nb\nc", "a\nb\nc\ny"), "x\na\nb\nc\ny");
  assert.equal(mergedText("a", "a\none", "a\nother"), "a\none\nother");
  assert.equal(mergedText("a", "a\none", "a\none\nmore"), "a\none\nmore");
  assert.equal(mergedText("a\nb\nc", "a\nc", "a\nb\nc\nd"), "a\nc\nd");
  assert.equal(mergedText("a\nb", "A\nb", "a\nB"), "A\nB");
  assert.equal(mergedText("a\nb", "a\nB", "a\nbee"), null);
  assert.equal(mergedText("", "x", "y"), null);
});

test("of two versions of a text no paragraph that was written is missing, for 5,000 made at random", () => {
  const random = seeded(7);
  const whole = (/** @type {number} */ most) => Math.floor(random() * most);
  for (let turn = 0; turn < 5000; turn += 1) {
    const base = Array.from({ length: whole(6) }, (_, at) => `b${at}`);
    const edit = (/** @type {string} */ name) => {
      const lines = [...base];
      for (let edits = whole(4); edits > 0; edits -= 1) lines.splice(whole(lines.length + 1), whole(2), `${name}${edits}`);
      return lines;
    };
    const [left, right] = [edit("l"), edit("r")];
    const { plain, copy } = both(side("p", free(base.join("\n"))), side("l", free(left.join("\n"))), side("r", free(right.join("\n"))));
    const found = `${plain.text}\n${copy?.text ?? ""}`.split("\n");
    for (const line of [...left, ...right]) if (!base.includes(line)) assert.ok(found.includes(line), `${line} of ${left} and ${right}`);
  }
});

test("two whole versions are told apart alike on both devices", () => {
  const [left, right] = [side("l", free("one")), side("r", free("other"))];
  assert.deepEqual(bothOf("id", left, right), bothOf("id", right, left));
  assert.equal(bothOf("id", left, right).copy?.text, "other");
});
