/**
 * Finds what could name a person in a text, so that a screen may say so before it is kept or shared.
 * Pure. It advises only: it gives places and kinds and never the words themselves, so that nothing
 * of what it matched can be stored or sent by whoever asks.
 *
 * Every pattern is bounded, and no finder looks back further than a few dozen characters: the time
 * grows with the length of the text, whatever is typed or pasted.
 * @module
 */

/**
 * @typedef {"nhs-number" | "postcode" | "birth-date" | "phone" | "email"} Kind
 * @typedef {{kind: Kind, start: number, end: number}} Finding offsets into the text as it was given
 * @typedef {{start: number, end: number}} Span
 */

/** In the order in which a screen names them. @type {Kind[]} */
const KINDS = ["nhs-number", "birth-date", "postcode", "phone", "email"];

/**
 * Where identifiers seem to stand, in order and without overlap.
 * @param {string} text
 * @returns {Finding[]}
 */
export function findIdentifiers(text) {
  const { plain, places } = folded(text);
  /** @type {[Kind, Span[]][]} */
  const found = [
    ["nhs-number", nhsNumbers(plain)],
    ["birth-date", birthDates(plain)],
    ["postcode", postcodes(plain)],
    ["phone", phones(plain)],
    ["email", emails(plain)],
  ];
  const findings = found.flatMap(([kind, spans]) => spans.map((span) => ({ kind, ...span })));
  return apart(findings).map(({ kind, start, end }) => ({ kind, start: places[start], end: places[end - 1] + 1 }));
}

/**
 * The kinds that a text seems to hold, each once, in the same order every time.
 * @param {string} text
 * @returns {Kind[]}
 */
export function kindsIn(text) {
  const found = new Set(findIdentifiers(text).map(({ kind }) => kind));
  return KINDS.filter((kind) => found.has(kind));
}

/**
 * The earliest first, of those the longest; a stable sort keeps the order of kinds for the rest.
 * @param {Finding[]} findings
 */
function apart(findings) {
  let end = 0;
  return findings
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter((finding) => finding.start >= end && (end = finding.end));
}

// --- One form for every digit, space and dash --------------------------------------------------

const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/;
const DASH = /[\u2010-\u2015\u2212]/;
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/; // Arabic keyboards; NFKC leaves them as they are

/**
 * The text in plain digits, spaces and dashes, and where each of its characters stood.
 * A character that folds to several (a ligature, ½) or to none stays or goes as one.
 * @param {string} text
 */
function folded(text) {
  let plain = "";
  /** @type {number[]} */
  const places = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 128) plain += text[at] === "\t" ? " " : text[at];
    else if (UNSEEN.test(text[at])) continue;
    else plain += asPlain(text[at]);
    places.push(at);
  }
  return { plain, places };
}

/** @param {string} letter */
function asPlain(letter) {
  if (DASH.test(letter)) return "-";
  if (OTHER_DIGITS.test(letter)) return String(letter.charCodeAt(0) & 15);
  const form = letter.normalize("NFKC");
  return form.length === 1 ? form : letter;
}

// --- NHS numbers -------------------------------------------------------------------------------

// The printed form is 3 3 4, the Scottish one 6 4; the rest is how thumbs break it up. Any split at
// all would take every tenth list of small numbers for one.
const SPLITS = [[10], [3, 3, 4], [6, 4], [5, 5], [4, 3, 3], [3, 4, 3], [3, 7], [4, 6], [7, 3]];
const FORMS = SPLITS.map((split) => split.map((length) => `\\d{${length}}`).join("(?: ?[-.] ?| {1,3})"));
// Looking ahead, because a number that is not one may overlap one that is: "12 943 476 5919".
const NHS_NUMBER = new RegExp(`(?<!\\d)(?=(${FORMS.join("|")})(?!\\d))`, "g");
// A number that is glued to letters is a reference ("INC0123456789") unless they say otherwise.
const GLUED = /[a-z]$/i;
const NAMES_A_NUMBER = /(?:nhs|no|num|number|tel|phone|mob|mobile|ring|call|text|on|at|is)$/i;

/** @param {string} plain @returns {Span[]} */
function nhsNumbers(plain) {
  return [...plain.matchAll(NHS_NUMBER)]
    .filter(([, digits]) => isRight(digits.replace(/\D/g, "")))
    .map(({ 1: digits, index }) => ({ start: index, end: index + digits.length }))
    .filter(({ start, end }) => !isPartOfMore(plain, start, end));
}

/** Money, a decimal, a longer code. @param {string} plain @param {number} start @param {number} end */
function isPartOfMore(plain, start, end) {
  const before = plain.slice(Math.max(0, start - 8), start);
  return /\d[-./]$|[£$€]$/.test(before) || /^[-./]\d/.test(plain.slice(end, end + 2)) || isGlued(before);
}

/** @param {string} before the few characters that a number follows */
const isGlued = (before) => GLUED.test(before) && !NAMES_A_NUMBER.test(before);

