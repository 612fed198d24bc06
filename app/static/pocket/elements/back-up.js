/** `<back-up>`: set up a backup, sign in, recover; devices, sign out, delete. */

import { OtherAccount, WrongServer } from "../journal/account.js";
import { openJournal } from "../journal/open.js";
import { LettersLeft, Moved } from "../journal/rekeying.js";
import { Refused, Unreachable } from "../journal/sync.js";
import { NotAnAnswer } from "../journal/wire.js";
import { randomBytes, sameBytes } from "../vault/bytes.js";
import { UnfitKdf } from "../vault/kdf.js";
import { WrongSecret } from "../vault/lock.js";
import { normalised, suggestion, UnfitPassphrase } from "../vault/passphrase.js";
import { NotACode, readCode } from "../vault/recovery.js";
import { WORDS } from "../vault/words.js";
import { word } from "../words.js";
import { focusIfLost, pageHeading } from "./focus.js";
import { statusWords } from "./sync-status.js";
import { otherProblemWords, sayInView, standBelow } from "./telling.js";

const SURE = "DELETE"; // what is typed to sign out with entries waiting
const PARTS = ["none", "new", "write-down", "sign-in", "deletions", "on"];
const TYPED = ["new-passphrase", "own-passphrase", "typed-code", "in-passphrase", "in-code", "in-next", "gone-passphrase", "sure"];

