import assert from "node:assert/strict";
import test from "node:test";

import { toHtml, toMarkdown } from "../../app/static/pocket/journal/readable.js";
import { plainEntry } from "./support/device.js";

/** @typedef {import("../../app/static/pocket/journal/entry.js").Plain} Plain */

const WORDS = {
  heading: "My journal",
  notWhole: "One entry is not whole.",
  made: "Made on 1 December 2026",
  scaled: (/** @type {number} */ place) => `${place} of 5`,
  mark: (/** @type {string} */ name) => `marked ${name}`,
  tag: (/** @type {string} */ name) => `about ${name}`,
  when: (/** @type {Plain} */ { created, zone }) =>
    new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short", timeZone: zone }).format(new Date(created)),
  month: (/** @type {Plain} */ { created, zone }) => new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: zone }).format(new Date(created)),
};

const MARKUP = [
  ...["<script>ran()</script>", "</p></article><script>ran()</script>", "<img src=x onerror=ran()>", "<svg/onload=ran()>"],
  ...["<!-- ", "--><b>", "<![CDATA[x]]>", "<?php x ?>", "<!doctype html>", "</style><script>ran()</script>", "</title><b>"],
  ...["\"><b onclick=\"ran()\">", "' onmouseover='ran()", "&lt;b&gt;", "&amp;", "&#60;b&#62;", "&#x3c;b>", "&notit;", "a & b && c"],
  ...["<", "a < b > c", "<3", "<a href=javascript:ran()>x</a>", "<javascript:ran()>", "<http://example.invalid>", "<\0script>"],
  ...["\u202e<b>", "<b\u0301>", "＜b＞", "]]>", "<iframe srcdoc='<script>ran()</script>'>", "<meta http-equiv=refresh content=0>"],
];
const SIGNS = [
  ...["# heading", "###### six", "#", "####### seven", "#tag", "a #", "a\n===", "a\n---", "a\n-", "---", "***", "___", "* * *", "- - -"],
  ...["- item", "+ item", "* item", "-", "+", "*", "-5 degrees", "1. one", "2) two", "1.", "1.5 hours", "2026. A year", "> quoted", ">"],
  ...["`code`", "```\ncode\n```", "~~~\ncode\n~~~", "~~struck~~", "~5", "*em*", "**strong**", "_em_", "__strong__", "snake_case_word"],
  ...["2 * 3 * 4", "a*b*c", "[link](javascript:ran())", "[ref]", "[ref]: //example.invalid", "![image](//example.invalid/x)", "- [ ] task"],
  ...["| a | b |\n| - | - |", "a\n:-", "a | b\n-|-", "    four spaces", "\ttab", "  two\n    six", "a\\", "a\\\nb", "\\*a\\*", "C:\\Users"],
  ...["a  \nb", "a\r\nb\rc", "\n\n a\n\n\n\nb\n", "a\u2028b", "\ud800 half", "**", "_", "a __ b", "\x1b[31mred", "word ".repeat(400)],
];
const HOSTILE = [...MARKUP, ...SIGNS];

/** @param {string} text @param {Partial<Plain>} [more] @returns {Plain} */
const everywhere = (text, more) => ({
  ...plainEntry(text),
  ...{ text, title: text, tags: [text], marks: [text], zone: "Europe/London" },
  ...{ answers: { one: text, many: [text, text], sorted: { [text]: text } }, labels: { one: text, many: text, sorted: "Sorted" } },
  ...more,
});

/** @param {Plain} plain @param {boolean} [deleted] */
const opened = (plain, deleted = false) => ({ row: { deleted }, plain });

/** What a screen shows of it: one space for any run, and the sign for what was lost. @param {string} text */
const shown = (text) =>
  text.replace(/\r\n|[\r\u2028]/g, "\n").replace(/[\0\x1b]|[\ud800-\udfff]/gu, "\ufffd").replace(/\s+/g, " ").trim();

const TAGS = [
  ...["html lang=\"en-GB\"", "html", "head", "meta charset=\"utf-8\"", "title", "body", "h1", "h2", "h3", "p", "section", "article", "dl", "dt", "dd"],
  ...["meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\""],
  ...["meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"", "p class=\"foot\""],
  ...["h3", "p", "dt", "dd"].map((name) => `${name} dir="auto"`),
];