/**
 * Modulus 11, with the check digit weighing 1. A remainder of 10 has no digit, so it is never right.
 * The NHS Data Dictionary, "NHS NUMBER".
 * @param {string} digits
 */
const isRight = (digits) =>
  [...digits].reduce((sum, digit, place) => sum + Number(digit) * (10 - place), 0) % 11 === 0;

// --- Dates beside a word of birth --------------------------------------------------------------

const NEAR = 40; // characters between the word and the date, either way
// "Due to the snow", "due a break", "due back" are about work; "due to have her baby" is not.
const DUE = "due(?! {1,3}(?:to(?! {1,3}(?:give|deliver|have|be born))|an?|back|off|course)(?![a-z]))";
const BORN = "born|dob|d\\.o\\.b\\.?|d o b|date of birth|birth ?date|birthday|b-?day|edd";
const OF_BIRTH = new RegExp(`(?<![a-z])(?:${BORN}|${DUE})(?![a-z])`, "gi");
const STOPS = /[.!?;]\s|\n/; // another sentence is about something else
const JOINS = new Set(["", "date", "is", "was", "on", "the", "for", "around", "about", "now", "approx"]);

const [DAY, MONTH, YEAR] = ["(?:0?[1-9]|[12]\\d|3[01])", "(?:0?[1-9]|1[0-2])", "(?:(?:19|20)\\d\\d|'?\\d\\d)"];
const NAME =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?" +
  "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])";
// A date is not the end, or the beginning, of a longer list: "11 - 19 - 7 - 10".
const [OPENS, CLOSES] = ["(?<!\\d|\\d {0,2}[./:-] {0,2})", "(?!\\d|[./-]\\d| {0,2}[/-] {0,2}\\d)"];
const [NTH, THEN] = ["(?: ?(?:st|nd|rd|th))?", `(?:[ ,.-]{1,3}${YEAR}|(?:19|20)\\d\\d)?(?!\\d)`];
/** @param {string} source */
const pattern = (source) => new RegExp(OPENS + source, "gi");

const FULL_DATES = [
  pattern(`${DAY} {0,2}([./-]) {0,2}${MONTH} {0,2}\\1 {0,2}${YEAR}${CLOSES}`),
  pattern(`${DAY} ${MONTH} (?:19|20)\\d\\d${CLOSES}`),
  pattern(`(?:19|20)\\d\\d([./-])${MONTH}\\1${DAY}${CLOSES}`),
  pattern(`${DAY}${NTH}[ .-]{0,3}(?:of {1,3})?${NAME}(?:${THEN})?`),
  pattern(`(?<![a-z])${NAME}[ .-]{0,3}(?:the {1,3})?${DAY}(?!\\d|[.:]\\d)${NTH}(?:${THEN})?`),
];
// Forms that mean something else as a rule (a fraction, a code): only straight after the word.
const SPAN = "(?:hour|hr|day|week|month)";
const BARE_DATES = [
  pattern(`(?!24/7)${DAY}/${MONTH}(?![\\d/]| {0,2}(?:of|an?|${SPAN}s?|ago|old|early|late)(?![a-z]))`),
  pattern(`${DAY} ${MONTH} ${YEAR}${CLOSES}`),
  pattern(`(?:0[1-9]|[12]\\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)?\\d\\d${CLOSES}`),
];
const ALSO_A_VERB = /^(?:\d+ {1,3})?(?:may|march)(?: {1,3}\d+)?$/;

/** @param {string} plain @returns {Span[]} */
function birthDates(plain) {
  const words = spansOf(plain, OF_BIRTH);
  if (!words.length) return [];
  const full = FULL_DATES.flatMap((form) => spansOf(plain, form));
  const bare = BARE_DATES.flatMap((form) => spansOf(plain, form));
  return [
    ...besideOne(full, words, (word, date) => isJoined(plain, word, date) || isMeant(plain, word, date)),
    ...besideOne(bare, words, (word, date) => isJoined(plain, word, date)),
  ];
}

/** @param {string} plain @param {RegExp} form @returns {Span[]} */
const spansOf = (plain, form) =>
  [...plain.matchAll(form)].map(({ 0: match, index }) => ({ start: index, end: index + match.length }));

/** "The 2 may be late", "march 2 flights up". @param {string} plain @param {Span} date */
const isVerb = (plain, { start, end }) =>
  ALSO_A_VERB.test(plain.slice(start, end)) && /^ {1,3}[a-z]/i.test(plain.slice(end, end + 4));

/**
 * The dates that stand near a word and fit it.
 * @param {Span[]} dates @param {Span[]} words in order
 * @param {(word: Span, date: Span) => boolean} fits
 */
function besideOne(dates, words, fits) {
  let first = 0;
  return dates
    .sort((a, b) => a.start - b.start)
    .filter((date) => {
      while (first < words.length && words[first].end < date.start - NEAR) first += 1;
      for (let next = first; next < words.length && words[next].start <= date.end + NEAR; next += 1) {
        if (fits(words[next], date)) return true;
      }
      return false;
    });
}

