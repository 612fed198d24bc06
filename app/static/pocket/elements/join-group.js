/** `<join-group>`: a code, the group that it opens, and joining it: never without a press. */

import { readGroupCode } from "../journal/groups-wire.js";
import { openJournal } from "../journal/open.js";
import { Refused, Unreachable } from "../journal/sync.js";
import { Locked } from "../vault/vault.js";
import { word } from "../words.js";
import { focusIfLost, moveFocus } from "./focus.js";
import { describe, find, pageWord } from "./group-parts.js";
import { otherProblemWords, sayInView, standBelow } from "./telling.js";

const CODE = /^#(?!main$)(.+)$/;

class JoinGroup extends HTMLElement {
  stopListening = () => {};
  busy = false;
  /** @type {string | null} as it is shown */
  code = null;
  waitsForSignal = false;
  isJoining = false;

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button) this.act(button);
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.act(this.look);
    });
    const stop = new AbortController();
    this.stopListening = () => stop.abort();
    addEventListener("hashchange", () => this.start(), stop);
    addEventListener("online", () => this.waitsForSignal && this.tell(pageWord(this, "signal-again")), stop);
    openJournal().then(
      ({ onLock }) => {
        stop.signal.addEventListener("abort", onLock(() => this.showAccount()));
        return this.start();
      },
      (error) => {
        this.show("ask");
        this.tell(otherProblemWords(error));
      },
    );
  }

  disconnectedCallback() {
    this.stopListening();
  }

  /** With the code of the link, or the one that was kept. */
  async start() {
    const { groups } = await openJournal();
    const linked = CODE.exec(location.hash)?.[1];
    const typed = linked === undefined ? await groups.keptCode().catch(() => null) : decoded(linked);
    this.field.value = typed ?? "";
    this.show("ask");
    if (typed) await this.act(this.look);
  }

  /** @param {HTMLElement} button */
  async act(button) {
    if (this.busy) return;
    this.busy = true;
    this.waitsForSignal = false;
    this.tell("");
    await standBelow(find(this, "[data-said]"), button);
    this.tell(word("working"));
    try {
      this.tell((await this.does(button.dataset.do ?? "")) ?? "");
    } catch (error) {
      this.tell(await this.problem(error));
    } finally {
      this.busy = false;
    }
  }

  /** @param {string} act @returns {Promise<string | void>} what to say */
  async does(act) {
    const { groups } = await openJournal();
    this.isJoining = false;
    if (act === "look") return this.lookAt();
    this.isJoining = act === "join";
    if (this.isJoining) await groups.join(this.code ?? "");
    await groups.keepCode(null);
    this.code = null;
    this.field.value = "";
    if (location.hash) history.replaceState(history.state, "", location.pathname);
    this.show(act === "join" ? "joined" : "ask");
    moveFocus(find(this, act === "join" ? "#joined-title" : "#group-code"));
  }

  async lookAt() {
    const { groups } = await openJournal();
    this.code = readGroupCode(this.field.value);
    if (!this.code) return pageWord(this, this.field.value.trim() ? "no-such-code" : "type-it-first");
    await groups.keepCode(this.code);
    const group = await groups.preview(this.code);
    find(this, "#group-name").textContent = group.name;
    describe(this.section("group"), group);
    await this.showAccount();
    this.show("group");
    moveFocus(find(this, "#group-name"));
  }

  /** Who has a backup can join; the others are told why they need one. */
  async showAccount() {
    const { account, vault } = await openJournal();
    const has = (await account.read()) !== null;
    find(this, "[data-account]").hidden = !has;
    find(this, "[data-no-account]").hidden = has;
    find(this, "[data-locked]").hidden = !vault.locked;
  }

  /** A code that is no good is told alike, whatever is wrong with it. @param {unknown} error @returns {Promise<string>} */
  async problem(error) {
    if (error instanceof Unreachable) {
      this.waitsForSignal = true;
      return pageWord(this, this.isJoining ? "not-heard" : "no-signal");
    }
    if (error instanceof Locked) return pageWord(this, "unlock-first");
    if (!(error instanceof Refused)) return otherProblemWords(error);
    if (error.status === 404) {
      await (await openJournal()).groups.keepCode(null);
      this.show("ask");
      focusIfLost(this.field);
      return pageWord(this, "no-such-code");
    }
    if (error.status === 401 || error.code === "not_allowed") return word("refused-sign_in_needed");
    return pageWord(this, error.status === 429 ? "too-many-tries" : error.code === "invalid" ? "too-many-groups" : "something-else");
  }

  /** @param {"ask" | "group" | "joined"} part */
  show(part) {
    for (const each of ["ask", "group", "joined"]) this.section(each).hidden = each !== part;
  }

  /** @param {string} words */
  tell(words) {
    sayInView(find(this, "[data-said]"), words);
  }

  /** @param {string} name */
  section(name) {
    return find(this, `[data-part="${name}"]`);
  }

  get look() {
    return find(this, "[data-do=look]");
  }

  get field() {
    return /** @type {HTMLInputElement} */ (find(this, "[name=group-code]"));
  }
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

customElements.define("join-group", JoinGroup);
