/** Links that a script makes are boosted like those that came with the page. */

/** @param {HTMLElement} place that the links were put into */
export function boost(place) {
  globalThis.htmx?.process(place);
}

/** Goes to a page as the page's own links do, so that an open journal stays open. @param {string} path */
export function follow(path) {
  const link = Object.assign(document.createElement("a"), { href: path, hidden: true });
  document.querySelector("main")?.append(link);
  boost(link);
  link.click();
}
