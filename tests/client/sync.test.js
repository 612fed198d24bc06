import assert from "node:assert/strict";
import { test } from "node:test";

import { Unreachable } from "../../app/static/pocket/journal/sync.js";
import { blindServer, fetchFrom } from "./support/blind-server.js";
import { faulty, MOMENT, rows } from "./support/device.js";
import { alike, Died, findable, free, settle, standing, synced, two } from "./support/synced.js";

test("what is written on one device is read on the other, and is out of the outbox only then", async () => {
  const { phone, laptop } = await two();
  await phone.store.add(free("a long day"));
  assert.equal((await rows(phone, "outbox")).length, 1);
  assert.deepEqual(await phone.sync.run(), { waiting: 0, full: false });
  await laptop.sync.run();
  assert.deepEqual((await laptop.store.entries()).entries.map(({ plain }) => plain.text), ["a long day"]);
  await alike(phone, laptop);
});

test("F22 an edit of what is in flight is its child, and both are taken", async () => {
  const server = blindServer();
  /** @type {(() => Promise<unknown>) | null} */
  let meanwhile = null;
  const phone = await synced(
    fetchFrom(server, async (reach) => {
      await meanwhile?.();
      meanwhile = null;
      return reach();
    }),
  );
  const { row } = await phone.store.add(free("first"));
  meanwhile = () => phone.store.edit(row.id, (plain) => ({ ...plain, text: "first, and more" }));
  await phone.sync.run();
  assert.deepEqual(server.revisions.map(({ parent }) => parent), [null, row.rev]);
  assert.equal(server.records[0].rev, (await phone.store.get(row.id))?.row.rev);
  assert.deepEqual(await rows(phone, "outbox"), []);
});

test("F22 an edit while a page is being taken in is not written over", async () => {
  const { server, phone, laptop } = await two();
  const { row } = await phone.store.add(free("a\nb"));
  await settle(phone, laptop);
  await laptop.store.edit(row.id, (plain) => ({ ...plain, text: "a from the laptop\nb" }));
  await laptop.sync.run();
  let edited = false;
  const slow = await synced(fetchFrom(server), { name: phone.name });
  await faulty(IDBFactory.prototype, "cmp", (real, self, args) => real.apply(self, args), async () => {
    const run = slow.sync.run();
    await phone.store.edit(row.id, (plain) => ({ ...plain, text: plain.text.replace("b", "b from the phone") }));
    edited = true;
    await run;
  });
  assert.ok(edited);
  await settle(phone, laptop);
  const whole = await alike(phone, laptop);
  assert.equal(whole[row.id].text, "a from the laptop\nb from the phone");
});

test("F6 F21 an answer that is lost after another device wrote is no conflict with oneself", async () => {
  const server = blindServer();
  let lost = 1;
  const phone = await synced(fetchFrom(server, (reach) => {
    const answer = reach();
    if (lost-- > 0) throw new TypeError("network");
    return answer;
  }));
  const laptop = await synced(fetchFrom(server), { like: phone });
  const { row } = await phone.store.add(free("once"));
  await assert.rejects(phone.sync.run(), Unreachable);
  assert.equal((await rows(phone, "outbox")).length, 1);
  await laptop.sync.run();
  await laptop.store.edit(row.id, (plain) => ({ ...plain, marks: ["supervision"] }));
  await settle(laptop, phone);
  const whole = await alike(phone, laptop);
  assert.deepEqual(Object.keys(whole), [row.id]);
  assert.equal(server.revisions.length, 2);
});

test("F37 one field edited on both devices is kept both; other fields are put together", async () => {
  const { phone, laptop } = await two();
  const { row } = await phone.store.add(free("a day"));
  await settle(phone, laptop);
  await phone.store.edit(row.id, (plain) => ({ ...plain, text: "a good day" }));
  await laptop.store.edit(row.id, (plain) => ({ ...plain, text: "a hard day", tags: ["acceptance"] }));
  await settle(phone, laptop);
  const whole = await alike(phone, laptop);
  assert.deepEqual(Object.values(whole).map(({ text }) => text).sort(), ["a good day", "a hard day"]);
  const copy = (await phone.store.entries()).entries.find(({ plain }) => plain.copyOf);
  assert.equal(copy?.plain.copyOf, row.id);
});

test("F36 two devices that resolve one conflict at once make one copy of it, and no more", async () => {
  const { server, fetch, phone, laptop } = await two();
  const { row } = await phone.store.add(free("a day"));
  await settle(phone, laptop);
  const before = server.copy();
  await laptop.store.edit(row.id, (plain) => ({ ...plain, text: "a hard day" }));
  await laptop.sync.run();
  const tablet = await synced(fetch, { like: laptop });
  await tablet.sync.run();
  server.restore(before); // laptop and tablet both hold what the server has lost
  await phone.store.edit(row.id, (plain) => ({ ...plain, text: "a good day" }));
  await phone.sync.run();
  await Promise.all([laptop.sync.run(), tablet.sync.run()]);
  await settle(phone, laptop, tablet);
  const whole = await alike(phone, laptop, tablet);
  assert.deepEqual(Object.values(whole).map(({ text }) => text).sort(), ["a good day", "a hard day"]);
  const count = server.revisions.length;
  await settle(phone, laptop, tablet);
  assert.equal(server.revisions.length, count, "no ping-pong");
});