/**
 * The word, then the date, and no more than "is on the" between.
 * @param {string} plain @param {Span} word @param {Span} date
 */
const isJoined = (plain, word, date) =>
  word.end <= date.start && wordsOf(plain.slice(word.end, date.start)).every((part) => JOINS.has(part));

/** @param {string} text */
const wordsOf = (text) => text.toLowerCase().split(/[^a-z]+/);

/** In one sentence with the word, and not a verb. @param {string} plain @param {Span} word @param {Span} date */
const isMeant = (plain, word, date) =>
  !STOPS.test(word.end <= date.start ? plain.slice(word.end, date.start) : plain.slice(date.end, word.start)) &&
  !isVerb(plain, date);

// --- Postcodes ---------------------------------------------------------------------------------

const AREAS = new Set(
  ("AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX " +
    "FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE " +
    "NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ " +
    "TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE").split(" "),
);
const LONDON = /^(?:E|EC|N|NW|SE|SW|W|WC)$/; // only there does a district end in a letter
const POSTCODE =
  /(?<![a-z\d])(?:gir {0,3}0aa|([a-z]{1,2})(\d[a-z\d]?)([ -]{0,3})(\d ?[abd-hjlnp-uw-z]{2}))(?![a-z\d])/gi;
// "Block E1 4th floor", "M1 2hr": what could end a postcode, but in lower case is a count or a measure.
const MEASURE = /^(?:2nd|3rd|[04-9]th|[1-9](?:st|hr|yr|ft|lb))$/;

/** @param {string} plain @returns {Span[]} */
function postcodes(plain) {
  return [...plain.matchAll(POSTCODE)]
    .filter(([, area, district, , inward]) => !area || isPostcode(area.toUpperCase(), district, inward))
    .map(({ 0: match, index }) => ({ start: index, end: index + match.length }));
}

/** @param {string} area in capitals @param {string} district @param {string} inward */
function isPostcode(area, district, inward) {
  if (!AREAS.has(area) || MEASURE.test(inward)) return false;
  if (inward.includes(" ") && inward !== inward.toUpperCase()) return false; // "ls6 2 up the hill"
  return /^\d+$/.test(district) || LONDON.test(area);
}

// --- Telephone numbers and email ---------------------------------------------------------------

// 01, 02, 03 and 07 alone: help lines (999, 111, 116 123, 85258, 0800, 0808) name nobody.
const CODE = "\\(?(?:\\+|00) {0,2}44\\)?[ -]{0,3}(?:\\(0\\)|0)?[ -]{0,2}";
const PHONE = new RegExp(`(?<!\\d|\\d[./-])(?:${CODE}|\\(?0)[1237](?:[ ()-]{0,3}\\d){8,9}(?!\\d|[./-]\\d)`, "g");
const ABROAD = new RegExp(`^${CODE}`);
const FIRST_GROUPS = /^0(?:\d{2}|\d\D+\d{3})/; // 0113 or 07 700; a date begins 02-03-

/** @param {string} plain @returns {Span[]} */
function phones(plain) {
  return spansOf(plain, PHONE)
    .map(({ start, end }) => ({ start: isOpened(plain.slice(start, end)) ? start + 1 : start, end }))
    .filter(({ start, end }) => {
      const number = plain.slice(start, end).replace(ABROAD, "0").replace("(", "");
      const whole = number.replace(/\D/g, "").length === 11 || number.startsWith("01");
      return whole && FIRST_GROUPS.test(number) && !isGlued(plain.slice(Math.max(0, start - 8), start));
    });
}

/** A bracket around the number and more is not the number's. @param {string} number */
const isOpened = (number) => number.startsWith("(") && !/^\([^(]*\)/.test(number);

const LOCAL = /[\w.%+'-]/;
const DOMAIN = /(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,24}(?![a-z\d])/iy;
const COMMON = /\.(?:com|uk|net|org|eu|ie|info|scot|wales)$/; // where a keyboard has put a space beside the @

/** @param {string} plain @returns {Span[]} */
function emails(plain) {
  const found = [];
  for (let at = plain.indexOf("@"); at >= 0; at = plain.indexOf("@", at + 1)) {
    const spaced = plain[at - 1] === " " || plain[at + 1] === " ";
    const before = plain[at - 1] === " " ? at - 1 : at;
    let start = before;
    while (start > 0 && before - start < 64 && LOCAL.test(plain[start - 1])) start -= 1;
    DOMAIN.lastIndex = plain[at + 1] === " " ? at + 2 : at + 1;
    const domain = DOMAIN.exec(plain)?.[0];
    if (start < before && domain && (!spaced || COMMON.test(domain))) found.push({ start, end: DOMAIN.lastIndex });
  }
  return found;
}
