import "fake-indexeddb/auto";

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { IGNORED } from "../../app/static/pocket/reminders/fading.js";
import { forget, isInUse, put, read, REMINDERS } from "../../app/static/pocket/reminders/kept.js";
import { FIRST } from "../../app/static/pocket/reminders/schedule.js";
import { met, restore, settle, shownOn, waits } from "../../app/static/pocket/reminders/settling.js";
import { createWire } from "../../app/static/pocket/reminders/wire.js";

/** @typedef {import("../../app/static/pocket/reminders/kept.js").PushRow} PushRow */

const [ID, OTHER_ID] = ["i", "j"].map((letter) => letter.repeat(22));
const [SECRET, OTHER_SECRET] = ["s", "t"].map((letter) => letter.repeat(43));
const KEY = "k".repeat(87);
const SUBSCRIPTION = { endpoint: "https://push.example/1", keys: { p256dh: KEY, auth: "a".repeat(22) } };
/** @type {PushRow} */
const ROW = { ...{ name: "push", ...FIRST, zone: "Europe/London", id: ID, secret: SECRET, key: KEY }, ...{ changes: 0, sent: 0, ended: false, shown: [], before: null, told: false } };
const json = (/** @type {number} */ status, /** @type {unknown} */ body, type = "application/json") => new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } });
const problem = (/** @type {number} */ status, /** @type {string} */ code) => json(status, { code }, "application/problem+json");
const noContent = () => new Response(null, { status: 204 });
const noSignal = () => {
  throw new TypeError("no signal");
};

/** A server that answers as it is told, and what it was asked. @param {...(() => Response)} answers */
function server(...answers) {
  /** @type {{method: string, path: string, body: any, credentials: unknown}[]} */
  const asked = [];
  const fetch = async (/** @type {any} */ path, /** @type {any} */ { method, body, credentials }) => {
    asked.push({ method, path, body: body && JSON.parse(body), credentials });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return /** @type {() => Response} */ (answer)();
  };
  const wire = createWire(/** @type {any} */ (fetch));
  return { asked, wire, ground: { wire, subscription: async () => SUBSCRIPTION } };
}

const ignored = async () => {
  for (let day = 1; day <= IGNORED + 1; day += 1) await shownOn(`2026-11-0${day}`);
};

beforeEach(forget);

test("to look at what is kept makes no database", async () => {
  assert.equal(await read("push"), null);
  assert.equal(await isInUse(), false);
  assert.equal(await met("2026-11-23"), null);
  assert.deepEqual((await indexedDB.databases()).map(({ name }) => name).filter((name) => name === REMINDERS), []);
  await put(ROW);
  assert.equal(await isInUse(), true);
});

test("after five that nobody opened the device asks the server for one a week, with no cookie", async () => {
  await put(ROW);
  await ignored();
  const { asked, ground } = server(noContent);
  assert.equal(await settle(ground), "done");
  const [{ method, path, body, credentials }] = asked;
  assert.deepEqual([method, path, credentials], ["PUT", `/api/reminders/${ID}`, "omit"]);
  assert.deepEqual(body, { subscription: SUBSCRIPTION, zone: "Europe/London", times: ["12:30", null, null, null, null, null, null], quiet_from: "20:00", quiet_to: "07:00", secret: SECRET });
  assert.equal(waits(await read("push")), false);
  assert.equal(await settle(ground), "done");
  assert.equal(asked.length, 1, "and once");
});

test("with no signal it is fewer on the device, and the server hears of it later", async () => {
  await put(ROW);
  await ignored();
  assert.equal(await settle(server(noSignal).ground), "unreachable");
  assert.equal(waits(await read("push")), true);
  const { asked, ground } = server(noContent);
  assert.equal(await settle(ground), "done");
  assert.equal(asked.length, 1);
});

test("somebody who comes on the sixth day has one a week too, and begins anew", async () => {
  await put(ROW);
  for (let day = 1; day <= IGNORED; day += 1) await shownOn(`2026-11-0${day}`);
  const row = await met("2026-11-06");
  assert.deepEqual([row?.before, row?.shown, waits(row)], [FIRST.times, [], true]);
  const before = await restore();
  assert.deepEqual([before?.times, before?.before], [FIRST.times, null]);
});

test("F29 what is no answer of our server’s changes nothing, and waits", async () => {
  await put({ ...ROW, changes: 1 });
  const portal = () => new Response("<h1>Welcome</h1>", { status: 200, headers: { "Content-Type": "text/html" } });
  const cut = () => new Response('{"id": "', { status: 201, headers: { "Content-Type": "application/json" } });
  const foreign = () => json(404, { message: "no such page" });
  for (const answer of [portal, cut, foreign, () => json(200, {}), () => problem(503, "busy")]) {
    const { wire, ground } = server(answer);
    assert.equal(await settle(ground), "unreachable");
    assert.equal(await wire.add(ROW, SUBSCRIPTION), "unreachable");
    assert.equal(await wire.key(), "unreachable");
  }
  assert.deepEqual(await read("push"), { ...ROW, changes: 1 });
});

test("a server that sends no reminders says so, and one that has had enough", async () => {
  assert.equal(await server(() => problem(404, "not_found")).wire.key(), "none");
  assert.deepEqual(await server(() => json(200, { public_key: KEY })).wire.key(), { key: KEY });
  assert.equal(await server(() => problem(429, "slow_down")).wire.add(ROW, SUBSCRIPTION), "slow");
  assert.equal(await server(() => problem(422, "invalid")).wire.add(ROW, SUBSCRIPTION), "refused");
});

test("a server that has lost it is asked anew, with what was wanted", async () => {
  await put({ ...ROW, changes: 1 });
  const { asked, ground } = server(
    () => problem(404, "not_found"),
    () => json(201, { id: OTHER_ID, secret: OTHER_SECRET }),
  );
  assert.equal(await settle(ground), "done");
  assert.deepEqual(asked.map(({ method, path }) => `${method} ${path}`), [`PUT /api/reminders/${ID}`, "POST /api/reminders"]);
  const row = await read("push");
  assert.deepEqual([row?.id, row?.secret, waits(row)], [OTHER_ID, OTHER_SECRET, false]);
});

test("what changes while it is being sent is not taken for heard", async () => {
  await put({ ...ROW, changes: 1 });
  const { ground } = server(noContent);
  const between = { ...ground, subscription: async () => (await restore(), SUBSCRIPTION) };
  assert.equal(await settle(between), "done");
  assert.equal(waits(await read("push")), true);
});

test("one that was turned off with no signal is forgotten by the server later, and comes no fewer", async () => {
  await put({ ...ROW, ended: true });
  assert.equal(await settle(server(noSignal).ground), "unreachable");
  await ignored();
  assert.equal((await read("push"))?.before, null);
  const { asked, ground } = server(noContent);
  assert.equal(await settle(ground), "done");
  assert.deepEqual([asked[0].method, asked[0].body], ["DELETE", { secret: SECRET }]);
  assert.equal(await read("push"), null);
  await put({ ...ROW, ended: true });
  assert.equal(await settle(server(() => problem(404, "not_found")).ground), "done");
  assert.equal(await read("push"), null, "or had forgotten it already");
});

test("with no subscription there is nothing to tell the server", async () => {
  await put({ ...ROW, changes: 1 });
  const { asked, ground } = server(noContent);
  assert.equal(await settle({ ...ground, subscription: async () => null }), "gone");
  assert.deepEqual(asked, []);
});
