/** What the pages' scripts find on the global object. */
declare global {
  var htmx: { process(element: Element): void } | undefined;
}
export {};
