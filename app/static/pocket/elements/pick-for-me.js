/** `<pick-for-me>`: a few questions, and one exercise that fits, with others beside it. */

import { NotKept } from "../journal/database.js";
import { openJournal } from "../journal/open.js";
import { choose } from "../practice/choosing.js";
import { Locked } from "../vault/vault.js";
import { moveFocus } from "./focus.js";

/** @typedef {import("../practice/choosing.js").Choice & {item: HTMLElement}} Listed */

class PickForMe extends HTMLElement {
  connectedCallback() {
    this.choices = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-exercise]")]).map(readChoice);
    this.addEventListener("click", (event) => {
      if (/** @type {HTMLElement} */ (event.target).closest('[data-do="pick"]')) this.pick();
    });
  }

  async pick() {
    const { recent, aside } = await known();
    const need = { carrying: this.chosen("carrying"), minutes: Number(this.chosen("minutes")), canRest: this.chosen("rest") === "yes", company: /** @type {"alone"} */ (this.chosen("company")) };
    const picked = choose(this.choices ?? [], need, { recent, aside });
    const place = /** @type {HTMLElement} */ (this.querySelector("[data-picked]"));
    const list = /** @type {HTMLElement} */ (place.querySelector("ul"));
    for (const { item } of this.choices ?? []) item.hidden = true;
    for (const { item, lengths } of picked) {
      item.hidden = false;
      list.append(item); // in their order
      const length = Math.max(...lengths.filter((each) => each <= need.minutes));
      const link = /** @type {HTMLAnchorElement} */ (item.querySelector("a"));
      link.hash = `#minutes-${length}`;
    }
    place.hidden = false;
    /** @type {HTMLElement} */ (place.querySelector("[data-none]")).hidden = picked.length > 0;
    moveFocus(place.querySelector("h2"));
    place.scrollIntoView({ block: "start" });
  }

  /** @param {string} name */
  chosen(name) {
    return /** @type {HTMLInputElement | null} */ (this.querySelector(`[name="${name}"]:checked`))?.value ?? "";
  }
}

/** What was practised lately and what is put aside; nothing while locked. */
async function known() {
  try {
    const { store, ways } = await openJournal();
    const [recent, { aside }] = await Promise.all([store.practisedLately(), ways.read()]);
    return { recent, aside };
  } catch (error) {
    if (!(error instanceof NotKept || error instanceof Locked)) throw error;
    return { recent: [], aside: [] };
  }
}

/** @param {HTMLElement} item @returns {Listed} */
function readChoice(item) {
  const { exercise = "", group = "", lengths = "", carrying = "", rests, company } = item.dataset;
  return {
    ...{ id: exercise, group, rests: rests !== undefined, company: /** @type {"anyone"} */ (company ?? "anyone") },
    ...{ lengths: lengths.split(" ").map(Number), carrying: carrying.split(" "), item },
  };
}

customElements.define("pick-for-me", PickForMe);