test("F38 500 edits on one device against 500 on another, apart for long, lose no paragraph and end alike", async () => {
  const { phone, laptop } = await two();
  const entries = await Promise.all(Array.from({ length: 50 }, (_, at) => phone.store.add(free(`entry ${at}\nend`))));
  await settle(phone, laptop);
  for (const [device, name] of /** @type {const} */ ([[phone, "phone"], [laptop, "laptop"]])) {
    for (let at = 0; at < 500; at += 1) {
      const words = (/** @type {string} */ text) => (name === "phone" ? `phone ${at}\n${text}` : `${text}\nlaptop ${at}`);
      await device.store.edit(entries[at % 50].row.id, (plain) => ({ ...plain, text: words(plain.text) }));
    }
  }
  await settle(phone, laptop);
  const whole = await alike(phone, laptop);
  const all = Object.values(whole).map(({ text }) => text).join("\n").split("\n");
  for (let at = 0; at < 500; at += 1) assert.ok(all.includes(`phone ${at}`) && all.includes(`laptop ${at}`), String(at));
  assert.equal(Object.keys(whole).length, 50);
});

test("F26 a device that was cloned with an old cursor comes to the same as the others", async () => {
  const { server, fetch, phone, laptop } = await two();
  await phone.store.add(free("before"));
  await settle(phone, laptop);
  const clone = await synced(fetch, { like: phone });
  for (const store of ["records", "outbox", "revisions"]) {
    for (const row of await rows(phone, store)) await clone.db.write([store], (tx) => tx.objectStore(store).put(row));
  }
  for (const row of await rows(phone, "meta")) if (row.name === "sync") await clone.db.write(["meta"], (tx) => tx.objectStore("meta").put(row));
  for (const [at, each] of [phone, clone, laptop].entries()) {
    const [first] = (await each.store.entries()).entries;
    await each.store.edit(first.row.id, (plain) => ({ ...plain, text: `${plain.text}\nfrom ${at}` }));
    await each.store.add(free(`new on ${at}`));
  }
  await settle(phone, clone, laptop);
  const whole = await alike(phone, clone, laptop);
  const all = Object.values(whole).map(({ text }) => text).join("\n");
  for (const at of [0, 1, 2]) assert.ok(all.includes(`from ${at}`) && all.includes(`new on ${at}`), all);
  assert.equal(server.records.length, Object.keys(whole).length);
});

test("what is deleted for good is erased on the server, and on the other device", async () => {
  const { server, phone, laptop } = await two();
  const { row } = await phone.store.add(free("to go"));
  await phone.store.edit(row.id, (plain) => ({ ...plain, text: "to go, edited" }));
  await settle(phone, laptop);
  await laptop.store.edit(row.id, (plain) => ({ ...plain, text: "to go, once more" }));
  await settle(phone, laptop);
  await phone.store.remove(row.id);
  await phone.store.erase(row.id);
  await settle(phone, laptop);
  assert.deepEqual(server.erasedIds, [row.id]);
  assert.deepEqual(await rows(phone, "erasures"), []);
  for (const each of [phone, laptop]) {
    assert.ok(![...(await findable(each))].some((text) => text.includes("to go")));
    assert.deepEqual(await rows(each, "trash"), []);
  }
});

test("practice and months of practice come over, and are gone on with", async () => {
  const { phone, laptop } = await two();
  await phone.practised("BN1", MOMENT);
  await settle(phone, laptop);
  await laptop.practised("BN2", { ...MOMENT, now: "2026-11-23T09:00:00.000Z" });
  await settle(phone, laptop);
  const whole = await alike(phone, laptop);
  assert.equal(Object.keys(whole).length, 1);
  assert.equal((await phone.store.practisedLately())[0], "BN2");
});

for (const before of [true, false]) {
  test(`F21 a device that dies ${before ? "before" : "right after"} any write of a sync has lost nothing when it is there again`, async () => {
    for (let writes = 0; ; writes += 1) {
      const { fetch, phone, laptop } = await two();
      const { row } = await phone.store.add(free("both\nhave this"));
      await settle(phone, laptop);
      await phone.store.edit(row.id, (plain) => ({ ...plain, text: `phone\n${plain.text}` }));
      await phone.store.add(free("of the phone"));
      await laptop.store.edit(row.id, (plain) => ({ ...plain, text: `${plain.text}\nlaptop` }));
      await laptop.store.add(free("of the laptop"));
      await laptop.sync.run();
      const dying = await synced(fetch, { name: phone.name, dies: { writes, before } });
      const whole = await dying.sync.run().then(() => true, (error) => {
        if (!(error instanceof Died)) throw error;
        return false;
      });
      await settle(phone, laptop);
      const texts = Object.values(await alike(phone, laptop)).map(({ text }) => text).sort();
      assert.deepEqual(texts, ["of the laptop", "of the phone", "phone\nboth\nhave this\nlaptop"], `write ${writes}`);
      if (whole) return assert.ok(writes > 2);
    }
  });
}

test("F23 two tabs write 200 entries each, the one that syncs closes: nothing is lost or doubled", async () => {
  const server = blindServer();
  const one = await synced(fetchFrom(server), { dies: { writes: 9, before: true } });
  const two = await synced(fetchFrom(server), { name: one.name });
  const write = async (/** @type {import("./support/synced.js").Synced} */ tab, /** @type {string} */ name) => {
    for (let at = 0; at < 200; at += 1) await tab.store.add(free(`${name} ${at}`));
  };
  const syncs = (async () => {
    for (;;) await one.sync.run();
  })().catch((error) => error);
  await Promise.all([write(one, "one"), write(two, "two")]);
  assert.ok((await syncs) instanceof Died);
  await two.sync.run();
  assert.equal(server.records.length, 400);
  assert.equal(new Set(Object.values(await standing(two)).map(({ text }) => text)).size, 400);
  assert.deepEqual(await rows(two, "outbox"), []);
});
