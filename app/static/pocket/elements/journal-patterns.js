/**
 * `<journal-patterns>`: what somebody put on scales over time, as small pictures with a table beside
 * each. No scores, no averages: they are the person's own words about their days.
 * @module
 */

import { chart, needs, threeSystems, woundUp } from "../journal/insight.js";
import { openJournal } from "../journal/open.js";
import { word } from "../words.js";
import { element } from "./lines.js";
import { dayWords, otherProblemWords, say, unlessLocked } from "./telling.js";

const SVG = "http://www.w3.org/2000/svg";
const SIZE = { width: 300, height: 100 };
const KINDS = { systems: threeSystems, needs, "wound-up": woundUp };
const PLACES = 5; // on every scale
const FEWEST = 2; // a line needs two points

/** @typedef {import("../journal/insight.js").Reading} Reading */

class JournalPatterns extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    this.start().catch((error) => this.tell(error));
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    this.journal = await openJournal();
    this.stopListening = this.journal.onLock(() => this.fill().catch((error) => this.tell(error)));
    await this.fill();
  }

  async fill() {
    if (!this.journal) return;
    const { shelf, vault } = this.journal;
    const loaded = vault.locked ? null : await shelf.load().catch(unlessLocked);
    const all = loaded && !vault.locked ? loaded.index.all() : []; // the lock may fall while it opens
    let any = false;
    for (const [name, read] of Object.entries(KINDS)) {
      const series = read(all);
      const place = this.find(`[data-pattern="${name}"]`);
      place.hidden = series.length < FEWEST;
      any ||= !place.hidden;
      place.querySelector("[data-picture]")?.replaceChildren(...(place.hidden ? [] : [picture(series, place), table(series, place)]));
    }
    this.find("[data-none]").hidden = any || vault.locked;
  }

  /** @param {unknown} error */
  tell(error) {
    say(this.find("[data-problem]"), otherProblemWords(error));
  }

  /** @param {string} selector */
  find(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }
}

/** A step's name, which stands on the page. @param {HTMLElement} place @param {string} step */
const nameOf = (place, step) => place.querySelector(`[data-step-name="${step}"]`)?.textContent ?? step;

/** @param {Reading[]} series @param {HTMLElement} place */
function picture(series, place) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `-12 -12 ${SIZE.width + 24} ${SIZE.height + 24}`);
  const lines = Object.values(chart(series, SIZE));
  const drawn = lines[0].length; // the latest of them
  for (const [at, points] of lines.entries()) {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", `line line-${at}`);
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", pathOf(points));
    group.append(line, ...points.flatMap((point) => (point ? [sign(at, point)] : [])));
    svg.append(group);
  }
  const legend = element("p", "", "fine legend");
  legend.append(...Object.keys(chart(series, SIZE)).map((step, at) => element("span", nameOf(place, step), `line-name line-name-${at}`)));
  const figure = document.createElement("figure");
  figure.append(labelled(svg, series.slice(-drawn)), legend);
  return figure;
}

/** Its highest and lowest place, its first and last day. @param {SVGElement} svg @param {Reading[]} drawn */
function labelled(svg, drawn) {
  const [places, days] = [
    [PLACES, 1].map(String),
    [drawn[0], drawn[drawn.length - 1]].map(({ day }) => dayWords(`${day}T12:00:00`, new Date())),
  ].map((labels) => labels.map((label) => element("span", label)));
  const frame = element("div", "", "chart");
  const [beside, below] = [element("div", "", "chart-places"), element("div", "", "chart-days")];
  beside.append(...places);
  below.append(...days);
  frame.append(beside, svg, below);
  frame.setAttribute("aria-hidden", "true"); // the table says the same
  return frame;
}

/** @param {({x: number, y: number} | null)[]} points a line stops where a step was skipped */
function pathOf(points) {
  return points.map((point, at) => (point ? `${points[at - 1] ? "L" : "M"}${point.x} ${point.y}` : "")).join("");
}

/** Each step has a shape of its own as well as its colour. @param {number} at @param {{x: number, y: number}} point */
function sign(at, { x, y }) {
  const shapes = [`M${x - 5} ${y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z`, `M${x - 5} ${y - 5}h10v10h-10z`, `M${x} ${y - 6}l6 11h-12z`];
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("d", shapes[at % shapes.length]);
  made.setAttribute("class", "sign");
  return made;
}

/** @param {Reading[]} series @param {HTMLElement} place */
function table(series, place) {
  const steps = Object.keys(chart(series, SIZE));
  const made = element("table", "");
  const head = element("tr", "");
  head.append(element("th", word("day")), ...steps.map((step) => element("th", nameOf(place, step))));
  const today = new Date();
  const rows = series.map(({ day, values }) => {
    const row = element("tr", "");
    row.append(element("th", dayWords(`${day}T12:00:00`, today)), ...steps.map((step) => element("td", values[step] ? word("scale-of-five", { count: values[step] }) : word("skipped"))));
    return row;
  });
  made.append(head, ...rows.reverse());
  const frame = element("div", "", "table-frame");
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", place.querySelector("h2")?.textContent ?? "");
  frame.append(made);
  const below = element("details", "");
  below.append(element("summary", word("as-a-table")), frame);
  return below;
}

customElements.define("journal-patterns", JournalPatterns);
