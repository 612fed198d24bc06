/** The page that somebody brings to supervision: a copy, in plain text, to edit before it is shown. Pure. */

import { lines } from "./entry.js";
import { isText } from "./values.js";

/**
 * @param {{label: string, words: string[]}[]} answers of the exercise, without the entries
 * @param {import("./entry.js").Plain[]} entries those that were chosen
 * @param {{heading: string, entries: string, untitled: string, scaled: (place: number) => string,
 *   date: (entry: import("./entry.js").Plain) => string}} words
 * @returns {string}
 */
export function agenda(answers, entries, words) {
  const said = answers.map(({ label, words: each }) => [label, ...each].filter(Boolean).join("\n"));
  const brought = entries.map((entry) => {
    const inside = lines(entry, words.scaled).map(({ label, words: each }) => [label, ...each].filter(Boolean).join("\n"));
    const heading = [isText(entry.title) ? entry.title : words.untitled, words.date(entry)].filter(Boolean).join(", ");
    return [heading, ...inside].join("\n");
  });
  return [words.heading, ...said, ...(brought.length ? [words.entries, ...brought] : [])].join("\n\n");
}
