/** `<reminder-settings>`: reminders turned on and off, their times, a calendar file, the line on Today. */

import { calendarFile } from "../reminders/calendar-file.js";
import { change, put, read, remove } from "../reminders/kept.js";
import { coming, daysAWeek, FIRST, nowAt, WEEK } from "../reminders/schedule.js";
import { changed, restore, settle, waits } from "../reminders/settling.js";
import { beBusy } from "../service.js";
import { newId, randomBytes } from "../vault/bytes.js";
import { giveFile } from "./carrying.js";
import { focusIfLost, pageHeading } from "./focus.js";
import { find, pageWord } from "./group-parts.js";
import { ground, pushManager, written, zoneHere } from "./reminder-ground.js";
import { createTimes } from "./reminder-times.js";
import { came } from "./reminder-today.js";
import { otherProblemWords, sayInView, standBelow } from "./telling.js";

/** @typedef {"looking" | "no-push" | "denied" | "none" | "offline" | "off" | "on" | "waiting" | "ending" | "lost"} State */

const ON = ["on", "waiting"];
const PATIENCE = 20_000; // milliseconds: a browser that cannot reach its push service may try for ever

class ReminderSettings extends HTMLElement {
  times = createTimes(this);
  busy = false;
  /** @type {Promise<unknown>} */
  underWay = Promise.resolve();
  /** Somebody has begun to choose: what is read only now takes nothing from under their hand. */
  touched = false;
  /** What a browser subscribes with, once the server has said it. */
  key = "";
  lookAgain = () => this.look().catch((error) => this.tellProblem(error));

