/** `<sync-status>`: whether what is written is on this device only, backed up, or waiting; and since when it is not. */

import { NotKept } from "../journal/database.js";
import { openJournal } from "../journal/open.js";
import { word } from "../words.js";
import { dayWords } from "./telling.js";

const MANY = 200; // records in one run: a page, and more are to come

/** @param {import("../journal/syncing.js").Status} status @returns {string} */
export function statusWords({ user, waiting, busy, came, trouble }) {
  if (!user) return word("sync-none");
  if (busy && came >= MANY) return word("sync-coming", { count: came.toLocaleString(document.documentElement.lang) });
  if (trouble) return word(`sync-${trouble.why}`, { day: inASentence(dayWords(trouble.since, new Date())), count: trouble.count ?? 0 });
  if (waiting) return word(waiting === 1 ? "sync-waits" : "sync-wait", { count: waiting });
  return word("sync-done");
}

/** @param {string} day as it stands alone */
const inASentence = (day) => ([word("today"), word("yesterday")].includes(day) ? day.toLowerCase() : day);

class SyncStatus extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    this.start().catch((error) => {
      if (!(error instanceof NotKept)) throw error;
    });
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    const { syncing, onChange } = await openJournal();
    const show = async () => {
      const link = this.querySelector("a");
      const words = statusWords(await syncing.status());
      if (link && link.textContent !== words) link.textContent = words;
      this.hidden = false;
    };
    const told = () => show().catch((error) => console.info("no status", error));
    const stops = [syncing.onStatus(told), onChange(told)];
    this.stopListening = () => stops.forEach((stop) => stop());
    await show();
  }
}

customElements.define("sync-status", SyncStatus);
