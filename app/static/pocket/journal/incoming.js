/**
 * Decides what becomes of the revisions that a page brings, with what is here before it. Nothing is
 * written yet: what takes a new revision is sealed here, outside of any transaction.
 * @module
 */

import { toBase64url, utf8 } from "../vault/bytes.js";
import { TooLong } from "../vault/seal.js";
import { ancestorsOf, isErased } from "./entry.js";
import { bothOf, merge, saySame } from "./merge.js";
import { unlessUnreadable } from "./opening.js";
import { above, openRevision, sealRow } from "./record.js";
import { commonRevs, standing } from "./standing.js";

/**
 * @typedef {import("./record.js").Row} Row
 * @typedef {import("./record.js").Opened} Opened
 * @typedef {{rev: string, sent?: boolean}} Waits a row of the outbox
 * @typedef {{id: string, was: Row | null, head: Opened | null, waiting: Waits | null}} Here a record as it is on
 *   this device; `head` is null where it does not open
 *
 * @typedef {object} Change what becomes of one record
 * @property {string} id
 * @property {Row | null} was as it was when this was decided
 * @property {Waits | null} waiting and its row in the outbox
 * @property {Opened | null} now the head from now on, where it is another
 * @property {Waits | null} waits the row in the outbox from now on
 * @property {Row[]} past what goes among the older versions
 * @property {Opened | null} copy the other version, where both are kept
 * @property {boolean} erases whether the server is to drop older versions too
 *
 * @typedef {object} Deletions
 * @property {"ask" | "take" | "keep"} how what the person says of many deletions; "keep" brings every one back
 * @property {number} soFar in this run
 */

const FEW = 10; // deletions that nobody is asked about
const SHARE = 0.2; // of what is here

/** Many entries that are here were deleted elsewhere: somebody is to say whether that was meant (F39). */
export class TooManyDeleted extends Error {
  /** @param {number} count */
  constructor(count) {
    super(`${count} deleted`);
    this.count = count;
  }
}

/** @param {{row: Row, plain: import("./entry.js").Plain}} opened @returns {import("./merge.js").Side} */
const sideOf = ({ row: { rev, deleted }, plain }) => ({ rev, deleted, plain });

/** @param {import("./record.js").Opened | null} opened */
export const isGoneForGood = (opened) => opened !== null && isErased(sideOf(opened));

/**
 * @param {{db: import("./database.js").Database, vault: import("../vault/vault.js").Vault,
 *   random: import("../vault/bytes.js").RandomBytes, subtle: SubtleCrypto}} ground
 */
