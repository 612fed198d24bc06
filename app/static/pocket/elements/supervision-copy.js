/**
 * `<supervision-copy>`: one page to bring to supervision, made as a copy to edit. It goes nowhere
 * unless the person shows, prints, saves or shares it.
 * @module
 */

import { agenda } from "../journal/agenda.js";
import { openJournal } from "../journal/open.js";
import { beBusy } from "../service.js";
import { word } from "../words.js";
import { giveFile } from "./carrying.js";
import { noteBeside } from "./identifier-note.js";
import { element } from "./lines.js";
import { share } from "./sharing.js";
import { dateOf } from "./telling.js";

class SupervisionCopy extends HTMLElement {
  stopListening = () => {};
  /** @type {(() => void) | null} an update would take a page that was changed from the screen */
  notBusy = null;
  fills = 0;

  connectedCallback() {
    this.player = /** @type {import("./exercise-player.js").ExercisePlayer} */ (this.closest("exercise-player"));
    this.addEventListener("click", (event) => {
      const act = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.copy;
      if (act) this.act(act);
    });
    this.text.addEventListener("input", () => this.changed());
    const fill = () => this.fill();
    this.player.addEventListener("ended", fill);
    openJournal().then(
      ({ onLock, vault }) => (this.stopListening = onLock(() => vault.locked && this.clear())),
      () => {}, // nothing is kept here; the copy works all the same
    );
  }

  disconnectedCallback() {
    this.stopListening();
    this.notBusy?.();
  }

  /** A page that was changed is part of the draft, and goes into the entry with it. */
  changed() {
    const { player, text } = this;
    this.notBusy ??= beBusy();
    if (!player?.session) return; // kept already: what is changed now is for the screen and the paper
    player.session = { ...player.session, page: text.value };
    player.persist();
  }

  /** The page as the person left it, or one made from the answers. While half of them are locked there is none. */
  async fill() {
    const mine = ++this.fills;
    const { session } = this.player ?? {};
    if (!session?.page && this.player?.hasAttribute("data-locked")) return this.clear();
    const page = session?.page?.trim() ? session.page : await this.made();
    if (mine !== this.fills) return; // the lock fell while the entries were read
    this.text.value = page;
    noteBeside(this.text, page);
    this.hidden = page === "";
  }

  /** @returns {Promise<string>} empty where there is nothing to bring */
  async made() {
    const { player } = this;
    if (!player) return "";
    const choosing = player.stepElements().filter((step) => step.querySelector("[data-entries]")).map(({ dataset }) => dataset.step ?? "");
    const ids = choosing.flatMap((step) => /** @type {string[]} */ (player.session?.answers[step] ?? []));
    const answers = player.lines().filter(({ step }) => !choosing.includes(step));
    const entries = await this.entries(ids);
    if (answers.length + entries.length === 0) return "";
    return agenda(answers, entries, {
      heading: player.dataset.title ?? "",
      entries: word("agenda-entries"),
      untitled: word("free-writing"),
      scaled: (count) => word("scale-of-five", { count }),
      date: dateOf,
    });
  }

  /** @param {string[]} ids */
  async entries(ids) {
    try {
      const { store } = await openJournal();
      const found = await Promise.all(ids.map((id) => store.get(id)));
      return found.flatMap((each) => (each && !each.row.deleted ? [each.plain] : []));
    } catch (error) {
      console.warn("the entries do not open now", error); // locked: the page holds the answers alone
      return [];
    }
  }

  clear() {
    this.fills += 1;
    this.notBusy?.();
    this.notBusy = null;
    this.text.value = "";
    noteBeside(this.text, "");
    this.sheet.close();
    for (const place of this.querySelectorAll("[data-print], [data-page]")) place.replaceChildren();
    this.hidden = true;
  }

  /** @param {string} act */
  act(act) {
    const { value } = this.text;
    const page = element("p", value, "as-written");
    if (act === "show") {
      this.sheet.querySelector("[data-page]")?.replaceChildren(page);
      this.sheet.showModal();
      this.sheet.scrollTop = 0;
    } else if (act === "hide") this.sheet.close();
    else if (act === "print") {
      const place = /** @type {HTMLElement} */ (this.querySelector("[data-print]"));
      place.replaceChildren(page);
      addEventListener("afterprint", () => place.replaceChildren(), { once: true });
      document.documentElement.classList.add("prints-a-part");
      print();
      document.documentElement.classList.remove("prints-a-part");
    } else if (act === "file") giveFile("for-supervision.txt", "text/plain", value);
    else if (act === "share") share(value, /** @type {HTMLElement} */ (this.querySelector("[data-told]")));
  }

  get text() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  get sheet() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }
}

customElements.define("supervision-copy", SupervisionCopy);