  connectedCallback() {
    this.touched = this.field("at").value !== ""; // while this was still loading
    if (!this.touched) this.times.write(FIRST);
    this.addEventListener("input", () => (this.touched = true));
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button && !this.busy) this.underWay = this.alone(button, () => this.act(button.dataset.do ?? ""));
    });
    find(this, "[name=line]").addEventListener("change", ({ target }) => {
      const input = /** @type {HTMLInputElement} */ (target);
      // What is shown as chosen is chosen: it waits for what is under way, and is not dropped.
      this.underWay.then(() => this.alone(input.closest("p") ?? input, () => this.chooseLine(input.checked)));
    });
    addEventListener("online", this.lookAgain);
    this.start().catch((error) => this.tellProblem(error));
  }

  disconnectedCallback() {
    removeEventListener("online", this.lookAgain);
  }

  async start() {
    const [plan, line] = await Promise.all([read("plan"), read("line")]);
    if (plan && !this.touched) this.times.write(plan);
    this.field("line").checked = Boolean(line);
    await this.look();
    await came();
    await this.look();
  }

  /** Finds out how things stand, and says so. */
  async look() {
    const row = await read("push");
    const fewer = Boolean(row?.before && !row.ended);
    find(this, "[data-fewer]").hidden = !fewer;
    this.show(await this.stateOf(row));
  }

  /** @param {import("../reminders/kept.js").PushRow | null} row @returns {Promise<State>} */
  async stateOf(row) {
    const manager = await pushManager();
    if (!manager) return "no-push";
    if (Notification.permission === "denied") return "denied";
    if (row?.ended) return "ending";
    this.key = row?.key ?? "";
    if (row) return !(await manager.getSubscription()) ? "lost" : waits(row) ? "waiting" : "on";
    const answer = await ground.wire.key();
    if (typeof answer === "string") return answer === "none" ? "none" : "offline";
    this.key = answer.key;
    return "off";
  }

  /** @param {State} state */
  show(state) {
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-state]"))) part.hidden = !part.dataset.state?.split(" ").includes(state);
    find(this, "[data-keep]").hidden = !ON.includes(state) && !this.field("line").checked;
  }

  /** One thing at a time, and no update in the middle of it. @param {HTMLElement} pressed @param {() => Promise<string>} work gives the name of what to say */
  async alone(pressed, work) {
    this.busy = true;
    const done = beBusy();
    sayInView(this.said, "");
    try {
      const told = work(); // at once: a browser lets a page ask for permission only while it is being pressed
      told.catch(() => {}); // heard below
      await standBelow(this.said, pressed);
      const name = await told;
      focusIfLost(pageHeading());
      sayInView(this.said, pageWord(this, name));
    } catch (error) {
      this.tellProblem(error);
    } finally {
      this.busy = false;
      done();
    }
  }

  /** @param {string} act @returns {Promise<string>} */
  async act(act) {
    if (act === "turn-on") return this.turnOn();
    if (act === "turn-off") return this.turnOff();
    if (act === "keep") return this.keep();
    if (act === "as-before") return this.asBefore();
    return this.makeFile();
  }

  async turnOn() {
    const schedule = this.times.read();
    if (!daysAWeek(schedule)) return "no-time";
    const permission = await Notification.requestPermission();
    if (permission !== "granted") {
      await this.look();
      return permission === "denied" ? "not-allowed" : "not-answered";
    }
    const manager = await pushManager();
    const subscription = manager && (await subscribed(manager, this.key));
    if (!subscription) return "no-push-service";
    const wanted = { ...schedule, zone: zoneHere() };
    const made = await ground.wire.add(wanted, /** @type {any} */ (written(subscription)));
    if (typeof made === "string") {
      await subscription.unsubscribe();
      await this.look();
      return made === "slow" ? "slow" : made === "refused" ? "refused" : "unreachable";
    }
    await put({ ...{ name: "push", ...wanted, ...made, key: this.key }, ...{ changes: 0, sent: 0, ended: false }, ...{ shown: [], before: null, told: false } });
    await put({ name: "plan", ...schedule });
    await this.look();
    return quietOf(schedule, "turned-on");
  }

  async turnOff() {
    await change("push", (row) => ({ ...row, ended: true }));
    const subscription = await (await pushManager())?.getSubscription();
    // Where the push service cannot be told, ours stops it.
    await subscription?.unsubscribe().catch((error) => console.info("not unsubscribed", error));
    const outcome = await settle(ground);
    await this.look();
    return outcome === "done" ? "turned-off" : "turned-off-here";
  }

  async keep() {
    const schedule = this.times.read();
    if (!daysAWeek(schedule)) return "no-time";
    await put({ name: "plan", ...schedule });
    await change("push", (row) => (row.ended ? row : changed({ ...row, ...schedule, ...{ before: null, told: false, shown: [] } })));
    const outcome = await settle(ground);
    await this.look();
    return heardAs(outcome, quietOf(schedule, "kept"));
  }

  async asBefore() {
    await restore();
    const outcome = await settle(ground);
    await this.look();
    return heardAs(outcome, "is-as-before");
  }

  /** @param {boolean} wanted */
  async chooseLine(wanted) {
    const schedule = this.times.read();
    if (wanted && !daysAWeek(schedule)) {
      this.field("line").checked = false;
      return "no-time";
    }
    if (wanted) await put({ name: "line" });
    else await remove("line");
    if (wanted) await put({ name: "plan", ...schedule });
    await this.look();
    return wanted ? "line-on" : "line-off";
  }

  async makeFile() {
    const today = new Date();
    const week = Array.from({ length: WEEK }, (_, days) => nowAt(new Date(today.getFullYear(), today.getMonth(), today.getDate() + days)));
    const words = { title: pageWord(this, "title"), text: pageWord(this, "words") };
    const schedule = this.times.read();
    const file = calendarFile(schedule, { now: today, week, newId: () => newId(randomBytes), words });
    if (!file) return "no-time";
    giveFile("between-visits.ics", "text/calendar", file);
    return quietOf(schedule, "file-made");
  }

  /** @param {unknown} error */
  tellProblem(error) {
    sayInView(this.said, otherProblemWords(error));
  }

  get said() {
    return find(this, "[data-said]");
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (find(this, `[name="${name}"]`));
  }
}

/** A day whose time is in the quiet hours gets none, and that is said too. @param {import("../reminders/schedule.js").Schedule} schedule @param {string} name */
const quietOf = (schedule, name) => (coming(schedule).some((time, day) => time !== schedule.times[day]) ? `${name}-but-quiet` : name);

/** @param {Awaited<ReturnType<typeof settle>>} outcome @param {string} name what to say where the server has heard it, or has nothing to hear */
function heardAs(outcome, name) {
  if (outcome === "done") return name;
  return outcome === "refused" || outcome === "none" ? "not-taken" : "kept-here";
}

/** @param {PushManager} manager @param {string} key @returns {Promise<PushSubscription | null>} null where the push service cannot be reached, or there is none */
async function subscribed(manager, key) {
  try {
    await (await manager.getSubscription())?.unsubscribe(); // it may be for another key
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("no push service in time")), PATIENCE));
    return await Promise.race([manager.subscribe({ userVisibleOnly: true, applicationServerKey: key }), /** @type {Promise<never>} */ (late)]);
  } catch (error) {
    console.info("not subscribed", error);
    return null;
  }
}

customElements.define("reminder-settings", ReminderSettings);
