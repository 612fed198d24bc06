/**
 * The fields of a step: reads an answer from them, puts one back, and says it in words.
 * @module
 */

import { inWords } from "../journal/entry.js";
import { isEmpty, linesOf, valuesOf } from "../practice/session.js";
import { word } from "../words.js";

/** @typedef {import("../practice/session.js").Answer} Answer */

/** @param {ParentNode} root @param {string} selector */
const inputs = (root, selector) => /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll(selector)]);

/** @param {HTMLElement} step */
const isForEach = (step) => step.dataset.forEach !== undefined;

/** @param {HTMLElement} step a step's section @returns {Answer | undefined} */
export function readAnswer(step) {
  const chosen = inputs(step, "input:checked").map(({ value }) => value);
  switch (step.dataset.kind) {
    case "read": // a message, where the person has changed it
    case "text":
      return step.querySelector("textarea")?.value;
    case "list":
      return inputs(step, "input").map(({ value }) => value);
    case "scale":
      return chosen.length ? Number(chosen[0]) : undefined;
    case "choose":
      if (isForEach(step)) return chosenForEach(step);
      return step.querySelector('[type="checkbox"]') ? chosen : chosen[0];
    default:
      return undefined;
  }
}

/** @param {HTMLElement} step @param {Answer | undefined} answer */
export function writeAnswer(step, answer) {
  const { kind, name } = step.dataset;
  if (name === undefined) return; // the pacer's own switches are no answers
  const area = step.querySelector("textarea");
  if ((kind === "text" || kind === "read") && area) area.value = typeof answer === "string" ? answer : "";
  else if (kind === "list") {
    makeRoom(step, Array.isArray(answer) ? answer.length : 0);
    inputs(step, "input").forEach((input, at) => (input.value = Array.isArray(answer) ? (answer[at] ?? "") : ""));
  } else if (isForEach(step)) {
    for (const choices of step.querySelectorAll("fieldset")) {
      const value = /** @type {Record<string, string>} */ (answer ?? {})[choices.dataset.line ?? ""];
      for (const input of inputs(choices, "input")) input.checked = input.value === value;
    }
  } else {
    const chosen = isEmpty(answer) ? [] : [answer].flat().map(String);
    for (const input of inputs(step, "input")) input.checked = chosen.includes(input.value);
  }
}

/** A kept list may be longer than the step asks for: none of it is left out. @param {HTMLElement} step @param {number} lines */
function makeRoom(step, lines) {
  const places = step.querySelectorAll("li");
  for (let number = places.length + 1; number <= lines; number += 1) {
    const place = /** @type {HTMLElement} */ (places[0].cloneNode(true));
    place.querySelector(".identifier-note")?.remove();
    const input = /** @type {HTMLInputElement} */ (place.querySelector("input"));
    input.ariaLabel = (input.ariaLabel ?? "").replace(/\d+$/, String(number));
    places[0].parentElement?.append(place);
  }
}

/** The answer as the person saw it: options by their words. @param {HTMLElement} step @param {Answer} answer @returns {Answer} */
export function inOwnWords(step, answer) {
  if (typeof answer === "number" || ["text", "read"].includes(step.dataset.kind ?? "")) return answer;
  if (step.dataset.kind === "list") return [answer].flat().map(String).filter((line) => line.trim());
  /** @param {string} value */
  const words = (value) => step.querySelector(`[value="${CSS.escape(value)}"] + span`)?.textContent?.trim() ?? value;
  if (typeof answer === "string") return words(answer);
  if (Array.isArray(answer)) {
    // An entry that has gone from the journal since has no words left to show.
    const gone = step.querySelector("[data-entries]") ? answer : [];
    return answer.map(words).filter((each) => !gone.includes(each));
  }
  const template = step.querySelector("template")?.content;
  /** @param {string} value */
  const option = (value) => template?.querySelector(`[value="${CSS.escape(value)}"] + span`)?.textContent ?? value;
  return Object.fromEntries(Object.entries(answer).map(([line, value]) => [line, option(value)]));
}

/** Back from the person's words to options, where there is one of these words; else the words stay. @param {HTMLElement} step @param {Answer} said @returns {Answer} */
export function fromOwnWords(step, said) {
  if (step.dataset.kind !== "choose" || typeof said === "number") return said;
  const root = step.querySelector("template")?.content ?? step;
  /** @param {string} words */
  const value = (words) => inputs(root, "input").find(({ nextElementSibling: span }) => span?.textContent === words)?.value ?? words;
  if (typeof said === "string") return value(said);
  if (Array.isArray(said)) return said.map(value);
  return Object.fromEntries(Object.entries(said).map(([line, words]) => [line, value(words)]));
}

