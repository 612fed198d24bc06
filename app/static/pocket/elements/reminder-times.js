/** The times on the page of reminders: one for all chosen days, and another for a day that has its own. */

import { WEEK } from "../reminders/schedule.js";
import { find } from "./group-parts.js";

/** @typedef {import("../reminders/schedule.js").Schedule} Schedule */

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const DAYS = Array.from({ length: WEEK }, (_, day) => day);

/** @param {HTMLElement} form */
export function createTimes(form) {
  /** @param {string} name */
  const field = (name) => /** @type {HTMLInputElement} */ (find(form, `[name="${name}"]`));
  /** @param {string} name @returns {string | null} */
  const time = (name) => (TIME.test(field(name).value.slice(0, 5)) ? field(name).value.slice(0, 5) : null);

  return {
    /** @returns {Schedule} what is in the fields; a quiet hour that is empty is none */
    read() {
      const [from, to] = [time("quiet-from"), time("quiet-to")];
      const times = DAYS.map((day) => (field(`day-${day}`).checked ? (time(`time-${day}`) ?? time("at")) : null));
      return { times, ...(from && to ? { quietFrom: from, quietTo: to } : { quietFrom: "00:00", quietTo: "00:00" }) };
    },
    /** @param {Schedule} schedule */
    write({ times, quietFrom, quietTo }) {
      const most = mostOften(times);
      field("at").value = most ?? "";
      for (const day of DAYS) {
        field(`day-${day}`).checked = times[day] !== null;
        field(`time-${day}`).value = times[day] === most ? "" : (times[day] ?? "");
      }
      const isQuiet = quietFrom !== quietTo;
      field("quiet-from").value = isQuiet ? quietFrom : "";
      field("quiet-to").value = isQuiet ? quietTo : "";
      const own = /** @type {HTMLDetailsElement} */ (find(form, "details"));
      own.open ||= DAYS.some((day) => field(`time-${day}`).value);
    },
  };
}

/** @param {(string | null)[]} times @returns {string | null} */
function mostOften(times) {
  const there = times.filter((time) => time !== null);
  const count = (/** @type {string} */ time) => there.filter((each) => each === time).length;
  return there.reduce((/** @type {string | null} */ most, time) => (most !== null && count(most) >= count(time) ? most : time), null);
}
