import assert from "node:assert/strict";
import test from "node:test";

import { checkedAssignments, checkedGroups, checkedPreview, readGroupCode } from "../../app/static/pocket/journal/groups-wire.js";
import { changed, listed, NONE, withAside, withHeard, withLeft, withLeftHeard, withMark, withSeen, withSent } from "../../app/static/pocket/journal/suggested.js";
import { NotAnAnswer } from "../../app/static/pocket/journal/wire.js";
import { GROUP, groupSent, OTHER, suggestion, suggestionSent } from "./support/groups.js";

const heard = (/** @type {any[]} */ ...assignments) => withHeard(NONE, { groups: checkedGroups({ groups: [groupSent()] }), assignments, at: "2026-12-01T08:00:00.000Z" });
const one = suggestion();
const ids = (/** @type {{id: string}[]} */ all) => all.map(({ id }) => id);
/** @type {[string, string][]} */
const all = ["SA1", "BN1", "FH2"].map((id) => ["2026-12-02T09:00:00.000Z", id]);

test("a suggestion stands on Today from its first day to the day that was suggested, and then steps back", () => {
  const held = heard(one);
  assert.deepEqual(listed(held, "2026-11-30", []), { now: [], earlier: [] });
  for (const day of ["2026-12-01", "2026-12-11"]) assert.deepEqual(ids(listed(held, day, []).now), [one.id]);
  assert.deepEqual(listed(held, "2026-12-12", []), { now: [], earlier: [one] });
});

test("it steps back once all of it was practised since it began, and not for what was practised before", () => {
  const held = heard(one);
  assert.equal(listed(held, "2026-12-03", all.slice(1)).now.length, 1);
  assert.equal(listed(held, "2026-12-03", all).now.length, 0);
  const before = all.map(([, id]) => /** @type {[string, string]} */ (["2026-11-30T09:00:00.000Z", id]));
  assert.equal(listed(held, "2026-12-03", before).now.length, 1);
});

test("it steps back when somebody puts it away, and stands again when they want it back", () => {
  const away = withAside(heard(one), one.id, true);
  assert.deepEqual(listed(away, "2026-12-03", []), { now: [], earlier: [one] });
  assert.deepEqual(listed(withAside(away, one.id, false), "2026-12-03", []), { now: [one], earlier: [] });
});

test("a group that was left is gone with all that came from it, also where the server has yet to hear", () => {
  const held = withMark(withAside(heard(one), one.id, true), one.id, "2026-12-02T08:00:00.000Z");
  const left = withLeft(held, GROUP);
  assert.deepEqual(left, { ...NONE, heard: held.heard, leaving: [GROUP] });
  const again = withHeard(left, { groups: held.groups, assignments: held.assignments, at: "2026-12-02T08:00:00.000Z" });
  assert.deepEqual([again.groups, again.assignments], [[], []]);
  assert.deepEqual(withLeftHeard(again, GROUP).leaving, []);
});

test("what was taken back by the facilitator takes its mark and its place with it", () => {
  const held = withMark(withAside(heard(one), one.id, true), one.id, "2026-12-02T08:00:00.000Z");
  const now = withHeard(held, { groups: held.groups, assignments: [], at: "2026-12-02T08:00:00.000Z" });
  assert.deepEqual([now.marks, now.aside], [{}, []]);
});

test("nobody is counted unless they said so, and it can be taken back until the mark has gone", () => {
  assert.deepEqual(heard(one).marks, {});
  const tapped = withMark(heard(one), one.id, "2026-12-02T08:00:00.000Z");
  assert.deepEqual(withMark(tapped, one.id, null).marks, {});
  const sent = withSent(tapped, one.id);
  assert.equal(withMark(sent, one.id, null), sent);
  assert.equal(withMark(sent, one.id, "2026-12-03T08:00:00.000Z"), sent);
});

