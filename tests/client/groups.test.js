import assert from "node:assert/strict";
import test from "node:test";

import { createGroups } from "../../app/static/pocket/journal/groups.js";
import { Refused, Unreachable } from "../../app/static/pocket/journal/sync.js";
import { Locked } from "../../app/static/pocket/vault/vault.js";
import { accountServer, phone as account, signedUp } from "./support/account.js";
import { device, PASSPHRASE, rows, until } from "./support/device.js";
import { GROUP, groupSent, OTHER, suggestionSent } from "./support/groups.js";

const HOUR = 3_600_000;
const CODE = "K7QP-3MXR";

/** A phone, with a server that has one group and a clock that the test moves. */
async function world() {
  const made = await device();
  await made.setLock(PASSPHRASE);
  const here = {
    now: Date.parse("2026-12-01T09:00:00Z"),
    asked: 0,
    /** @type {{who: "cookie" | "nameless", call: string, body?: any, at: number}[]} */
    calls: [],
    /** @type {{milliseconds: number, work: () => void}[]} */
    timers: [],
    /** @type {(call: string) => void} */
    way: () => {},
    groups: [groupSent()],
    assignments: [suggestionSent()],
  };
  /** @param {"cookie" | "nameless"} who @param {string} call @param {any} [body] */
  async function answer(who, call, body) {
    here.calls.push({ who, call, body, at: here.now });
    if (who === "cookie") here.asked = here.now;
    here.way(call);
    if (call === "GET /api/groups") return { groups: here.groups };
    if (call === "GET /api/assignments") return { assignments: here.assignments };
    if (call.startsWith("DELETE")) here.groups = here.groups.filter(({ id }) => !call.includes(id));
    return call === "POST /api/groups/preview" ? { ...groupSent(), group: groupSent() } : null;
  }
  const groups = createGroups({
    ...{ db: made.db, vault: made.vault, subtle: crypto.subtle, random: () => 0.5 },
    transport: { call: (method, path, body) => answer("cookie", `${method} ${path}`, body), nameless: (path, body) => answer("nameless", `POST ${path}`, body), asked: () => here.asked },
    clock: {
      now: () => new Date(here.now).toISOString(),
      after(milliseconds, work) {
        const timer = { milliseconds, work };
        here.timers.push(timer);
        return () => void (here.timers = here.timers.filter((each) => each !== timer));
      },
    },
  });
  const said = () => here.calls.map(({ call }) => call);
  /** The next timer goes off. */
  const later = async () => {
    const timer = here.timers.shift();
    here.now += timer?.milliseconds ?? 0;
    const before = here.timers.length + here.calls.length;
    timer?.work();
    await until(() => here.timers.length + here.calls.length !== before);
  };
  return { ...made, phone: made, groups, here, said, later };
}

const fails = (/** @type {Error} */ error) => () => {
  throw error;
};

test("what is heard after a sync is sealed on the disk, and there when there is no server", async () => {
  const { groups, here, lock, phone } = await world();
  await groups.refresh();
  here.way = fails(new Unreachable());
  await groups.refresh();
  const held = await groups.read();
  assert.deepEqual([held.groups[0].name, held.assignments[0].module.title], ["Tuesday circle", "Two-minute start"]);
  assert.doesNotMatch(JSON.stringify(await rows(phone, "meta")), /Tuesday|Sam|SUGGEST/);
  await lock();
  await assert.rejects(groups.read(), Locked);
});

test("a failure is silent, waits longer each time, and as long as the server asks", async () => {
  const { groups, here, said } = await world();
  here.way = fails(new Unreachable());
  await groups.refresh();
  await groups.refresh();
  assert.equal(said().length, 1, "not again at once");
  here.way = fails(new Refused(429, "slow_down", HOUR));
  here.now += 10_000;
  await groups.refresh();
  here.way = () => {};
  here.now += HOUR - 1;
  await groups.refresh();
  assert.equal(said().length, 2);
  here.now += 1;
  await groups.refresh();
  assert.equal((await groups.read()).groups.length, 1);
});

