import assert from "node:assert/strict";
import { test } from "node:test";

import { TooManyDeleted } from "../../app/static/pocket/journal/incoming.js";
import { createSyncing, delayAfter } from "../../app/static/pocket/journal/syncing.js";
import { Refused, Unreachable } from "../../app/static/pocket/journal/sync.js";
import { device, until } from "./support/device.js";

/** A device whose sync comes to what the test says, with a clock that the test moves. */
async function syncing() {
  const { db, store } = await device();
  const world = {
    /** @type {(how: {deletions: string}) => Promise<{waiting: number, full: boolean}>} */
    run: async () => ({ waiting: 0, full: false }),
    runs: 0,
    user: /** @type {string | null} */ ("wren"),
    locked: false,
    taken: false,
    day: "2026-11-20T08:00:00.000Z",
    /** @type {{milliseconds: number, work: () => void}[]} */
    timers: [],
  };
  const made = createSyncing({
    db,
    vault: /** @type {any} */ ({ get locked() { return world.locked; } }),
    sync: /** @type {any} */ ({ run: (/** @type {any} */ how) => ((world.runs += 1), world.run(how)), outbox: { count: async () => 3 } }),
    account: /** @type {any} */ ({ read: async () => (world.user ? { user: world.user } : null), settle: async () => "none" }),
    alone: async () => (world.taken ? null : () => {}),
    clock: {
      now: () => world.day,
      after(milliseconds, work) {
        const timer = { milliseconds, work };
        world.timers.push(timer);
        return () => void world.timers.splice(world.timers.indexOf(timer), 1);
      },
    },
    random: () => 1,
  });
  return { ...made, world, store };
}

const fails = (/** @type {Error} */ error) => async () => {
  throw error;
};

test("F30 after days of failing it is still told since when, and success ends it", async () => {
  const { now, status, world } = await syncing();
  world.run = fails(new Unreachable());
  await now();
  world.day = "2026-11-25T08:00:00.000Z";
  await now();
  assert.deepEqual(await status(), { user: "wren", waiting: 3, busy: false, came: 0, trouble: { why: "unreachable", since: "2026-11-20T08:00:00.000Z" } });
  world.run = async () => ({ waiting: 0, full: false });
  await now();
  assert.equal((await status()).trouble, null);
});

test("each failure waits longer, at a random moment, up to a quarter of an hour, and as long as the server asks", async () => {
  assert.deepEqual([0, 1, 2, 20].map((failures) => delayAfter(failures, 1)), [5000, 10_000, 20_000, 900_000]);
  assert.equal(delayAfter(3, 0), 0);
  const { now, world } = await syncing();
  world.run = fails(new Refused(503, "busy", 60_000));
  await now();
  assert.deepEqual(world.timers.map(({ milliseconds }) => milliseconds), [60_000]);
  world.run = fails(new Unreachable());
  for (let times = 0; times < 12; times += 1) await now();
  assert.deepEqual(world.timers.map(({ milliseconds }) => milliseconds), [900_000], "one timer, not many");
});

test("a server that says when to come again is left until then, whatever wakes the app, and not for ever", async () => {
  const { now, wake, world } = await syncing();
  world.run = fails(new Refused(429, "slow_down", 120_000));
  await now();
  wake();
  await until(() => world.runs === 1);
  world.timers[0].work();
  await until(() => world.runs === 2);
  world.run = fails(new Refused(429, "slow_down", 1e15));
  await now();
  assert.deepEqual(world.timers.map(({ milliseconds }) => milliseconds), [24 * 60 * 60_000], "a timer that is longer than a timer can be goes off at once");
});

test("F39 what is said of deletions while a run is under way, or another tab syncs, counts at the next run", async () => {
  const { now, world } = await syncing();
  const heard = /** @type {string[]} */ ([]);
  let done = () => {};
  world.run = async ({ deletions }) => {
    heard.push(deletions);
    if (heard.length === 1) await new Promise((resolve) => (done = () => resolve(undefined)));
    if (deletions === "ask") throw new TooManyDeleted(12);
    return { waiting: 0, full: false };
  };
  const first = now();
  await until(() => world.runs === 1);
  await now({ deletions: "keep" });
  done();
  await first;
  world.timers[0].work();
  await until(() => world.runs === 2);
  world.taken = true;
  await now({ deletions: "take" });
  world.taken = false;
  await now();
  await now();
  assert.deepEqual(heard, ["ask", "keep", "take", "ask"]);
});

test("while another tab syncs this one shows what has become of it so far", async () => {
  const { now, onStatus, world } = await syncing();
  let told = 0;
  onStatus(() => (told += 1));
  world.taken = true;
  await now();
  assert.equal(told, 1);
});

test("five seconds after something was saved it runs, once for a run of letters", async () => {
  const { now, soon, world } = await syncing();
  await now();
  for (let letters = 0; letters < 20; letters += 1) soon();
  assert.deepEqual(world.timers.map(({ milliseconds }) => milliseconds), [5000]);
  world.timers[0].work();
  await until(() => world.runs === 2);
});

test("without an account, and while locked, nothing is sent; another tab that syncs is left to it", async () => {
  const { now, soon, world } = await syncing();
  world.user = null;
  await now();
  soon();
  world.user = "wren";
  world.locked = true;
  await now();
  world.locked = false;
  world.taken = true;
  await now();
  assert.equal(world.runs, 0);
});

test("what only a person can answer is told as what it is, and not tried again by itself", async () => {
  for (const [error, trouble] of /** @type {const} */ ([
    [new Refused(401, "sign_in_needed"), { why: "sign-in" }],
    [new Refused(403, "not_allowed"), { why: "sign-in" }],
    [new Refused(426, "client_too_old"), { why: "update" }],
    [new TooManyDeleted(12), { why: "deletions", count: 12 }],
  ])) {
    const { now, status, world } = await syncing();
    world.run = fails(error);
    await now();
    assert.deepEqual((await status()).trouble, { since: world.day, ...trouble });
    assert.deepEqual(world.timers, []);
  }
});