/** The words of a page; whatever is not one of our own tags stays in them. @param {string} page */
function wordsOf(page) {
  const bare = page.replace("<!doctype html>\n", "").replace(/<style>[^<]*<\/style>/, "");
  const text = bare.replace(/<\/?([^<>]*)>/g, (tag, inside) => (TAGS.includes(inside) ? "" : tag));
  assert.doesNotMatch(text, /[<>"']/);
  assert.doesNotMatch(text, /&(?!(?:amp|lt|gt|quot|#39);)/);
  const signs = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => signs[/** @type {keyof typeof signs} */ (name)]);
}

/** A paragraph's words: what could begin anything else fails. @param {string} block */
function paragraphOf(block) {
  for (const line of block.split(/ {2}\n|\n/)) {
    assert.doesNotMatch(line, /^ {0,3}(?:#{1,6}(?:\s|$)|[-+*](?:\s|$)|>|\d{1,9}[.)](?:\s|$)|=+\s*$|-+\s*$|[*_~`]|[:|-][\s:|-]*$| {4}|\t)/, block);
  }
  return literalOf(block);
}

/** The words of Markdown without its escapes: what could still be a sign fails. @param {string} block */
function literalOf(block) {
  const signs = block.replace(/\\[!-/:-@[-`{-~]/g, "\u0001");
  assert.doesNotMatch(signs, /[`[]|<[A-Za-z/!?]|&#?\w+;|[^\s_*~][*~]|[*~][^\s*~]|(?<![\p{L}\p{N}_ ]|^)_|_(?![\p{L}\p{N}_ ]|$)/u, block);
  return block.replace(/\\([!-/:-@[-`{-~])/g, "$1").replace(/\u00a0/g, " ");
}

test("F55 hostile words are words in the page, wherever they stand", () => {
  assert.ok(HOSTILE.length >= 60);
  for (const text of HOSTILE) {
    const words = { ...WORDS, heading: text, made: text, tag: () => text, month: () => text };
    const page = wordsOf(toHtml([opened(everywhere(text))], words));
    const times = page.replace(/\s+/g, " ").split(shown(text)).length - 1;
    assert.ok(times >= 12, `${times} of ${JSON.stringify(text)}`);
  }
});

test("F55 hostile words are words in Markdown, wherever they stand", () => {
  for (const text of HOSTILE) {
    const plain = everywhere(text, { tags: [], marks: [], answers: { one: text }, labels: { one: "Label" }, text: "" });
    const parts = toMarkdown([opened(plain)], { ...WORDS, when: () => "When" }).split("\n\n");
    const [heading, label, ...answer] = parts.slice(3);
    assert.equal(label, "**Label**");
    assert.ok(heading.startsWith("### When · "));
    assert.doesNotMatch(heading, /\n|\s#+$/);
    assert.equal(literalOf(heading.slice("### When · ".length)), shown(text));
    assert.equal(shown(answer.map(paragraphOf).join("\n\n")), shown(text));
  }
});

test("Markdown escapes what needs it, and nothing else", () => {
  const same = ["#tag", "-5 degrees", "1.5 hours", "snake_case_word", "2 * 3 * 4", "<3", "a < b > c", "C:\\Users", "a | b", "Tom & Anna!", "(so) it = is: 50%"];
  const escaped = [["# a", "\\# a"], ["1. a", "1\\. a"], ["*a*", "\\*a\\*"], ["<b>", "\\<b>"], ["&amp;", "\\&amp;"], ["[a](b)", "\\[a](b)"], ["a\\", "a\\\\"]];
  for (const [text, wanted] of [...same.map((each) => [each, each]), ...escaped]) {
    assert.ok(toMarkdown([opened(plainEntry(text))], WORDS).includes(`**Line**\n\n${wanted}\n\n`), text);
  }
});

test("line breaks, paragraphs and lists stay what they were", () => {
  const plain = { ...plainEntry(""), tags: [], answers: { line: "one\n  two\n\nthree", list: ["a\nb", "c"] }, labels: { line: "Line", list: "List" } };
  const said = toMarkdown([opened(plain)], WORDS).split("**Line**\n\n")[1];
  assert.equal(said, "one  \n\u00a0\u00a0two\n\nthree\n\n**List**\n\n- a  \n  b\n- c\n");
  const page = toHtml([opened(plain)], WORDS);
  assert.ok(page.includes('<dd dir="auto">one\n  two\n\nthree</dd>'));
  assert.match(page, /p, dd \{ white-space: pre-wrap; \}/);
});

test("all live entries, newest first, by month, at the hour of their own zone", () => {
  const made = [
    opened(plainEntry("older", "2026-10-31T09:00:00.000Z")),
    opened({ ...plainEntry("already December there", "2026-11-30T23:30:00.000Z"), zone: "Asia/Tokyo" }),
    opened({ ...plainEntry("still November", "2026-12-01T00:30:00.000Z"), zone: "America/New_York" }),
    opened(plainEntry("in the trash"), true),
    opened({ ...plainEntry("practice"), kind: "practice", answers: { "2026-11-23T08:00:00.000Z": "FH2" } }),
    opened({ ...plainEntry("a card"), kind: "card", marks: ["supervision"], answers: { place: 4, empty: " ", none: [] } }),
  ];
  const wanted = [
    ...["My journal", "Made on 1 December 2026", "November 2026"],
    ...["Monday 30 November 2026 at 19:30 · Gratitude line", "Line", "still November", "about hope"],
    ...["Monday 23 November 2026 at 08:00 · Gratitude line", "place", "4 of 5", "about hope · marked supervision"],
    "December 2026",
    ...["Tuesday 1 December 2026 at 08:30 · Gratitude line", "Line", "already December there", "about hope"],
    "October 2026",
    ...["Saturday 31 October 2026 at 09:00 · Gratitude line", "Line", "older", "about hope"],
  ];
  const lines = (/** @type {string} */ text) => text.split("\n").map((line) => line.replace(/^#+ |\*\*/g, "").replace(/\*\*$/, "")).filter((line) => line.trim());
  const comma = (/** @type {string} */ line) => line.replace(/^(\w+),? (\d)/, "$1 $2").replace(/(\d{4}), /, "$1 at ");
  assert.deepEqual(lines(toMarkdown(made, WORDS)).map(comma), wanted);
  assert.deepEqual(lines(wordsOf(toHtml(made, WORDS))).slice(1).map(comma), wanted);
  assert.deepEqual(made.map(({ plain }) => plain.created.slice(0, 7)), ["2026-10", "2026-11", "2026-12", "2026-11", "2026-11", "2026-11"]);
});

test("a page of its own: no script, nothing fetched, and a policy that says so first", () => {
  const page = toHtml([opened(plainEntry("a line"))], WORDS);
  assert.ok(page.startsWith("<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\""));
  assert.doesNotMatch(page, /<(?:script|link|img|iframe|form|base|a)\b|url\(|@import|\b(?:src|href|on\w+|style)=/);
});

test("an empty journal is a page with its heading", () => {
  assert.equal(wordsOf(toHtml([], WORDS)).trim().replace(/\n+/g, "\n"), "My journal\nMy journal\nMade on 1 December 2026");
  assert.equal(toMarkdown([], WORDS), "# My journal\n\nMade on 1 December 2026\n");
});

test("F41 a record that is not as it ought to be costs nobody the others, in either form", () => {
  const bad = [
    ...[{ created: "" }, { created: undefined }, { answers: undefined }, { answers: null }, { answers: { line: null, other: [7, "kept"] } }],
    ...[{ labels: null }, { tags: undefined }, { marks: "supervision" }, { title: { toString: 1 } }, { text: 7 }, { zone: "Nowhere/At all" }],
  ];
  for (const change of bad) {
    const broken = /** @type {any} */ ({ ...plainEntry("x"), ...change });
    for (const made of [toHtml, toMarkdown]) {
      const said = made([opened(plainEntry("the tea")), opened(broken), opened(plainEntry("the bus"))], WORDS);
      assert.match(said, /the tea[^]*the bus/, JSON.stringify(change));
    }
  }
  const [untimed] = bad.map((change) => toMarkdown([opened(/** @type {any} */ ({ ...plainEntry("x"), ...change }))], WORDS));
  assert.match(untimed, /One entry is not whole/);
});
