/** Label and words as a description list; whatever a person wrote goes in as text, never as markup. */

/** @typedef {{label: string, words: string[]}} Line */

/** @param {Line[]} lines @returns {HTMLDListElement} */
export function linesList(lines) {
  const list = document.createElement("dl");
  for (const { label, words } of lines) {
    const item = document.createElement("div");
    if (label) item.append(element("dt", label));
    item.append(...words.map((each) => element("dd", each)));
    list.append(item);
  }
  return list;
}

/** @param {string} name @param {string} text @param {string} [className] */
export function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
