/** Groups and suggestions as the server gives them, and as the device holds them. */

import { checkedAssignments } from "../../../app/static/pocket/journal/groups-wire.js";

export const GROUP = "GROUPAAAAAAAAAAAAAAAAA";
export const OTHER = "OTHERAAAAAAAAAAAAAAAAA";

/** @param {Record<string, unknown>} [and] */
export const groupSent = (and) => ({
  ...{ id: GROUP, name: "Tuesday circle", rhythm: "Every second Tuesday", archived: false, relationship: "Practice teacher" },
  ...{ facilitators: [{ name: "Sam", line_manager: false, from: null, until: null }], size: "10-to-19", counted: true },
  results: [{ assignment: "CLOSEDAAAAAAAAAAAAAAAA", title: "Hard visits", closed: "2026-11-14", band: { kind: "about", people: 5 } }],
  ...and,
});

/** @param {Record<string, unknown>} [and] */
export const suggestionSent = (and) => ({
  ...{ id: "SUGGESTAAAAAAAAAAAAAAA", group: GROUP, facilitator: "Sam", message: "Take what helps.", rhythm: "" },
  ...{ starts: "2026-12-01", suggested_by: "2026-12-11", closes: "2026-12-18", counts: true },
  assignment_key: "k".repeat(42) + "g",
  module: {
    ...{ id: "two-minute-start", version: 1, title: "Two-minute start", aim: "Begin small.", about: ["A few short ones."] },
    exercises: ["SA1", "BN1", "FH2"].map((id) => ({ id, version: 1, why: "It is short." })),
    pace: { working_days: 10, minutes_a_day: 5 },
    cautions: [{ words: "You can stop at any time.", instead: "Ring someone." }],
  },
  ...and,
});

/** @param {Record<string, unknown>} [and] */
export const suggestion = (and) => checkedAssignments({ assignments: [suggestionSent(and)] })[0];
