/** The words that scripts show stand in the page, in `_words.html`, where a translator finds them. */

/**
 * @param {string} name
 * @param {Record<string, string | number>} [values] for the places in braces
 */
export function word(name, values = {}) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("words"));
  const found = template.content.querySelector(`[data-word="${name}"]`);
  if (!found) throw new Error(`no words for “${name}”`);
  return (found.textContent ?? "").replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}
