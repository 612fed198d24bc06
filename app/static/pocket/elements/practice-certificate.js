/** `<practice-certificate>`: a page about one's own practice, made on this device, to print or to copy. */

import { pausesIn, pausesOf } from "../journal/certificate.js";
import { openJournal } from "../journal/open.js";
import { filled, find, made, pageWord } from "./group-parts.js";
import { copy } from "./sharing.js";
import { longDay, otherProblemWords, sayInView, standBelow, today, unlessLocked } from "./telling.js";

const MONTHS = 12; // of practice that this device has at hand
const SPAN = 90; // days, to begin with

class PracticeCertificate extends HTMLElement {
  stopListening = () => {};
  /** @type {[string, string][]} */
  practised = [];

  connectedCallback() {
    const from = new Date(`${today()}T12:00:00Z`);
    from.setUTCDate(from.getUTCDate() - SPAN);
    this.field("from").value = from.toISOString().slice(0, 10);
    this.field("to").value = today();
    this.addEventListener("input", () => this.write());
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button) this.act(button);
    });
    this.start().catch((error) => this.tell(otherProblemWords(error)));
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    const { onLock } = await openJournal();
    const show = () => this.show().catch((error) => this.tell(otherProblemWords(error)));
    this.stopListening = onLock(show);
    await this.show();
  }

  async show() {
    const { groups, store, vault } = await openJournal();
    this.hidden = vault.locked;
    const read = vault.locked ? null : await Promise.all([store.practisedAt(MONTHS), groups.read()]).catch(unlessLocked);
    this.practised = read?.[0] ?? [];
    for (const own of this.querySelectorAll("[data-own]")) own.remove();
    if (vault.locked) this.field("holder").value = "";
    const ready = [...this.querySelectorAll("[data-exercises] span")].map(({ textContent }) => textContent);
    const composed = (read?.[1].assignments ?? []).filter(({ module }) => !ready.includes(module.title));
    for (const { module } of composed) this.offer(module.title, module.exercises.map(({ id }) => id));
    this.write();
  }

  /** A module that has no page of its own. @param {string} title @param {string[]} exercises */
  offer(title, exercises) {
    const label = document.createElement("label");
    Object.assign(label.dataset, { own: "", exercises: exercises.join(" ") });
    label.append(Object.assign(document.createElement("input"), { type: "checkbox" }), " ", made("span", title));
    find(this, "fieldset").append(label);
  }

  write() {
    const [from, to] = ["from", "to"].map((name) => this.field(name).value);
    const pauses = from && to ? pausesIn(this.practised, { from, to }) : [];
    const count = (/** @type {number} */ number) => pageWord(this, number === 1 ? "one-pause" : "pauses", { count: number });
    const lines = [count(pauses.length)];
    for (const label of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-exercises]"))) {
      const of = pausesOf(pauses, (label.dataset.exercises ?? "").split(" "));
      label.hidden = of === 0;
      if (of && find(label, "input:checked")) lines.push(pageWord(this, "of-module", { module: find(label, "span").textContent ?? "", pauses: count(of) }));
    }
    find(this, "[data-no-module]").hidden = this.querySelector("[data-exercises]:not([hidden])") !== null;
    const span = find(this, "[data-span]");
    span.textContent = from && to ? filled(span.dataset.words, { from: longDay(from), to: longDay(to) }) : "";
    const holder = find(this, "[data-holder]");
    holder.textContent = this.field("holder").value;
    holder.hidden = !holder.textContent;
    find(this, "[data-lines]").replaceChildren(...lines.map((line) => made("li", line)));
  }

  /** @param {HTMLElement} button */
  async act(button) {
    if (button.dataset.do === "print") return print();
    const told = find(this, "[data-said]");
    await standBelow(told, button);
    const parts = [.../** @type {NodeListOf<HTMLElement>} */ (find(this, "[data-certificate]").querySelectorAll("h2, p:not([hidden]), li"))];
    await copy(parts.map(({ textContent }) => textContent).filter(Boolean).join("\n"), told);
  }

  /** @param {string} words */
  tell(words) {
    sayInView(find(this, "[data-said]"), words);
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (find(this, `[name="${name}"]`));
  }
}

customElements.define("practice-certificate", PracticeCertificate);
