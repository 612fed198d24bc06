/** The words that scripts show. They stand with a language's other words, in `words/scripts.toml`. */

/** @type {Record<string, string>} */
const WORDS = JSON.parse("the server fills in the words here");

/**
 * @param {string} name
 * @param {Record<string, string | number>} [values] for the places in braces
 */
export function word(name, values = {}) {
  const found = WORDS[name];
  if (found === undefined) throw new Error(`no words for “${name}”`);
  return found.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}
