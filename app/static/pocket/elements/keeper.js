/**
 * The player's side of the journal: drafts while it runs, and Keep at the end. Loaded after the
 * player, so that Start does not wait for a database. Where nothing can be kept, practice goes on,
 * the screen says what is not being kept and why, and the words stay where they are.
 * @module
 */

import { NotKept } from "../journal/database.js";
import { createAutosave } from "../journal/drafts.js";
import { openJournal } from "../journal/open.js";
import { KeepsMoving } from "../journal/store.js";
import { Locked } from "../vault/vault.js";
import { createUnsaved, holdAlone } from "../service.js";
import { deleteNewest, isAnythingToKeep, keepIn, offerKeep, putBack, tellWhatWouldGo, toDelete } from "./at-keep.js";
import { goOnWithCard, offerCard, withdrawCard } from "./card-offer.js";
import { moment, otherProblemWords, problemWords, say } from "./telling.js";
import { giveData } from "./carrying.js";
import { countPractice } from "./counting.js";
import { layOutEntries } from "./entries-to-bring.js";
import { noteBeside } from "./identifier-note.js";
import { tellKept } from "./kept.js";
import { lockPlayer, openPlayer, unsavedOf } from "./locked-player.js";
import { hideBeside, offerEarlier } from "./offer.js";

/** @typedef {import("../practice/session.js").Session} Session */