test("a change of who runs a group is news until it was seen, and not again on the day it takes effect", () => {
  const sam = { name: "Sam", line_manager: false, from: null, until: null };
  const jo = { ...sam, name: "Jo" };
  /** @param {import("../../app/static/pocket/journal/suggested.js").Held} held @param {any[]} facilitators @param {Record<string, unknown>} [and] */
  const run = (held, facilitators, and) => withHeard(held, { groups: checkedGroups({ groups: [groupSent({ facilitators, ...and })] }), assignments: [], at: "2026-12-02T08:00:00.000Z" });
  const joined = run(NONE, [sam]);
  assert.deepEqual(changed(joined), [], "it was seen before joining");
  const told = run(joined, [{ ...sam, until: "2026-12-09" }, { ...jo, from: "2026-12-09" }]);
  assert.deepEqual(ids(changed(told)), [GROUP]);
  assert.deepEqual(changed(run(told, [sam])), [], "it was called off before anybody saw it");
  const seen = withSeen(told);
  assert.deepEqual(changed(seen), []);
  assert.deepEqual(changed(run(seen, [jo])), [], "it has taken effect as it was told");
  assert.deepEqual(ids(changed(run(seen, [{ ...jo, line_manager: true }]))), [GROUP], "a line manager by now");
  assert.deepEqual(ids(changed(run(seen, []))), [GROUP], "nobody runs it");
  assert.deepEqual(changed(run(seen, [], { archived: true })), []);
  const { seen: _, ...before } = told;
  assert.deepEqual(changed({ ...before, seen: {} }), [], "kept by a version that did not know");
});

test("F29 an answer that is not our server’s changes nothing", () => {
  for (const answer of [null, "hotel wifi", {}, { groups: {} }, { groups: null }]) assert.throws(() => checkedGroups(answer), NotAnAnswer);
  for (const answer of [null, [], {}, { assignments: "x" }]) assert.throws(() => checkedAssignments(answer), NotAnAnswer);
  for (const answer of [null, {}, { group: {} }]) assert.throws(() => checkedPreview(answer), NotAnAnswer);
});

test("a suggestion that is not as it ought to be is left out, and takes no other with it", () => {
  const bad = [null, 7, "x", {}, suggestionSent({ id: "short" }), suggestionSent({ starts: "soon" }), suggestionSent({ closes: "2026-13-01" }), suggestionSent({ module: null }), suggestionSent({ module: { title: 3 } })];
  assert.deepEqual(checkedAssignments({ assignments: [...bad, suggestionSent()] }), [one]);
  const odd = checkedAssignments({ assignments: [suggestionSent({ facilitator: 3, message: null, counts: "yes", module: { title: "T", exercises: "none", about: [1, "a"], cautions: [{}], pace: { working_days: "x" } } })] });
  assert.deepEqual(odd[0].module, { title: "T", aim: "", about: ["a"], exercises: [], pace: null, cautions: [{ words: "", instead: "" }] });
  assert.deepEqual([odd[0].facilitator, odd[0].message, odd[0].counts], ["", "", false]);
});

test("without a key nobody is offered to be counted", () => {
  assert.equal(suggestion({ assignment_key: "short" }).counts, false);
  assert.equal(suggestion({ counts: false }).counts, false);
});

test("a group of 9 is told in the same words as a group of 0: no band at all", () => {
  const results = [null, undefined, {}, { kind: 3 }].map((band) => ({ title: "Hard visits", closed: "2026-11-14", band }));
  const [group] = checkedGroups({ groups: [groupSent({ results })] });
  assert.deepEqual(group.results.map(({ band }) => band), [null, null, null, null]);
});

test("a code is read in any case, with what people put between its letters, and with the letters that they take for others", () => {
  for (const typed of ["K7QP-3MXR", "k7qp3mxr", " k7 qp–3m xr\n", "K7QP\u00a03MXR"]) assert.equal(readGroupCode(typed), "K7QP-3MXR");
  assert.equal(readGroupCode("oIl0-abcd"), "0110-ABCD");
  for (const typed of ["", "K7QP-3MX", "K7QP-3MXRZ", "K7QP-3MXU", "K7QP-3MX!", "<script>", "ⅷ7QP-3MXR"]) assert.equal(readGroupCode(typed), null);
});

test("two groups are two, and one that has no name of ours is left out", () => {
  const groups = checkedGroups({ groups: [groupSent(), groupSent({ id: OTHER, archived: true, counted: false, size: 3 }), groupSent({ id: "../x" })] });
  assert.deepEqual(ids(groups), [GROUP, OTHER]);
  assert.deepEqual([groups[1].archived, groups[1].counted, groups[1].size], [true, false, ""]);
});
