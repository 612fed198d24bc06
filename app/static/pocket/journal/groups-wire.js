/**
 * What the server says of groups (PROTOCOL.md 5), looked at before anything of it is believed. Names
 * and messages are whatever somebody typed: they are text here, and never anything else. Pure.
 * @module
 */

import { ID, NotAnAnswer } from "./wire.js";
import { isText } from "./values.js";

/**
 * @typedef {{name: string, lineManager: boolean, from: string | null, until: string | null}} Facilitator days as `2026-11-23`
 * @typedef {{name: string, rhythm: string, relationship: string, size: string, facilitators: Facilitator[]}} Described
 * @typedef {{kind: string, people: number | null}} Band
 * @typedef {{title: string, closed: string, band: Band | null}} Result
 * @typedef {Described & {id: string, counted: boolean, archived: boolean, results: Result[]}} Group
 * @typedef {{title: string, aim: string, about: string[], exercises: {id: string, version: number, why: string}[],
 *   pace: {working_days: number, minutes_a_day: number} | null, cautions: {words: string, instead: string}[]}} Module
 * @typedef {{id: string, group: string, facilitator: string, module: Module, message: string, rhythm: string, starts: string,
 *   suggested_by: string, closes: string, key: string, counts: boolean}} Assignment
 */

const DAY = /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const KEY = /^[A-Za-z0-9_-]{43}$/;
const MOST = 1000; // of anything in one answer

/** @param {unknown} value */
const text = (value) => (isText(value) ? value : "");

/** @param {unknown} value */
const day = (value) => (isText(value) && DAY.test(value) ? value : null);

/** @param {unknown} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value.slice(0, MOST).filter((each) => each !== null && each !== undefined) : []);

/** @param {any} group @param {any} said @returns {Described} */
function described(group, said) {
  const facilitators = list(said.facilitators).map(({ name, line_manager, from, until }) => ({ name: text(name), lineManager: line_manager === true, from: day(from), until: day(until) }));
  return { name: text(group.name), rhythm: text(group.rhythm), relationship: text(said.relationship), size: text(said.size), facilitators };
}

/** Before somebody joins. @param {any} answer @returns {Described} @throws {NotAnAnswer} */
export function checkedPreview(answer) {
  if (!isText(answer?.group?.name)) throw new NotAnAnswer("group");
  return described(answer.group, answer);
}

/** @param {any} answer @returns {Group[]} @throws {NotAnAnswer} */
export function checkedGroups(answer) {
  if (!Array.isArray(answer?.groups)) throw new NotAnAnswer("groups");
  return list(answer.groups)
    .filter(({ id }) => ID.test(id))
    .map((group) => ({ ...described(group, group), id: group.id, counted: group.counted === true, archived: group.archived === true, results: list(group.results).map(result) }));
}

/** @param {any} said @returns {Result} */
const result = ({ title, closed, band }) => ({
  ...{ title: text(title), closed: day(closed) ?? "" },
  band: isText(band?.kind) ? { kind: band.kind, people: Number.isSafeInteger(band.people) ? band.people : null } : null,
});

/**
 * One that is not as it ought to be is left out, and takes no other with it.
 * @param {any} answer @returns {Assignment[]} @throws {NotAnAnswer}
 */
export function checkedAssignments(answer) {
  if (!Array.isArray(answer?.assignments)) throw new NotAnAnswer("assignments");
  return list(answer.assignments).flatMap((each) => {
    const [starts, suggested_by, closes] = [each.starts, each.suggested_by, each.closes].map(day);
    if (!ID.test(each.id) || !ID.test(each.group) || !isText(each.module?.title) || !starts || !suggested_by || !closes) return [];
    const key = KEY.test(each.assignment_key) ? each.assignment_key : "";
    const said = { facilitator: text(each.facilitator), message: text(each.message), rhythm: text(each.rhythm) };
    return { ...{ id: each.id, group: each.group, ...said, starts, suggested_by, closes, key }, counts: each.counts === true && key !== "", module: module(each.module) };
  });
}

/** @param {any} said @returns {Module} */
function module({ title, aim, about, exercises, pace, cautions }) {
  const isPace = Number.isFinite(pace?.working_days) && Number.isFinite(pace?.minutes_a_day);
  return {
    ...{ title, aim: text(aim), about: list(about).filter(isText) },
    exercises: list(exercises).map(({ id, version, why }) => ({ id: text(id), version: Number(version), why: text(why) })),
    pace: isPace ? { working_days: pace.working_days, minutes_a_day: pace.minutes_a_day } : null,
    cautions: list(cautions).map(({ words, instead }) => ({ words: text(words), instead: text(instead) })),
  };
}

/** @param {string} typed case, spaces and hyphens do not matter; O is 0, I and L are 1 @returns {string | null} as it is shown, or null for what is no code of a group */
export function readGroupCode(typed) {
  const letters = typed.toUpperCase().replace(/[\p{White_Space}\p{Dash}]/gu, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(letters) ? `${letters.slice(0, 4)}-${letters.slice(4)}` : null;
}
