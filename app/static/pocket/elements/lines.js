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

/**
 * What is made of each: a record that is not as it ought to be costs its own place and no other.
 * @template T, Made @param {T[]} all @param {(each: T) => Made} make @param {() => Made} instead @returns {Made[]}
 */
export function oneByOne(all, make, instead) {
  return all.map((each) => {
    try {
      return make(each);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error; // ours, and no record's
      console.info("a record that is not whole", error);
      return instead();
    }
  });
}

/** @param {string} name @param {string} text @param {string} [className] */
export function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
