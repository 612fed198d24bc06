/**
 * `<reminder-line>`: what Today says of reminders. What decides it is loaded only where somebody has
 * turned something on.
 * @module
 */

import { isInUse } from "../reminders/kept.js";

/** Nobody misses a line that cannot be shown. @param {unknown} error */
const unlessReadable = (error) => console.info("reminders cannot be read", error);

const whereInUse = async () => ((await isInUse()) ? import("../reminders.js") : null);

/** Somebody practised: no reminder of before went unheard. */
export async function noteMet() {
  await whereInUse()
    .then((reminders) => reminders?.came())
    .catch(unlessReadable);
}

class ReminderLine extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    this.start().catch(unlessReadable);
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    const reminders = await whereInUse();
    if (reminders && this.isConnected) this.stopListening = await reminders.showOnToday(this);
  }
}

customElements.define("reminder-line", ReminderLine);
