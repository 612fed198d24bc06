/** Files that a person takes away, and the page that is printed. */

import { lines } from "../journal/entry.js";
import { toFile } from "../journal/file.js";
import { footOf, toHtml, toMarkdown } from "../journal/readable.js";
import { word } from "../words.js";
import { element, linesList, oneByOne } from "./lines.js";

const LEFT_FOR = 60_000; // ms: Safari reads the file only after it has asked where to put it

/** @typedef {import("../journal/open.js").Journal} Journal */

/** @param {string} name @param {string} type @param {string} text */
export function giveFile(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), LEFT_FOR);
}

/** Everything, as data: entries, cards and the record of practice. @param {Journal} journal */
export async function giveData({ store }) {
  const { opened } = await store.all();
  giveFile("between-visits-entries.json", "application/json", toFile(opened));
}

/** @param {Journal} journal */
export async function giveReadable({ store }) {
  const { entries } = await store.entries();
  giveFile("between-visits-journal.html", "text/html", toHtml(entries, readingWords()));
}

/** @param {Journal} journal */
export async function giveText({ store }) {
  const { entries } = await store.entries();
  giveFile("between-visits-journal.md", "text/markdown", toMarkdown(entries, readingWords()));
}

/** @param {Journal} journal @param {string} passphrase used where there is no lock */
export async function giveBackup(journal, passphrase) {
  giveFile("between-visits-backup.json", "application/json", await journal.backup(passphrase));
}

/** Puts every entry on the page, for the time of the printing. @param {Journal} journal @param {HTMLElement} place */
export async function layOutForPrint({ store, vault }, place) {
  const { entries } = await store.entries();
  if (vault.locked) return; // it fell while they opened
  const words = readingWords();
  /** @param {import("../journal/record.js").Opened} opened */
  const article = ({ plain }) => {
    const made = document.createElement("article");
    made.append(element("h2", plain.title ?? word("free-writing")), element("p", words.when(plain), "fine"), linesList(lines(plain, words.scaled)));
    made.append(element("p", footOf(plain, words), "fine"));
    return made;
  };
  const articles = oneByOne(entries, article, () => element("article", words.notWhole));
  place.replaceChildren(element("h1", words.heading), element("p", words.made), ...articles);
  addEventListener("afterprint", () => place.replaceChildren(), { once: true });
  print();
}

/** @returns {import("../journal/readable.js").Words} */
function readingWords() {
  const lang = document.documentElement.lang;
  /** @param {import("../journal/entry.js").Plain} plain @param {Intl.DateTimeFormatOptions} form */
  const inZone = ({ created, zone }, form) => {
    if (Number.isNaN(Date.parse(created))) return ""; // a record without a time of its own
    try {
      return new Intl.DateTimeFormat(lang, { ...form, timeZone: zone }).format(new Date(created));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // a zone that this device does not know
      return new Intl.DateTimeFormat(lang, form).format(new Date(created));
    }
  };
  const made = new Intl.DateTimeFormat(lang, { dateStyle: "long" }).format(new Date());
  return {
    lang,
    heading: word("export-heading"),
    made: word("export-made", { day: made }),
    notWhole: word("not-whole"),
    scaled: (count) => word("scale-of-five", { count }),
    mark: (name) => word("export-mark", { mark: name === "supervision" ? word("mark-supervision") : name }),
    tag: (name) => word("export-skill", { skill: skillName(name) }),
    when: (plain) => inZone(plain, { dateStyle: "full", timeStyle: "short" }),
    month: (plain) => inZone(plain, { month: "long", year: "numeric" }),
  };
}

/** As the page names it. @param {string} tag a skill's id, or a word of the person's own */
export function skillName(tag) {
  return document.querySelector(`[data-skill-name="${CSS.escape(tag)}"]`)?.textContent ?? tag;
}