/** One set of options for each line of an earlier list, but for the line that says there is none. @param {HTMLElement} step @param {Record<string, Answer>} answers */
export function layOutForEach(step, answers) {
  const place = /** @type {HTMLElement | null} */ (step.querySelector("[data-lines]"));
  const template = place?.querySelector("template");
  if (!place || !template) return;
  const list = step.parentElement?.querySelector(`[data-step="${step.dataset.forEach}"]`);
  const none = list?.querySelector("[data-nothing]")?.getAttribute("data-nothing");
  const lines = linesOf(answers[step.dataset.forEach ?? ""]).filter((line) => line !== none);
  for (const old of place.querySelectorAll("fieldset")) old.remove();
  for (const [number, line] of lines.entries()) {
    const choices = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    choices.dataset.line = line;
    /** @type {HTMLElement} */ (choices.querySelector("legend")).textContent = line;
    for (const input of inputs(choices, "input")) input.name = `${step.dataset.step}-${number}`;
    place.append(choices);
  }
  const nothing = /** @type {HTMLElement | null} */ (place.querySelector("[data-nothing-listed]"));
  if (nothing) nothing.hidden = lines.length > 0;
}

/** What a step calls “nothing”, which is no part of a message. @param {HTMLElement} step @param {string} other */
const nothingOf = (step, other) => step.parentElement?.querySelector(`[data-step="${other}"] [data-nothing]`)?.getAttribute("data-nothing");

/**
 * A message is made of the answers that it names, until the person changes it.
 * @param {HTMLElement} step @param {{step: string, words: string[]}[]} lines as `answered` gives them
 */
export function layOutMessage(step, lines) {
  const message = /** @type {HTMLElement | null} */ (step.querySelector("message-to-send"));
  const area = message?.querySelector("textarea");
  if (!message || !area) return;
  const from = (message.dataset.from ?? "").split(" ");
  const said = from.flatMap((name) => {
    const words = lines.find((line) => line.step === name)?.words.join("\n");
    return words && words !== nothingOf(step, name) ? words : [];
  });
  if (!area.value) area.value = said.join("\n\n");
  message.dispatchEvent(new Event("laid-out"));
}

/** @param {HTMLElement} step @returns {Record<string, string>} */
function chosenForEach(step) {
  const chosen = [...step.querySelectorAll("fieldset")].flatMap((choices) => {
    const value = inputs(choices, "input:checked")[0]?.value;
    return value ? [[choices.dataset.line ?? "", value]] : [];
  });
  return Object.fromEntries(chosen);
}

/**
 * What belongs to a chosen option is shown with it; that there is nothing can be said where nothing
 * stands, and never in the place of words.
 * @param {HTMLElement} step
 */
export function showThen(step) {
  const nothing = /** @type {HTMLElement | null} */ (step.querySelector("[data-nothing]"));
  if (nothing) nothing.hidden = !isEmpty(readAnswer(step));
  const chosen = inputs(step, "input:checked").map(({ value }) => value);
  for (const then of /** @type {NodeListOf<HTMLElement>} */ (step.querySelectorAll("[data-then]"))) {
    then.hidden = !chosen.includes(then.dataset.then ?? "");
  }
}

/** That there is nothing, written down as the answer that it is. @param {HTMLElement} step @param {string} words */
export function writeNothing(step, words) {
  if (!isEmpty(readAnswer(step))) return;
  writeAnswer(step, step.dataset.kind === "list" ? [words] : words);
  step.querySelector("textarea, input")?.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * Everything answered, in the order of the steps and in the person's own words. Answers to steps that
 * the exercise no longer has come last: they are words all the same.
 * @param {HTMLElement[]} steps @param {Record<string, Answer>} answers
 */
export function answered(steps, answers) {
  const elements = new Map(steps.map((element) => [element.dataset.step ?? "", element]));
  return [...new Set([...elements.keys(), ...Object.keys(answers)])].flatMap((step) => {
    if (isEmpty(answers[step])) return [];
    const element = elements.get(step);
    const value = element ? inOwnWords(element, answers[step]) : answers[step];
    const words = inWords(value, (count) => word("scale-of-five", { count }));
    return [{ step, label: element?.dataset.name ?? "", value, words }];
  });
}

/** Where the chosen options lead, at the end. @param {HTMLElement} end @param {Record<string, Answer>} answers */
export function showLeads(end, answers) {
  const place = /** @type {HTMLElement | null} */ (end.querySelector("[data-leads]"));
  if (!place) return;
  for (const lead of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-led-by]"))) {
    const [step, value] = (lead.dataset.ledBy ?? "").split("=");
    lead.hidden = !valuesOf(answers[step]).includes(value);
  }
  place.hidden = !place.querySelector("[data-led-by]:not([hidden])");
}

/** Opening words go before what is there, and can be changed. @param {HTMLElement} button @param {string} words */
export function beginWith(button, words) {
  const area = button.closest("[data-step]")?.querySelector("textarea");
  if (!area) return;
  area.value = area.value.trim() ? `${words} ${area.value}` : `${words} `;
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
