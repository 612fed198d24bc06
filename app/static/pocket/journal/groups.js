/**
 * The groups that this account is in: what the server says of them after each sync, joining, leaving, and
 * the marks of those who chose to be counted. A failure is silent: what was heard last stands.
 * @module
 */

import { Locked } from "../vault/vault.js";
import { apart, dueMark, goesAt, tokenOf } from "./counting.js";
import { checkedAssignments, checkedGroups, checkedPreview } from "./groups-wire.js";
import { createSealedRow } from "./sealed-row.js";
import { LEAVING, NONE, ROW, withAside, withHeard, withLeft, withLeftHeard, withMark, withSeen, withSent } from "./suggested.js";
import { Refused } from "./sync.js";
import { delayAfter } from "./syncing.js";

const PATIENCE = 3000; // milliseconds that somebody who has left waits to hear that the server knows

/** @typedef {import("./suggested.js").Held} Held */

/**
 * @param {{db: import("./database.js").Database, vault: import("../vault/vault.js").Vault, subtle: SubtleCrypto,
 *   transport: Pick<ReturnType<typeof import("./transport.js").createTransport>, "call" | "nameless" | "asked">,
 *   clock: import("./syncing.js").Clock, random: () => number}} ground
 */
export function createGroups({ db, vault, subtle, transport: { call, nameless, asked }, clock, random }) {
  const row = createSealedRow({ db, vault }, ROW, NONE);
  const listeners = new Set(/** @type {(() => void)[]} */ ([]));
  const now = () => Date.parse(clock.now());
  let failures = 0;
  let notBefore = 0;
  /** What came of a code while the journal was locked: the way to the backup and back is one document. @type {string | null | undefined} */
  let unsealed;
  /** One after the other, so that an answer from before does not bring back what was left. @type {Promise<unknown>} */
  let turn = Promise.resolve();
  let calledOff = () => {};

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  function inTurn(work) {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  }

  /** @param {(held: Held) => Held} change */
  async function change(change) {
    const held = await row.change(change);
    [...listeners].forEach((listener) => listener());
    return held;
  }

  /** Groups that were left with no signal. */
  async function tellLeft() {
    for (const id of (await row.read()).leaving) {
      await call("DELETE", `/api/groups/${encodeURIComponent(id)}/membership`).catch((error) => {
        if (!(error instanceof Refused && error.status === 404)) throw error;
      });
      await change((held) => withLeftHeard(held, id));
    }
    if ((await leavesSomething()) && !(await row.read()).leaving.length) {
      await db.write(["meta"], (tx) => tx.objectStore("meta").delete(LEAVING));
    }
  }

  const leavesSomething = async () => Boolean(await db.read(["meta"], (tx) => tx.objectStore("meta").get(LEAVING)));

  async function hear() {
    await tellLeft();
    const groups = checkedGroups(await call("GET", "/api/groups"));
    const assignments = checkedAssignments(await call("GET", "/api/assignments"));
    await change((held) => withHeard(held, { groups, assignments, at: clock.now() }));
    failures = 0;
  }

  /** Never rejects: what was heard last stands, and the next sync asks again. */
  async function refresh() {
    if (now() < notBefore) return;
    try {
      await inTurn(hear);
    } catch (error) {
      if (error instanceof Locked) return;
      console.info("groups not heard of", error);
      const wait = error instanceof Refused ? (error.wait ?? 0) : 0;
      notBefore = now() + Math.max(wait, delayAfter(failures, random()));
      failures += 1;
    }
  }

  /** After whatever was sent with a name, a mark that is due goes at a moment of its own. */
  async function arm() {
    calledOff();
    const due = vault.keys && dueMark(await row.read(), now());
    if (!due) return;
    calledOff = clock.after(apart(due.closes, now(), random()).wait, () => goQuietly());
  }

  const goQuietly = () => go().catch((error) => error instanceof Locked || console.info("not sent", error));

  async function go() {
    const due = vault.keys && dueMark(await row.read(), now());
    if (!due) return;
    if (now() - asked() < apart(due.closes, now(), 0).least) return arm();
    const token = await tokenOf(subtle, vault.tallyKey, due.id);
    await nameless("/api/tally", { assignment: due.id, assignment_key: due.key, token });
    await change((held) => withSent(held, due.id));
    await arm();
  }

  /** @param {string | null} code of a group to be joined later; null for none */
  async function keepCode(code) {
    unsealed = code;
    if (vault.locked) return;
    if ((await row.read()).code !== code) await change((held) => ({ ...held, code }));
    unsealed = undefined;
  }

  return {
    read: row.read,
    refresh,
    arm: () => arm().catch((error) => error instanceof Locked || console.info("not sent", error)),
    /**
     * Who runs a group, before one joins; who asks is not said, but where somebody at the same address has tried
     * so many codes that nobody there is answered without a name.
     * @param {string} code @throws {Refused} @throws {import("./sync.js").Unreachable}
     */
    async preview(code) {
      const asked = /** @type {const} */ (["/api/groups/preview", { code }]);
      return checkedPreview(
        await nameless(...asked).catch((error) => {
          if (error instanceof Refused && error.status === 429) return call("POST", ...asked);
          throw error;
        }),
      );
    },
    /** @param {string} code @throws {Refused} @throws {import("./sync.js").Unreachable} @throws {Locked} where a group was left and the server has yet to hear */
    async join(code) {
      await inTurn(async () => {
        // First what was left, this very group perhaps: told later, it would undo the joining.
        if (!vault.locked || (await leavesSomething())) await tellLeft();
        await call("POST", "/api/groups/join", { code });
      });
      notBefore = 0;
      await refresh();
    },
    /**
     * At once on this device; the server hears of it now, or with the next sync.
     * @param {string} id @returns {Promise<boolean>} whether it has heard by now
     */
    async leave(id) {
      await change((held) => withLeft(held, id));
      await db.write(["meta"], (tx) => tx.objectStore("meta").put({ name: LEAVING }));
      const heard = inTurn(tellLeft).then(
        () => true,
        (error) => (console.info("not heard yet", error), false),
      );
      return Promise.race([heard, new Promise((late) => clock.after(PATIENCE, () => late(false)))]);
    },
    keepCode,
    /** The code that was kept. @returns {Promise<string | null>} */
    async keptCode() {
      if (vault.locked) return unsealed ?? null;
      if (unsealed !== undefined) await keepCode(unsealed);
      return (await row.read()).code;
    },
    /** Who runs the groups stands before the person now. */
    see: () => change(withSeen),
    /** @param {string} id @param {boolean} away */
    putAside: (id, away) => change((held) => withAside(held, id, away)),
    /** @param {import("./suggested.js").Assignment} assignment @param {boolean} counted */
    count: ({ id, closes }, counted) => change((held) => withMark(held, id, counted ? new Date(goesAt(closes, now(), random())).toISOString() : null)),
    /** Whenever something has come or changed. @param {() => void} listener */
    onChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** @typedef {ReturnType<typeof createGroups>} Groups */
