import assert from "node:assert/strict";
import { test } from "node:test";

import { TooManyDeleted } from "../../app/static/pocket/journal/incoming.js";
import { Refused, Unreachable } from "../../app/static/pocket/journal/sync.js";
import { createTransport } from "../../app/static/pocket/journal/transport.js";
import { NotAnAnswer } from "../../app/static/pocket/journal/wire.js";
import { blindServer, fetchFrom } from "./support/blind-server.js";
import { rows } from "./support/device.js";
import { alike, free, settle, synced, two } from "./support/synced.js";

test("F39 many deletions that arrive are asked about, and can be taken or every one be undone", async () => {
  for (const how of /** @type {const} */ (["take", "keep"])) {
    const { phone, laptop } = await two();
    const entries = await Promise.all(Array.from({ length: 40 }, (_, at) => phone.store.add(free(`entry ${at}`))));
    await settle(phone, laptop);
    for (const { row } of entries.slice(0, 12)) await phone.store.remove(row.id);
    await phone.sync.run();
    await assert.rejects(laptop.sync.run(), TooManyDeleted);
    assert.equal((await laptop.store.entries()).entries.length, 40, "nothing is deleted before it was asked");
    await laptop.sync.run({ deletions: how });
    await settle(phone, laptop);
    await alike(phone, laptop);
    assert.equal((await phone.store.entries()).entries.length, how === "take" ? 28 : 40);
  }
});

test("F39 ten deletions, and a fifth of a long journal, are taken as they come", async () => {
  const { phone, laptop } = await two();
  const entries = await Promise.all(Array.from({ length: 100 }, (_, at) => phone.store.add(free(`entry ${at}`))));
  await settle(phone, laptop);
  for (const { row } of entries.slice(0, 20)) await phone.store.remove(row.id);
  await settle(phone, laptop);
  assert.equal((await laptop.store.entries()).entries.length, 80);
});

test("F41 a poisoned record in the middle of a page is kept, and the others are taken in", async () => {
  const { server, phone } = await two();
  for (let at = 0; at < 9; at += 1) await phone.store.add(free(`entry ${at}`));
  await phone.sync.run();
  const poison = server.records[4];
  poison.ciphertext = `${poison.ciphertext.slice(0, 100)}${poison.ciphertext[100] === "A" ? "B" : "A"}${poison.ciphertext.slice(101)}`;
  const laptop = await synced(fetchFrom(server), { like: phone });
  await laptop.sync.run();
  assert.equal((await laptop.store.entries()).entries.length, 8);
  assert.deepEqual((await rows(laptop, "quarantine")).map(({ id }) => id), [poison.id]);
});

test("F41 F46 a poisoned revision of what is here takes nothing from it", async () => {
  const { server, phone, laptop } = await two();
  const { row } = await phone.store.add(free("mine"));
  await settle(phone, laptop);
  await laptop.store.edit(row.id, (plain) => ({ ...plain, text: "mine, edited" }));
  await laptop.sync.run();
  server.records[0].deleted = true; // relabelled: it is authenticated with the words
  await phone.sync.run();
  assert.equal((await phone.store.get(row.id))?.plain.text, "mine");
  assert.equal((await rows(phone, "quarantine")).length, 1);
});

test("F46 a revision that is replayed as if it were new takes no later one from the device", async () => {
  const { server, phone } = await two();
  const { row } = await phone.store.add(free("old"));
  await phone.sync.run();
  const old = structuredClone(server.records[0]);
  await phone.store.edit(row.id, (plain) => ({ ...plain, text: "new" }));
  await phone.sync.run();
  const replaying = await synced(fetchFrom(server, async (reach, path, body) => {
    if (path.endsWith("erase") || body.push.length) return reach();
    const answer = await reach().json();
    return Response.json({ ...answer, changes: [{ ...old, seq: 99 }] });
  }), { name: phone.name });
  await replaying.sync.run();
  assert.equal((await phone.store.get(row.id))?.plain.text, "new");
  await phone.sync.run();
  assert.equal(server.records[0].rev, (await phone.store.get(row.id))?.row.rev);
});