test("a portal’s page, a dead session or half an answer takes nothing away", async () => {
  const { groups, here } = await world();
  await groups.refresh();
  for (const error of [new Refused(401, "sign_in_needed"), new Refused(404, "not_found"), new Refused(503, "busy", 0)]) {
    here.way = fails(error);
    here.now += 24 * HOUR;
    await groups.refresh();
  }
  here.way = () => {};
  here.now += 24 * HOUR;
  here.groups = /** @type {any} */ ("hotel wifi");
  await groups.refresh();
  assert.equal((await groups.read()).assignments.length, 1);
});

test("leaving counts at once; with no signal the server hears of it with the next sync, before anything else", async () => {
  const { groups, here, said } = await world();
  await groups.refresh();
  here.way = fails(new Unreachable());
  assert.equal(await groups.leave(GROUP), false);
  const held = await groups.read();
  assert.deepEqual([held.groups, held.assignments, held.leaving], [[], [], [GROUP]]);
  here.calls = [];
  here.way = () => {};
  await groups.refresh();
  assert.deepEqual(said(), [`DELETE /api/groups/${GROUP}/membership`, "GET /api/groups", "GET /api/assignments"]);
  assert.deepEqual((await groups.read()).leaving, []);
});

test("a group that one is no member of any more is left all the same", async () => {
  const { groups, here } = await world();
  await groups.refresh();
  here.way = (call) => call.startsWith("DELETE") && fails(new Refused(404, "not_found"))();
  assert.equal(await groups.leave(GROUP), true);
  assert.deepEqual((await groups.read()).leaving, []);
});

test("an answer that was on its way when a group was left does not bring it back", async () => {
  const { groups, here } = await world();
  here.groups.push(groupSent({ id: OTHER }));
  await groups.refresh();
  await Promise.all([groups.refresh(), groups.leave(GROUP), groups.refresh()]);
  assert.deepEqual((await groups.read()).groups.map(({ id }) => id), [OTHER]);
});

test("to look at a group says nothing of who looks; to join one takes the cookie, and brings what is suggested", async () => {
  const { groups, here } = await world();
  assert.equal((await groups.preview(CODE)).facilitators[0].name, "Sam");
  assert.deepEqual(here.calls.map(({ who }) => who), ["nameless"]);
  await groups.join(CODE);
  assert.deepEqual(here.calls[1], { who: "cookie", call: "POST /api/groups/join", body: { code: CODE }, at: here.now });
  assert.equal((await groups.read()).assignments.length, 1);
});

test("F53 where somebody at the same address has guessed too often, it is asked once more with the cookie", async () => {
  const { groups, here } = await world();
  here.way = () => here.calls.at(-1)?.who === "nameless" && fails(new Refused(429, "slow_down"))();
  assert.equal((await groups.preview(CODE)).facilitators[0].name, "Sam");
  assert.deepEqual(here.calls.map(({ who }) => who), ["nameless", "cookie"]);
  here.way = fails(new Refused(404, "not_found"));
  await assert.rejects(groups.preview(CODE), Refused);
  assert.deepEqual(here.calls.map(({ who }) => who), ["nameless", "cookie", "nameless"]);
});

test("a code is kept sealed; while locked it is kept in memory, and sealed with the next look at it", async () => {
  const { groups, lock, phone, unlock } = await world();
  await groups.keepCode(CODE);
  assert.doesNotMatch(JSON.stringify(await rows(phone, "meta")), /K7QP/);
  assert.equal((await groups.read()).code, CODE);
  await groups.keepCode(null);
  await lock();
  await groups.keepCode(CODE);
  assert.equal(await groups.keptCode(), CODE);
  await groups.join(CODE);
  await unlock({ passphrase: PASSPHRASE });
  assert.equal(await groups.keptCode(), CODE);
  assert.equal((await groups.read()).code, CODE);
  await lock();
  await groups.keepCode(null);
  await unlock({ passphrase: PASSPHRASE });
  assert.equal(await groups.keptCode(), null, "one that was used while locked is not offered again");
});