class BackUp extends HTMLElement {
  stopListening = () => {};
  busy = false;
  /** Which part a person has asked for; else the one that fits the state. @type {"new" | "sign-in" | null} */
  wanted = null;
  /** What is to be written down, until it is. @type {{user: string, passphrase: string, code: string, invite?: string, lost?: boolean} | null} */
  making = null;

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button?.dataset.do) this.act(button);
    });
    this.start().catch((error) => this.tell(problem(error)));
  }

  disconnectedCallback() {
    this.stopListening();
    this.making = null;
  }

  async start() {
    this.journal = await openJournal();
    const { syncing, onLock, onChange } = this.journal;
    const show = () => this.show().catch((error) => this.tell(problem(error)));
    const stops = [syncing.onStatus(show), onLock(show), onChange(show)];
    this.stopListening = () => stops.forEach((stop) => stop());
    const invite = /^#invite=(.+)$/.exec(location.hash)?.[1];
    if (invite) {
      this.field("invite").value = decodeURIComponent(invite);
      this.wanted = "new";
    }
    await this.show();
  }

  /** The part that fits; while the journal is locked, none but the one for signing in again. */
  async show() {
    const { vault, syncing } = this.journal ?? (await openJournal());
    const status = await syncing.status();
    if (vault.locked) this.clear();
    const part = vault.locked ? null : this.partFor(status);
    for (const each of PARTS) this.section(each).hidden = each !== part && !(each === "on" && part === "deletions");
    this.find("[data-first-lock]").hidden = vault.hasLock;
    this.find("[data-has-lock]").hidden = !vault.hasLock;
    if (!vault.hasLock && !this.field("new-passphrase").value) this.suggest();
    this.find("[data-state]").textContent = statusWords(status);
    this.find("[data-user]").textContent = status.user ?? "";
    this.find("[data-deletions]").textContent = String(status.trouble?.count ?? "");
    this.find("[data-waiting]").hidden = status.waiting === 0;
    this.find("[data-waits]").textContent = word(status.waiting === 1 ? "sync-waits" : "sync-wait", { count: status.waiting });
    for (const name of ["[data-joins]", "[data-away]"]) this.find(name).hidden = status.user !== null;
    this.find("[data-elsewhere]").hidden = status.user === null;
    this.field("in-user").readOnly = status.user !== null;
    if (status.user) this.field("in-user").value = status.user;
  }

  /** @param {import("../journal/syncing.js").Status} status */
  partFor({ user, trouble }) {
    if (this.making) return "write-down";
    if (!user) return this.wanted ?? "none";
    if (trouble?.why === "sign-in") return "sign-in";
    return trouble?.why === "deletions" ? "deletions" : "on";
  }

  suggest() {
    this.field("new-passphrase").value = suggestion(WORDS, randomBytes);
  }

  /** Neither a passphrase nor a code stays on the screen. */
  clear() {
    this.making = null;
    for (const name of TYPED) this.field(name).value = "";
    for (const name of ["passphrase", "code"]) this.find(`[data-${name}]`).textContent = "";
  }

  /** @param {HTMLElement} button */
  async act(button) {
    const { do: act = "" } = button.dataset;
    if (act === "suggest") return this.suggest();
    if (act.startsWith("show-")) return this.turn(act.slice(5));
    if (this.busy) return;
    this.busy = true;
    this.tell("");
    await standBelow(this.find("[data-said]"), button);
    this.tell(word("working"));
    try {
      const words = await this.does(act, button);
      await this.show();
      focusIfLost(this.querySelector("section:not([hidden]) h2"), pageHeading());
      this.tell(words);
    } catch (error) {
      this.tell(problem(error));
    } finally {
      this.busy = false;
    }
  }

  /** @param {string} part */
  async turn(part) {
    this.wanted = part === "new" || part === "sign-in" ? part : null;
    this.tell("");
    await this.show();
    focusIfLost(this.section(part).querySelector("h2"), pageHeading());
  }

  /** @param {string} act @param {HTMLElement} button @returns {Promise<string>} what to say */
  async does(act, button) {
    const { account, syncing } = this.journal ?? (await openJournal());
    const typed = (/** @type {string} */ name) => this.field(name).value;
    if (act === "begin") return this.begin();
    if (act === "sign-up") return this.signUp();
    if (act === "sign-in") await account.signIn({ user: typed("in-user"), passphrase: typed("in-passphrase") });
    else if (act === "recover") {
      normalised(typed("in-next"));
      await account.recover({ user: typed("in-user"), code: typed("in-code"), passphrase: typed("in-next") });
    } else if (act === "delete") await account.remove(typed("gone-passphrase"));
    else if (act === "devices") return this.showDevices();
    else if (act === "end-device") {
      await account.endSession(button.dataset.session ?? "");
      return this.showDevices();
    } else if (act === "sign-out") return this.signOut();
    const deletions = act === "keep-all" ? "keep" : act === "delete-all" ? "take" : "ask";
    if (act === "sign-in" || act === "recover") this.signedIn();
    const done = syncing.now({ deletions });
    if (act !== "sign-in" && act !== "recover") await done; // a long journal comes while it is read
    else done.catch((error) => this.tell(problem(error)));
    return act === "now" ? "" : word(`sync-${act}`);
  }

  signedIn() {
    this.clear();
    this.wanted = null;
    this.journal?.opened();
  }

  /** The lock, where there is none, and the code: both are to be on paper before anything depends on them. */
  async begin() {
    const journal = this.journal ?? (await openJournal());
    const user = this.field("user").value.trim();
    if ([...user].length < 3) throw new TooShort();
    const passphrase = this.field(journal.vault.hasLock ? "own-passphrase" : "new-passphrase").value;
    normalised(passphrase);
    const code = journal.vault.hasLock ? await journal.replaceCode({ passphrase }) : await journal.setLock(passphrase);
    this.making = { user, passphrase, code, invite: this.field("invite").value.trim() };
    this.find("[data-passphrase]").textContent = passphrase;
    this.find("[data-code]").textContent = code;
    await this.show();
    this.section("write-down").querySelector("h2")?.focus();
    return "";
  }

  async signUp() {
    const { making } = this;
    if (!making) return "";
    if (!sameBytes(readCode(this.field("typed-code").value), readCode(making.code))) throw new NotACode();
    const user = this.field("other-user").value.trim() || making.user;
    const journal = this.journal ?? (await openJournal());
    try {
      await journal.account.signUp({ ...making, user });
    } catch (error) {
      making.lost ||= error instanceof Unreachable;
      if (!(error instanceof Refused && error.code === "name_taken")) throw error;
      this.find("[data-other-name]").hidden = false;
      if (!making.lost) throw error;
      // The answer to an earlier try may have been lost: then the name is taken by ourselves.
      await journal.account.signIn({ user, passphrase: making.passphrase });
    }
    this.signedIn();
    await journal.syncing.now();
    return word("sync-set-up");
  }

  async showDevices() {
    const { account } = this.journal ?? (await openJournal());
    const sessions = await account.sessions();
    this.find("[data-devices]").replaceChildren(
      ...sessions.map(({ id, device, current }) => {
        const item = document.createElement("li");
        item.textContent = current ? word("device-here", { device }) : device;
        if (current) return item;
        const end = document.createElement("button");
        Object.assign(end, { type: "button", className: "button", textContent: word("device-end") });
        Object.assign(end.dataset, { do: "end-device", session: id });
        item.append(" ", end);
        return item;
      }),
    );
    return "";
  }

  async signOut() {
    const journal = this.journal ?? (await openJournal());
    const { waiting } = await journal.syncing.status();
    if (waiting && this.field("sure").value.trim() !== SURE) return word("sync-not-out");
    await journal.account.signOut().catch((error) => {
      if (!(error instanceof Refused && error.status === 401)) throw error;
    });
    await journal.wipe();
    location.assign("/");
    return "";
  }

  /** @param {string} words */
  tell(words) {
    sayInView(this.find("[data-said]"), words);
  }

  /** @param {string} name */
  section(name) {
    return this.find(`[data-part="${name}"]`);
  }

  /** @param {string} selector @returns {HTMLElement} */
  find(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /** @param {string} name @returns {HTMLInputElement} */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name="${name}"]`));
  }
}

/** The name to sign in with is too short. */
class TooShort extends Error {}

const REFUSALS = ["name_taken", "wrong_credentials", "key_version_changed", "not_allowed", "slow_down", "invalid", "storage_full"];

/** @param {unknown} error @returns {string} */
function problem(error) {
  if (error instanceof TooShort) return word("refused-name");
  if (error instanceof NotACode) return word("wrong-code");
  if (error instanceof UnfitPassphrase) return word(`passphrase-${error.which}`);
  if (error instanceof WrongSecret) return word("wrong-passphrase");
  if (error instanceof OtherAccount) return word("refused-other-account");
  if (error instanceof LettersLeft || error instanceof Moved) return word("refused-moved");
  if (error instanceof UnfitKdf || error instanceof WrongServer || error instanceof NotAnAnswer) return word("refused-server");
  if (error instanceof Unreachable) return word("refused-unreachable");
  if (error instanceof Refused) return word(REFUSALS.includes(error.code) ? `refused-${error.code}` : "refused-unreachable");
  return otherProblemWords(error);
}

customElements.define("back-up", BackUp);