/** What may come back instead of an answer. @type {Record<string, (reach: () => Response) => Response | Promise<Response>>} */
const NO_ANSWER = {
  "a page to sign in to the network": () => new Response("<html>Welcome to FreeWiFi</html>", { headers: { "Content-Type": "text/html" } }),
  "that page, said to be JSON": () => new Response("<html>Welcome</html>", { headers: { "Content-Type": "application/json" } }),
  "204": () => new Response(null, { status: 204 }),
  "nothing": () => new Response("", { headers: { "Content-Type": "application/json" } }),
  "JSON of another kind": () => Response.json({ ok: true }),
  "null": () => Response.json(null),
  "one result too few": async (reach) => {
    const answer = await reach().json();
    return Response.json({ ...answer, results: answer.results.slice(1) });
  },
  "one result too many": async (reach) => {
    const answer = await reach().json();
    return Response.json({ ...answer, results: [...answer.results, answer.results[0]] });
  },
  "results of something else": async (reach) => {
    const answer = await reach().json();
    return Response.json({ ...answer, results: answer.results.map((/** @type {any} */ each) => ({ ...each, rev: "AAAAAAAAAAAAAAAAAAAAAA" })) });
  },
  "502 of a proxy": () => new Response("Bad gateway", { status: 502, headers: { "Content-Type": "text/html" } }),
  "more without an end": async (reach) => Response.json({ ...(await reach().json()), changes: [], more: true }),
  "a page that goes back": async (reach) => {
    const answer = await reach().json();
    return Response.json({ ...answer, changes: [...answer.changes, ...answer.changes] });
  },
};

for (const [name, way] of Object.entries(NO_ANSWER)) {
  test(`F29 ${name} is no answer, and changes nothing`, async () => {
    const server = blindServer();
    let broken = true;
    const phone = await synced(fetchFrom(server, (reach) => (broken ? way(reach) : reach())));
    await phone.store.add(free("kept"));
    const before = [await rows(phone, "records"), (await rows(phone, "meta")).find(({ name: each }) => each === "sync")];
    await assert.rejects(phone.sync.run(), (error) => error instanceof NotAnAnswer || error instanceof Unreachable);
    assert.deepEqual([await rows(phone, "records"), (await rows(phone, "meta")).find(({ name: each }) => each === "sync")], before);
    assert.equal((await rows(phone, "outbox")).length, 1);
    broken = false;
    await phone.sync.run();
    assert.deepEqual(await rows(phone, "outbox"), []);
    assert.equal(server.records.length, 1);
  });
}

test("F29 an answer that is cut off, at whatever byte, is none", async () => {
  const server = blindServer();
  const phone = await synced(fetchFrom(server));
  await phone.store.add(free("kept"));
  const taken = /** @type {any[]} */ (await phone.sync.outbox.take(100, new Set()));
  let whole = "";
  const body = { cursor: null, after: 0, push: taken };
  await createTransport({ fetch: fetchFrom(server, (reach) => (whole = "", reach())) }).exchange(body);
  const again = createTransport({ fetch: async (url, init) => {
    whole = await (await fetchFrom(server)(url, init)).text();
    return new Response(whole, { headers: { "Content-Type": "application/json" } });
  } });
  await again.exchange(body);
  for (let at = 0; at < whole.length; at += 1) {
    const cut = createTransport({ fetch: async () => new Response(whole.slice(0, at), { headers: { "Content-Type": "application/json" } }) });
    await assert.rejects(cut.exchange(body), NotAnAnswer, String(at));
  }
});

