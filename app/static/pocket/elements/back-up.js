/** `<back-up>`: set up a backup, sign in, recover; devices, sign out, delete. */

import { OtherAccount } from "../journal/account-errors.js";
import { LockChanged } from "../journal/locking.js";
import { openJournal } from "../journal/open.js";
import { Refused } from "../journal/sync.js";
import { randomBytes, sameBytes } from "../vault/bytes.js";
import { suggestion } from "../vault/passphrase.js";
import { NotACode, readCode } from "../vault/recovery.js";
import { WORDS } from "../vault/words.js";
import { word } from "../words.js";
import { focusIfLost, pageHeading } from "./focus.js";
import { backupProblem, fitPassphrase, Unusable } from "./refusals.js";
import { statusWords } from "./sync-status.js";
import { sayInView, standBelow } from "./telling.js";

const SURE = "DELETE"; // what is typed to sign out with entries waiting
const PARTS = ["none", "new", "write-down", "locked", "sign-in", "deletions", "on"];
const TYPED = ["new-passphrase", "own-passphrase", "typed-code", "in-passphrase", "in-code", "in-next", "gone-passphrase", "sure"];

class BackUp extends HTMLElement {
  stopListening = () => {};
  busy = false;
  /** Which part a person has asked for; else the one that fits the state. @type {"new" | "sign-in" | null} */
  wanted = null;
  /** What is to be written down, until it is; nothing of it stands before. @type {({user: string, passphrase: string, invite?: string} & import("../journal/locking.js").Ready) | null} */
  making = null;

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button?.dataset.do) this.act(button);
    });
    this.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target instanceof HTMLInputElement) this.act(this.buttonAfter(event.target));
    });
    this.start().catch((error) => this.tell(backupProblem(error)));
  }

  disconnectedCallback() {
    this.stopListening();
    this.making = null;
  }

  async start() {
    this.journal = await openJournal();
    const { syncing, onLock, onChange } = this.journal;
    const show = () => this.show().catch((error) => this.tell(backupProblem(error)));
    const stops = [syncing.onStatus(show), onLock(show), onChange(show)];
    this.stopListening = () => stops.forEach((stop) => stop());
    const invite = /^#invite=(.+)$/.exec(location.hash)?.[1];
    if (invite) {
      this.field("invite").value = this.find("[data-invite]").textContent = decodeURIComponent(invite);
      this.wanted = "new";
    }
    await this.show();
  }

  /** The part that fits; while the journal is locked, none but the one for signing in again. */
  async show() {
    const { vault, syncing, drafts } = this.journal ?? (await openJournal());
    const status = await syncing.status();
    if (vault.locked) {
      if (this.making) this.tell(word("sync-stopped"));
      if (this.wanted !== "sign-in" || !status.user) this.clear();
    }
    const part = vault.locked ? this.partWhileLocked(status) : this.partFor(status);
    for (const each of PARTS) this.section(each).hidden = each !== part && !(each === "on" && part === "deletions");
    this.find("[data-first-lock]").hidden = vault.hasLock;
    this.find("[data-has-lock]").hidden = !vault.hasLock;
    if (!vault.hasLock && !this.field("new-passphrase").value) this.suggest();
    this.find("[data-state]").textContent = statusWords(status);
    this.find("[data-user]").textContent = status.user ?? "";
    this.find("[data-deletions]").textContent = String(status.trouble?.count ?? "");
    const begun = vault.locked ? 0 : (await drafts.offered(Date.now())).length;
    this.find("[data-begun]").hidden = begun === 0;
    this.find("[data-waiting]").hidden = status.waiting + begun === 0;
    this.find("[data-waits]").hidden = status.waiting === 0;
    this.find("[data-waits]").textContent = word(status.waiting === 1 ? "sync-lost-one" : "sync-lost", { count: status.waiting });
    this.find("[data-leave]").hidden = status.user === null || vault.locked;
    for (const name of ["[data-joins]", "[data-away]"]) this.find(name).hidden = status.user !== null;
    this.find("[data-elsewhere]").hidden = status.user === null;
    this.find("[data-invited-here]").hidden = status.user === null || !this.find("[data-invite]").textContent;
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

  /** Somebody who has a newer passphrase from another device may not know the one that is here. @param {import("../journal/syncing.js").Status} status */
  partWhileLocked({ user }) {
    if (!user) return null;
    return this.wanted === "sign-in" ? "sign-in" : "locked";
  }

  suggest() {
    this.field("new-passphrase").value = suggestion(WORDS, randomBytes);
  }

  /** Neither a passphrase nor a code stays on the screen. */
  clear() {
    this.making = null;
    for (const name of TYPED) this.field(name).value = "";
    for (const name of ["passphrase", "code"]) this.find(`[data-${name}]`).textContent = "";
    this.find("[data-other-name]").hidden = true;
  }

  /** What Enter presses. @param {HTMLInputElement} field @returns {HTMLElement} */
  buttonAfter(field) {
    const within = /** @type {HTMLElement} */ (field.closest("details, section"));
    return /** @type {HTMLElement} */ (within.querySelector(".button-main") ?? within.querySelector("button"));
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
      focusIfLost(this.querySelector("section:not([hidden]) h2[tabindex]"), pageHeading());
      this.tell(words);
    } catch (error) {
      if (error instanceof LockChanged) this.clear(); // what another tab has set is on paper there
      await this.show();
      this.tell(backupProblem(error));
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
    if (act === "sign-in") await account.signIn({ user: this.name("in-user"), passphrase: typed("in-passphrase") });
    else if (act === "recover") {
      const passphrase = fitPassphrase(typed("in-next"));
      await account.recover({ user: this.name("in-user"), code: typed("in-code"), passphrase });
    } else if (act === "delete") await account.remove(typed("gone-passphrase"));
    else if (act === "leave") await account.leave();
    else if (act === "devices") return this.showDevices();
    else if (act === "end-device") {
      await account.endSession(button.dataset.session ?? "");
      return this.showDevices();
    } else if (act === "sign-out") return this.signOut();
    const deletions = act === "keep-all" ? "keep" : act === "delete-all" ? "take" : undefined;
    if (act === "sign-in" || act === "recover") {
      await this.signedIn();
      syncing.now().catch((error) => this.tell(backupProblem(error))); // a long journal comes while it is read
      return word(act === "recover" ? "sync-recover" : "sync-signed-in");
    }
    await syncing.now({ deletions });
    if (deletions && (await syncing.status()).trouble) return word("sync-chosen");
    return act === "now" ? "" : word(`sync-${act}`);
  }

  async signedIn() {
    this.clear();
    this.wanted = null;
    await this.journal?.opened();
  }

  /** A name to sign in with. @param {string} field @throws {Unusable} */
  name(field) {
    const name = this.field(field).value.trim();
    if ([...name].length < 3) throw new Unusable(word("refused-name"));
    return name;
  }

  /** The lock, where there is none, and the code: both are to be on paper before anything depends on them. */
  async begin() {
    const journal = this.journal ?? (await openJournal());
    const user = this.name("user");
    const { hasLock } = journal.vault;
    const passphrase = hasLock ? this.field("own-passphrase").value : fitPassphrase(this.field("new-passphrase").value);
    const ready = await (hasLock ? journal.prepareCode({ passphrase }) : journal.prepareLock(passphrase));
    if (journal.vault.locked) return word("sync-stopped"); // it fell meanwhile
    this.making = { user, passphrase, ...ready, invite: this.field("invite").value.trim() };
    this.find("[data-passphrase]").textContent = passphrase;
    this.find("[data-code]").textContent = ready.code;
    await this.show();
    this.section("write-down").querySelector("h2")?.focus();
    return "";
  }

  async signUp() {
    const { making } = this;
    if (!making) return "";
    if (!sameBytes(readCode(this.field("typed-code").value), readCode(making.code))) throw new NotACode();
    const user = this.field("other-user").value.trim() ? this.name("other-user") : making.user;
    const journal = this.journal ?? (await openJournal());
    await making.stand();
    try {
      await journal.account.signUp({ ...making, user });
    } catch (error) {
      if (!(error instanceof Refused && error.code === "name_taken")) throw error;
      await journal.account.takeUp({ ...making, user }).catch((why) => {
        if (!(why instanceof Refused || why instanceof OtherAccount)) throw why;
        this.find("[data-other-name]").hidden = false;
        throw error;
      });
    }
    if (making.invite) {
      this.find("[data-invite]").textContent = ""; // it is used
      history.replaceState(history.state, "", location.pathname);
    }
    await this.signedIn();
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
    await this.show(); // what waits may have come since
    if (!this.find("[data-waiting]").hidden && this.field("sure").value.trim() !== SURE) return word("sync-not-out");
    const { waiting } = await journal.syncing.status();
    await journal.account.signOut().catch((error) => {
      if (!(error instanceof Refused && error.status === 401)) throw error;
    });
    if ((await journal.syncing.status()).waiting > waiting) {
      await journal.syncing.now(); // another tab writes on: the session has gone, and that is shown
      return word("sync-out-later");
    }
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

customElements.define("back-up", BackUp);
