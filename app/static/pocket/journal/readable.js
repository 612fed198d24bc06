/**
 * The whole journal to read: one page of HTML, or Markdown. Pure; what the file says beside the
 * person's own words is passed in.
 *
 * What a person wrote is shown letter for letter. HTML escapes whatever could begin markup.
 * Markdown is read in plain editors too, so there a letter is escaped only where CommonMark or
 * GitHub's tables and strikethrough would take it for a sign (spec.commonmark.org/0.31.2).
 * @module
 */

import { lines } from "./entry.js";
import { textsIn } from "./values.js";

/**
 * @typedef {import("./entry.js").Plain} Plain
 * @typedef {object} Words
 * @property {string} heading
 * @property {string} made a line below it: when the file was made
 * @property {string} notWhole in the place of an entry that is not as it ought to be
 * @property {(place: number) => string} scaled a place on a scale, in words
 * @property {(name: string) => string} mark
 * @property {(name: string) => string} tag
 * @property {(plain: Plain) => string} when day and time, in the entry's own zone
 * @property {(plain: Plain) => string} month in the entry's own zone
 * @property {string} [lang] of all these words
 * @typedef {{heading: string, pairs: {label: string, words: string[]}[], foot: string}} Entry in words
 * @typedef {{name: string, entries: Entry[]}} Month
 * @typedef {{row: {deleted?: boolean}, plain: Plain}} Opened
 */

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 40rem; padding: 1rem; font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: break-word; }
h1, h2, h3, dt { line-height: 1.3; }
h2 { margin: 3rem 0 0; }
article { border-top: 1px solid; margin-top: 1.5rem; }
h3 { font-size: 1.125rem; }
dt { font-weight: 600; }
dd { margin: 0 0 1rem; }
p, dd { white-space: pre-wrap; }
.foot { font-size: .9375rem; }
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; }
  h2, h3, dt { break-after: avoid; }
}
`;

/**
 * One page that needs no other file and no network, and runs nothing.
 * @param {Opened[]} opened in any order; what was deleted, and what is no entry, is left out
 * @param {Words} words
 * @returns {string} HTML
 */
export function toHtml(opened, words) {
  const months = monthsOf(opened, words).map(
    ({ name, entries }) => `<section>\n<h2>${html(name)}</h2>\n${entries.map(articleOf).join("")}</section>\n`,
  );
  return `<!doctype html>
<html lang="${html(words.lang ?? "en-GB")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(words.heading)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${html(words.heading)}</h1>
<p>${html(words.made)}</p>
${months.join("")}</body>
</html>
`;
}

/** @param {Entry} entry */
function articleOf({ heading, pairs, foot }) {
  const said = pairs.map(({ label, words }) => {
    // By its first strong letter each piece finds its own direction, and turns nothing around it.
    if (!label) return words.map((each) => `<p dir="auto">${html(each)}</p>\n`).join("");
    const answers = words.map((each) => `<dd dir="auto">${html(each)}</dd>\n`).join("");
    return `<dl>\n<dt dir="auto">${html(label)}</dt>\n${answers}</dl>\n`;
  });
  const below = foot && `<p class="foot">${html(foot)}</p>\n`;
  return `<article>\n<h3 dir="auto">${html(heading)}</h3>\n${said.join("")}${below}</article>\n`;
}

/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** @param {string} text */
const html = (text) => plainText(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);

/**
 * @param {Opened[]} opened in any order; what was deleted, and what is no entry, is left out
 * @param {Words} words
 * @returns {string} CommonMark, a line break where the person made one
 */
export function toMarkdown(opened, words) {
  const blocks = [`# ${title(words.heading)}`, ...paragraphs(words.made)];
  for (const { name, entries } of monthsOf(opened, words)) {
    blocks.push(`## ${title(name)}`);
    for (const { heading, pairs, foot } of entries) {
      blocks.push(`### ${title(heading)}`);
      for (const pair of pairs) blocks.push(...answersOf(pair));
      blocks.push(...paragraphs(foot));
    }
  }
  return `${blocks.join("\n\n")}\n`;
}

/** @param {Entry["pairs"][number]} pair @returns {string[]} */
function answersOf({ label, words }) {
  const [one] = words;
  const said = words.length === 1 ? paragraphs(one) : [words.map(itemOf).join("\n")];
  return label ? [bold(label), ...said] : said;
}

/** No sign at an end may join the stars: the full stops put it inside a line. @param {string} text */
const bold = (text) => `**${inline(`.${text}.`).slice(1, -1)}**`;

/** @param {string} text @returns {string} */
const itemOf = (text) => `- ${paragraphs(text).join("\n\n").replace(/\n(?=[^\n])/g, "\n  ")}`;