test("a batch that is too large is halved until it gets through, and what never does waits alone", async () => {
  const server = blindServer();
  let large = "";
  const phone = await synced(fetchFrom(server, (reach, _, body) => {
    if (body.push?.length > 3 || body.push?.some((/** @type {any} */ each) => each.id === large)) {
      return Response.json({ status: 413, code: "too_large" }, { status: 413, headers: { "Content-Type": "application/problem+json" } });
    }
    return reach();
  }));
  const made = await Promise.all(Array.from({ length: 20 }, (_, at) => phone.store.add(free(`entry ${at}`))));
  large = made[7].row.id;
  assert.deepEqual(await phone.sync.run(), { waiting: 1, full: false });
  assert.equal(server.records.length, 19);
});

test("F14 F15 a server that was put back, or wiped, gets everything again that any device holds", async () => {
  for (const how of ["new epoch", "same epoch", "moved on", "wiped"]) {
    const { server, phone, laptop } = await two();
    const { row } = await phone.store.add(free("early"));
    await settle(phone, laptop);
    const before = server.copy();
    const late = await phone.store.add(free("late"));
    await phone.store.edit(row.id, (plain) => ({ ...plain, text: "early, edited" }));
    await settle(phone, laptop);
    if (how === "wiped") server.wipe();
    else server.restore(before, { sameEpoch: how !== "new epoch" });
    if (how === "moved on") {
      const tablet = await synced(fetchFrom(server), { like: phone });
      for (let at = 0; at < 5; at += 1) await tablet.store.add(free(`tablet ${at}`));
      await tablet.sync.run();
    }
    await settle(phone, laptop);
    const whole = await alike(phone, laptop);
    assert.equal(whole[late.row.id].text, "late", how);
    assert.equal(whole[row.id].text, "early, edited", how);
    assert.equal(server.records.length, how === "moved on" ? 7 : 2, how);
  }
});

test("F14 a backup from between the answer and the next page loses nothing that was acknowledged", async () => {
  const server = blindServer();
  let cut = false;
  const phone = await synced(fetchFrom(server, async (reach) => {
    const answer = await reach().json();
    if (!cut) return Response.json(answer);
    return Response.json({ ...answer, changes: [], cursor: before, more: false }); // "ok", but not in the page
  }));
  await phone.store.add(free("first"));
  await phone.sync.run();
  const before = (await rows(phone, "meta")).find(({ name }) => name === "sync").cursor;
  const copy = server.copy();
  cut = true;
  await phone.store.add(free("second"));
  await phone.sync.run();
  assert.equal((await rows(phone, "outbox")).length, 1, "an ok alone is no backup");
  cut = false;
  server.restore(copy, { sameEpoch: true });
  await phone.sync.run();
  assert.equal(server.records.length, 2);
  assert.deepEqual(await rows(phone, "outbox"), []);
});

test("F28 a session that ended stops nothing, and everything arrives at the next", async () => {
  const server = blindServer();
  let signedIn = false;
  const ended = () => Response.json({ status: 401, code: "sign_in_needed" }, { status: 401, headers: { "Content-Type": "application/problem+json" } });
  const phone = await synced(fetchFrom(server, (reach) => (signedIn ? reach() : ended())));
  for (let at = 0; at < 500; at += 1) await phone.store.add(free(`day ${at}`));
  await assert.rejects(phone.sync.run(), (error) => error instanceof Refused && error.code === "sign_in_needed");
  assert.equal((await rows(phone, "outbox")).length, 500);
  signedIn = true;
  assert.deepEqual(await phone.sync.run(), { waiting: 0, full: false });
  assert.equal(server.records.length, 500);
});

test("a server that sends more than it can have, or nothing that opens, is left", async () => {
  const server = blindServer();
  const phone = await synced(fetchFrom(server));
  const stranger = await synced(fetchFrom(server)); // another vault, as if the server had mixed them up
  for (let at = 0; at < 1100; at += 1) await stranger.store.add(free("x"));
  await stranger.sync.run();
  await phone.store.add(free("mine"));
  await assert.rejects(phone.sync.run());
  assert.ok((await rows(phone, "quarantine")).length <= 1000);
  assert.equal((await phone.store.entries()).entries.length, 1);
});