export function createIncoming({ db, vault, random, subtle }) {
  /**
   * @param {Opened[]} comes each record once
   * @param {string[]} rootless ids of which the server holds nothing
   * @param {Set<string>} backedUp revs that are sure to be in the history that is stored here
   * @param {Deletions} deletions
   * @returns {Promise<Change[]>} each record once
   * @throws {TooManyDeleted}
   */
  async function decide(comes, rootless, backedUp, deletions) {
    const here = await whatIsHere([...comes.map(({ row }) => row.id), ...rootless], backedUp);
    const of = (/** @type {string} */ id) => /** @type {Here} */ (here.get(id));
    await guard(comes, of, deletions);
    const done = [...here.values()].filter(({ waiting }) => waiting && backedUp.has(waiting.rev)).map(acknowledged);
    const rooted = await Promise.all(rootless.map((id) => resealed(of(id), null)));
    const taken = await Promise.all(comes.map((each) => decideOne(of(each.row.id), each, deletions)));
    const all = [...done, ...rooted, ...taken].filter((each) => each !== null);
    return [...new Map(all.map((each) => [each.id, each])).values()]; // what a page says of a record stands
  }

  /** @param {string[]} ids @param {Set<string>} backedUp @returns {Promise<Map<string, Here>>} */
  async function whatIsHere(ids, backedUp) {
    const found = await db.read(["records", "outbox"], async (tx) => {
      const [records, outbox] = [tx.objectStore("records"), tx.objectStore("outbox")];
      const named = backedUp.size ? (await outbox.getAll()).filter(({ rev }) => backedUp.has(rev)) : [];
      const all = [...new Set([...ids, ...named.map(({ id }) => id)])];
      return Promise.all(all.map(async (id) => ({ id, was: (await records.get(id)) ?? null, waiting: (await outbox.get(id)) ?? null })));
    });
    const whole = await Promise.all(found.map(async (each) => ({ ...each, head: each.was && (await openRevision(vault, each.was).catch(unlessUnreadable)) })));
    return new Map(whole.map((each) => [each.id, each]));
  }

  /** @param {Opened[]} comes @param {(id: string) => Here} of @param {Deletions} deletions */
  async function guard(comes, of, { how, soFar }) {
    const count = soFar + comes.filter(({ row }) => isDeletion(of(row.id), row)).length;
    if (how !== "ask" || count <= FEW) return;
    const rows = await db.read(["records"], (tx) => tx.objectStore("records").getAll());
    const live = rows.filter(({ deleted }) => !deleted).length + soFar;
    if (count > live * SHARE) throw new TooManyDeleted(count);
  }

  /** @param {Here} here @param {Opened} comes @param {Deletions} deletions @returns {Promise<Change | null>} */
  async function decideOne(here, comes, deletions) {
    const { head, waiting } = here;
    if (!head) return taken(here, comes); // nothing here, or nothing that opens
    const stands = standing(head, comes);
    if (stands === "same") return waiting && acknowledged(here);
    if (stands === "ahead" || (!waiting && (await isPast(comes.row)))) return ahead(here, comes);
    const unwanted = deletions.how === "keep" && isDeletion(here, comes.row);
    if (unwanted) return resealed(here, comes);
    // What does not wait has been in the server's history, so that what follows there comes from it.
    if (stands === "behind" || !waiting || isAlike(sideOf(head), comes)) return taken(here, comes);
    return merged(here, head, comes);
  }

  /** The server is behind what is here: it is offered again, as an edit of what the server has. @param {Here} here @param {Opened} comes */
  async function ahead(here, comes) {
    if (here.was?.parent !== comes.row.rev) return resealed(here, comes);
    return here.waiting ? null : change(here, { waits: { rev: here.was.rev, sent: true } });
  }

  /** @param {Row} row */
  const isPast = async ({ id, rev }) => Boolean(await db.read(["revisions"], (tx) => tx.objectStore("revisions").getKey([id, rev])));

  /** @param {Here} here @param {Opened} head @param {Opened} comes @returns {Promise<Change>} */
  async function merged(here, head, comes) {
    const [mine, theirs] = [sideOf(head), sideOf(comes)];
    const whole = merge(here.id, await baseOf(here.id, head, comes), mine, theirs);
    if (!whole.copy && isAlike(whole, comes)) return taken(here, comes);
    try {
      return await bothSealed(here, head, comes, whole);
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
      return bothSealed(here, head, comes, bothOf(here.id, mine, theirs));
    }
  }

  /** The nearest that both come from and that is still here. @param {string} id @param {Opened} head @param {Opened} comes */
  async function baseOf(id, head, comes) {
    for (const rev of commonRevs(head, comes)) {
      const row = await db.read(["revisions"], (tx) => tx.objectStore("revisions").get([id, rev]));
      const opened = row && (await openRevision(vault, row).catch(unlessUnreadable));
      if (opened) return sideOf(opened);
    }
    return null;
  }

  /** @param {Here} here @param {Opened} head @param {Opened} comes @param {import("./merge.js").Merged} whole @returns {Promise<Change>} */
  async function bothSealed(here, head, comes, { deleted, plain, copy }) {
    const ancestors = ancestorsOf([comes.row.rev, head.row.rev], above(comes), above(head));
    const place = { id: here.id, parent: comes.row.rev, merge_parent: head.row.rev, deleted };
    const now = await sealRow(vault, random, { ...place, plain: { ...plain, ancestors } });
    const second = copy && (await sealCopy(await copyId(here.id, head.row.rev, comes.row.rev), deleted, copy));
    return change(here, { now, waits: { rev: now.row.rev }, past: here.was ? [here.was, comes.row] : [], copy: second });
  }

  /** @param {string} id @param {boolean} deleted @param {import("./entry.js").Plain} plain */
  async function sealCopy(id, deleted, plain) {
    const place = { id, parent: null, merge_parent: null, deleted };
    try {
      return await sealRow(vault, random, { ...place, plain });
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
      const { copyOf: _, ...rest } = plain; // it is as long as an entry can be, and says no more than its words
      return sealRow(vault, random, { ...place, plain: rest });
    }
  }

  /** The same on every device (PROTOCOL.md 4). @param {string} id @param {string} rev @param {string} otherRev */
  async function copyId(id, rev, otherRev) {
    const name = utf8(JSON.stringify(["between-visits/v1/copy", id, ...[rev, otherRev].sort()]));
    return toBase64url(new Uint8Array(await subtle.sign("HMAC", vault.copyKey, name)).subarray(0, 16));
  }

  /** The same words on what the server has, or as the first of a record that it has not. @param {Here} here @param {Opened | null} onto @returns {Promise<Change | null>} */
  async function resealed(here, onto) {
    const { id, head } = here;
    if (!head) return null;
    const ancestors = ancestorsOf([onto?.row.rev ?? null, head.row.rev], onto ? above(onto) : [], above(head));
    const place = { id, parent: onto?.row.rev ?? null, merge_parent: null, deleted: head.row.deleted };
    const now = await sealRow(vault, random, { ...place, plain: { ...head.plain, ancestors } });
    return change(here, { now, waits: { rev: now.row.rev }, past: [head.row] });
  }

  return { decide };
}

/** @param {Here} here @param {Partial<Change>} what @returns {Change} */
const change = ({ id, was, waiting }, what) => ({ id, was, waiting, now: null, waits: null, past: [], copy: null, erases: false, ...what });

/** @param {Here} here @param {Opened} comes */
const taken = (here, comes) => change(here, { now: comes, past: here.was ? [here.was] : [] });

/** Backed up. @param {Here} here */
const acknowledged = (here) => change(here, { erases: isGoneForGood(here.head) });

/** @param {{deleted: boolean, plain: import("./entry.js").Plain}} side @param {Opened} comes */
const isAlike = ({ deleted, plain }, { row, plain: theirs }) => deleted === row.deleted && saySame(plain, theirs);

/** @param {Here} here @param {Row} row */
const isDeletion = ({ was }, row) => row.deleted && was !== null && !was.deleted && was.rev !== row.rev;