test("a mark goes without the cookie, one at a time, and minutes after whatever had it", async () => {
  const { groups, here, said, later } = await world();
  here.assignments.push(suggestionSent({ id: "SECONDAAAAAAAAAAAAAAAA" }));
  await groups.refresh();
  for (const each of (await groups.read()).assignments) await groups.count(each, true);
  await groups.arm();
  assert.deepEqual(here.timers, [], "not before its moment");
  here.now += 73 * HOUR;
  await groups.refresh();
  await groups.arm();
  here.asked = here.now + 179_000; // something else was sent a second before it was to go
  await later();
  assert.ok(!said().includes("POST /api/tally"), "put off");
  await later();
  await until(() => here.timers.length === 1);
  await later();
  const marks = here.calls.filter(({ call }) => call === "POST /api/tally");
  assert.equal(marks.length, 2);
  for (const { who, at, body } of marks) {
    assert.equal(who, "nameless");
    assert.deepEqual(Object.keys(body), ["assignment", "assignment_key", "token"]);
    for (const other of here.calls.filter((call) => call.who === "cookie")) assert.ok(Math.abs(at - other.at) >= 60_000);
  }
  assert.ok(marks[1].at - marks[0].at >= 60_000);
  await until(() => here.timers.length === 0);
  await groups.arm();
  assert.deepEqual(here.timers, [], "and never again");
});

test("a mark that did not get through stays, and one that was taken back never goes", async () => {
  const { groups, here, said, later } = await world();
  await groups.refresh();
  const [one] = (await groups.read()).assignments;
  await groups.count(one, true);
  here.now += 73 * HOUR;
  here.way = fails(new Unreachable());
  await groups.arm();
  await later();
  assert.equal((await groups.read()).marks[one.id].sent, undefined);
  await groups.count(one, false);
  here.way = () => {};
  await groups.arm();
  assert.deepEqual(here.timers, []);
  assert.equal(said().filter((call) => call === "POST /api/tally").length, 1);
});

test("a device that joins an account takes a code that it keeps with it, and a backup that is left takes its groups", async () => {
  const { server, first } = await signedUp();
  const second = await account(server);
  await second.groups.keepCode(CODE);
  await second.account.signIn({ user: "wren", passphrase: PASSPHRASE });
  assert.equal(await second.groups.keptCode(), CODE);
  assert.equal(second.vault.vaultId, first.vault.vaultId);
  await second.account.leave();
  assert.equal(await second.groups.keptCode(), null);
});

test("two phones of one person make the same mark, and another person another", async () => {
  const { server, first } = await signedUp();
  const second = await account(server);
  await second.account.signIn({ user: "wren", passphrase: PASSPHRASE });
  const stranger = await account(accountServer());
  await stranger.setLock(PASSPHRASE);
  const { tokenOf } = await import("../../app/static/pocket/journal/counting.js");
  const [a, b, c] = await Promise.all([first, second, stranger].map(({ vault }) => tokenOf(crypto.subtle, vault.tallyKey, "SUGGESTAAAAAAAAAAAAAAA")));
  assert.equal(a, b);
  assert.notEqual(a, c);
});

test("who left with no signal and joins while locked is asked to unlock, so that the leaving does not undo the joining", async () => {
  const { groups, here, lock, said, unlock } = await world();
  await groups.refresh();
  here.way = fails(new Unreachable());
  await groups.leave(GROUP);
  here.way = () => {};
  here.calls = [];
  await lock();
  await assert.rejects(groups.join(CODE), Locked);
  assert.deepEqual(said(), []);
  await unlock({ passphrase: PASSPHRASE });
  await groups.join(CODE);
  assert.deepEqual(said().slice(0, 2), [`DELETE /api/groups/${GROUP}/membership`, "POST /api/groups/join"]);
  await lock();
  here.calls = [];
  await groups.join(CODE);
  assert.deepEqual(said().slice(0, 1), ["POST /api/groups/join"], "nothing waits any more");
});