/** @param {string} text @returns {string[]} */
function paragraphs(text) {
  const kept = plainText(text).split(/\n\s*\n/).map((part) => part.split("\n").filter((line) => line.trim()));
  return kept.filter((part) => part.length).map((part) => part.map(lineOf).join("  \n"));
}

/**
 * Spaces at the start of a line mean code or a list to Markdown, or are dropped; spaces that do
 * not break look the same and mean nothing.
 * @param {string} line
 */
function lineOf(line) {
  const [indent] = /^[ \t]*/.exec(line) ?? [""];
  const rest = line.slice(indent.length).trimEnd();
  const escaped = inline(rest);
  return indent.replaceAll("\t", "    ").replaceAll(" ", "\u00a0") + (indent ? escaped : atLineStart(rest, escaped));
}

/** @param {string} text on one line, after `#` */
const title = (text) => inline(oneLine(plainText(text))).replace(/(^|\s)(#+)$/, "$1\\$2");

/** What begins a heading, quotation, list, line, code or table, where it stands first. @param {string} line @param {string} escaped */
function atLineStart(line, escaped) {
  const numbered = /^(\d{1,9})[.)](?=\s|$)/.exec(line);
  if (numbered) return `${numbered[1]}\\${escaped.slice(numbered[1].length)}`;
  const isSign =
    /^#{1,6}(\s|$)/.test(line) || /^>/.test(line) || /^\+(\s|$)/.test(line) || /^-([\s:|-]|$)/.test(line) ||
    /^=+$/.test(line) || /^[:|][\s:|-]*$/.test(line);
  return isSign ? `\\${escaped}` : escaped;
}

/**
 * Signs within a line. `]`, `!` and `)` mean nothing without the `[` before them, and `>` nothing
 * without its `<`; an escaped `]` could even end a formula.
 * @param {string} line
 */
const inline = (line) =>
  line.replace(/\\(?=[!-/:-@[-`{-~]|$)|[`[]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\*+|_+|~+/g, (signs, at) => {
    if (!"*_~".includes(signs[0])) return `\\${signs}`;
    const around = [line[at - 1] ?? " ", line[at + signs.length] ?? " "];
    // Alone between spaces it means nothing, but for the list or the line that it begins.
    const apart = at > 0 && around.every((letter) => /\s/.test(letter));
    const within = signs[0] === "_" && around.every((letter) => /[\p{L}\p{N}]/u.test(letter));
    return apart || within ? signs : signs.replace(/./g, "\\$&");
  });

/**
 * Live entries by month, newest first. A month comes once, though near its end entries from two
 * zones may take turns.
 * @param {Opened[]} opened @param {Words} words @returns {Month[]}
 */
function monthsOf(opened, words) {
  const live = opened.filter(({ row, plain }) => !row.deleted && ["entry", "card"].includes(plain.kind)).map(({ plain }) => plain);
  live.sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : 0));
  /** @type {Map<string, Entry[]>} */
  const months = new Map();
  for (const plain of live) {
    const { name, entry } = inItsMonth(plain, words);
    const entries = months.get(name) ?? [];
    months.set(name, entries);
    entries.push(entry);
  }
  return [...months].map(([name, entries]) => ({ name, entries }));
}

/** One that is not as it ought to be costs nobody the others. @param {Plain} plain @param {Words} words */
function inItsMonth(plain, words) {
  try {
    return { name: words.month(plain), entry: inWords(plain, words) };
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return { name: "", entry: { heading: words.notWhole, pairs: [], foot: "" } };
  }
}

/** @param {Plain} plain @param {Words} words @returns {Entry} */
function inWords(plain, words) {
  const pairs = lines(plain, words.scaled).map(({ label, words }) => ({
    label: oneLine(plainText(label)),
    words: words.filter((each) => plainText(each).trim()),
  }));
  return {
    heading: [words.when(plain), oneLine(plainText(plain.title ?? ""))].filter(Boolean).join(" · "),
    pairs: pairs.filter((pair) => pair.words.length),
    foot: footOf(plain, words),
  };
}

/** Its skills and marks, in one line. @param {Plain} plain @param {Pick<Words, "tag" | "mark">} words */
export const footOf = (plain, words) =>
  [...textsIn(plain.tags).map((name) => words.tag(name)), ...textsIn(plain.marks).map((name) => words.mark(name))].filter(Boolean).join(" · ");

/** @param {string} text */
const oneLine = (text) => text.replace(/\s+/g, " ").trim();

/**
 * Line breaks of every kind as one kind. What no screen shows and a terminal may obey, and half a
 * surrogate pair, become the sign for a letter that was lost.
 * @param {string} text
 */
const plainText = (text) =>
  text.replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, "\n").replace(/[\0-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]/gu, "\ufffd");