/** @param {import("./exercise-player.js").ExercisePlayer} player */
export function createKeeper(player) {
  const of = `exercise:${player.dataset.id}`;
  /** @type {string | null} */
  let draft = null;
  let counted = false;
  /** A draft from before the lock fell, whose answers come back at unlock. @type {string | null} */
  let continues = null;
  /** What was written of a draft: the rest of the session is nowhere but on the screen. @type {{id: string, session: Session} | null} */
  let written = null;
  /** @type {import("../vault/vault.js").Vault | null} */
  let vault = null;
  /** @type {{session: Session | null, counted: boolean} | null} */
  let aside = null;
  /** @type {(() => void) | null} lets other tabs have the draft */
  let letGo = null;
  /** What ends a draft is done one after the other. @type {Promise<unknown>} */
  let turn = Promise.resolve();
  const problem = /** @type {HTMLElement} */ (player.querySelector("[data-problem]"));
  const autosave = createAutosave(saveDraft, tellProblem);
  const unsaved = createUnsaved(player);

  /** @param {Session} session */
  async function saveDraft(session) {
    const { drafts } = await openJournal();
    const id = (draft ??= own(drafts.newId()));
    await drafts.put({ id, of, at: moment().now, body: { ...session, title: player.dataset.title, slug: player.dataset.slug, counted, ...(continues && { continues }) } });
    written = { id, session };
    problem.textContent = "";
  }

  /** @param {unknown} error */
  function tellProblem(error) {
    say(problem, problemWords(error));
  }

  /** Of what is not saving. @param {unknown} error */
  function tellOther(error) {
    say(problem, otherProblemWords(error));
  }

  /** @param {Session} session */
  const put = (session) => unsaved.until(autosave.put(session), autosave);

  /** A draft of our own, which no other tab takes up while this one writes it. @param {string} id */
  function own(id) {
    letGo?.();
    holdAlone(id).then((release) => (letGo = release));
    return id;
  }

  /**
   * What was begun earlier and is still on offer. Somebody who is quick has a draft of their own
   * by the time this is known: it is not that one.
   * @returns {Promise<import("../journal/drafts.js").Draft | null>}
   */
  async function findEarlier() {
    try {
      const { drafts } = await openJournal();
      const offered = await drafts.offered(Date.now());
      return offered.find((each) => each.of === of && each.id !== draft) ?? null;
    } catch (error) {
      // Nothing was written yet, so nothing is lost: it is told at the first word.
      if (error instanceof NotKept || error instanceof Locked) return null;
      throw error;
    }
  }

  /**
   * From here on this is the draft that is written; where another tab is writing it, a copy of it,
   * since two drafts are better than half of one.
   * @param {import("../journal/drafts.js").Draft} earlier
   */
  async function adopt(earlier) {
    letGo?.();
    letGo = await holdAlone(earlier.id);
    if (vault?.locked) return; // the lock fell meanwhile: what comes now must not take the draft's place
    draft = letGo ? earlier.id : null;
    written = draft ? { id: draft, session: earlier.body } : null;
    counted = earlier.body.counted;
  }

  /** Drops the draft, as the person asked, and holds it for Undo until the page is left. */
  async function putAside() {
    const held = { session: player.session, counted };
    if (!(await forget())) return false;
    aside = held;
    return true;
  }

  /** What was put aside, for the player to enter again. @returns {Session | null} */
  function takeUp() {
    const session = aside?.session ?? null;
    counted = aside?.counted ?? counted;
    aside = null;
    // What was written since stays a draft of its own.
    if (player.lines().length) draft = null;
    return session;
  }

  /** Drops the draft; false where that could not be done. */
  async function forget() {
    await autosave.drop();
    try {
      if (draft) await (await openJournal()).drafts.remove(draft);
    } catch (error) {
      tellProblem(error);
      return false;
    }
    letGo?.();
    draft = null;
    counted = false;
    return true;
  }

  /** At the end: it counts as practice, once, and what has nothing to keep leaves no draft. */
  async function ended() {
    player.dispatchEvent(new Event("ended"));
    noteBeside(player.section("end").querySelector("[data-so-far]") ?? player, player.lines().flatMap(({ words }) => words).join("\n"));
    const keeps = offerKeep(player, continues !== null);
    try {
      if (!counted) {
        await countPractice(player);
        counted = true;
        if (player.session) await put(player.session);
      }
      if (!continues && !keeps) await forget();
    } catch (error) {
      tellProblem(error);
    }
  }

  async function keep() {
    if (!isAnythingToKeep(player)) return;
    readOnly(true);
    const leaves = toDelete(player);
    try {
      await autosave.drop();
      await keepIn(player, { draft: draft ?? undefined });
      draft = null;
      player.session = null;
      await count();
      problem.textContent = "";
      tellKept(player);
    } catch (error) {
      // Still a draft, where there is room for one.
      if (player.session) await put(player.session);
      tellProblem(error);
      return;
    } finally {
      readOnly(false);
    }
    // After what was written, so that nothing is deleted for words that were not kept.
    if (leaves) await deleteNewest(player, leaves).catch(tellOther);
    await navigator.storage?.persist?.();
  }

  /** No word may fall between what is kept and what is on the screen. @param {boolean} still */
  function readOnly(still) {
    for (const field of player.querySelectorAll("textarea")) field.readOnly = still;
  }

  /**
   * Where there is no end to come to, keeping is what counts. Before it is told that the words are
   * kept, since the page may be left the moment that it is; what was kept is kept without it.
   */
  async function count() {
    try {
      if (!counted) await countPractice(player);
      counted = true;
    } catch (error) {
      if (!(error instanceof NotKept || error instanceof KeepsMoving)) throw error;
    }
  }

  /**
   * Nothing that was written is readable any more, on the screen or in memory; the step stays, and so
   * do words that could not be saved.
   */
  async function locked() {
    // A write that hangs holds no word on the screen but those that it has not written.
    const saved = await Promise.race([autosave.settled(), new Promise((late) => setTimeout(late, 0, false))]);
    const session = written?.id === draft ? (written?.session ?? null) : null;
    const unsaved = saved ? { answers: {} } : unsavedOf(player.session, session);
    if (draft && player.session) {
      if (session) continues ??= draft;
      draft = null;
      letGo?.();
    }
    written = null;
    aside = null;
    player.section("undo").hidden = true;
    hideBeside(player);
    withdrawCard(player);
    if (player.session?.phase === "end") offerKeep(player, continues !== null);
    lockPlayer(player, unsaved);
    if (saved || !player.session) return;
    if (unsaved.page) player.dispatchEvent(new Event("ended")); // where it is shown
    put(player.session); // as a letter, once there is room; nobody waits for it
  }

  /** The answers from before come back, and those since then join them. */
  async function opened() {
    if (!player.session) return offerEarlier(player);
    if (!continues && !player.hasAttribute("data-locked")) return;
    const { drafts } = await openJournal();
    const earlier = (await drafts.offered(Date.now())).find(({ id }) => id === continues);
    const since = draft !== continues ? draft : null;
    if (earlier) draft = own(earlier.id);
    continues = null; // one that is gone holds nothing up
    openPlayer(player, earlier?.body ?? { answers: {} });
    if (player.session) await put(player.session);
    if (earlier && since) await drafts.remove(since);
    if (player.session?.phase === "end") await ended();
  }

  const listening = openJournal().then(
    (journal) => {
      vault = journal.vault;
      const turned = () => inTurn(journal.vault.locked ? locked : opened).catch(tellOther);
      return [journal.beforeLock(() => autosave.settled()), journal.onLock(turned)];
    },
    () => [], // nothing is kept here, which is told at the first word
  );

  async function leave() {
    if (!(await putAside())) return;
    player.session = null;
    player.section("end").toggleAttribute("data-left", true);
    player.section("undo").hidden = false;
    player.section("undo").querySelector("button")?.focus();
  }

  /** @param {string} what */
  async function act(what) {
    if (what === "keep") await keep();
    else if (what === "leave") await leave();
    else if (what === "put-back") await putBack(player).catch(tellOther);
    else if (what === "carry-across") await openJournal().then(giveData).catch(tellOther);
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  function inTurn(work) {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  }

  return {
    put,
    isLocked: () => vault?.locked ?? false,
    findEarlier,
    adopt,
    takeUp,
    /** @param {HTMLElement} step @param {unknown} chosen */
    layOutEntries: (step, chosen) => layOutEntries(player, step, chosen),
    tellWhatWouldGo,
    offerCard: () => offerCard(player),
    /** @param {string} id */
    goOnWithCard: (id) => goOnWithCard(player, id),
    forget: () => inTurn(forget),
    putAside: () => inTurn(putAside),
    ended: () => inTurn(ended),
    /** @param {string} what */
    act: (what) => inTurn(() => act(what)),
    /** The page is left: another may take up the draft. */
    left: () => {
      letGo?.();
      listening.then((stops) => stops.forEach((stop) => stop()));
    },
  };
}
