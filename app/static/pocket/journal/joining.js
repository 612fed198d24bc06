/**
 * Answers that were written on the two sides of a lock, put together: nothing of either is lost. Pure.
 * Whoever goes on while the journal is locked has empty fields before them, and may say again, or say
 * more, or say something else. Only what can hold one thing alone is replaced.
 * @module
 */

import { isEmpty } from "../practice/session.js";

/** @typedef {import("../practice/session.js").Answer} Answer */

const CHOSEN = /^[\w-]+$/; // an option's value; of two choices the newer stands

/**
 * @param {Record<string, Answer>} before by step @param {Record<string, Answer>} since
 * @returns {Record<string, Answer>}
 */
export function joined(before, since) {
  const both = Object.entries(since).map(([step, mine]) => [step, Object.hasOwn(before, step) ? joinedAnswer(before[step], mine) : mine]);
  return { ...before, ...Object.fromEntries(both) };
}

/** @param {Answer} before @param {Answer} since @returns {Answer} */
function joinedAnswer(before, since) {
  if (isEmpty(before) || isEmpty(since)) return isEmpty(since) ? before : since;
  if (Array.isArray(before) && Array.isArray(since)) return [...new Set([...before, ...since])].filter((line) => !isEmpty(line));
  if (isByLine(before) && isByLine(since)) return { ...before, ...since };
  if (typeof before === "string" && typeof since === "string") return joinedText(before, since);
  return since;
}

/** Idempotent: what is joined again, or has been gone on with, stands once. @param {string} before @param {string} since */
function joinedText(before, since) {
  if (since.startsWith(before) || (CHOSEN.test(before) && CHOSEN.test(since))) return since;
  return before === since || before.endsWith(`\n\n${since}`) ? before : `${before}\n\n${since}`;
}

/** @param {Answer} answer @returns {answer is Record<string, string>} */
const isByLine = (answer) => typeof answer === "object" && !Array.isArray(answer);
