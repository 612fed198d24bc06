import assert from "node:assert/strict";
import test from "node:test";
import { createWays, NONE, withAfter, withAllBack, withAtHand } from "../../app/static/pocket/journal/ways.js";
import { Locked } from "../../app/static/pocket/vault/vault.js";
import { device, PASSPHRASE, rows } from "./support/device.js";

/** @param {import("../../app/static/pocket/journal/ways.js").Ways} ways @param {string} group */
const worse = (ways, group) => withAfter(ways, group, "worse");

test("“worse” twice running puts a group aside, and once does not", () => {
  const once = worse(NONE, "quiet");
  assert.deepEqual(once.aside, []);
  assert.deepEqual(worse(once, "quiet").aside, ["quiet"]);
});

test("“same” or “better” between two begins the count again, in its own group alone", () => {
  const between = withAfter(worse(NONE, "quiet"), "quiet", "same");
  assert.deepEqual(worse(between, "quiet").aside, []);
  const other = withAfter(worse(NONE, "quiet"), "acceptance", "better");
  assert.deepEqual(worse(other, "quiet").aside, ["quiet"]);
});

test("all come back when the person says so, and the count begins again", () => {
  const back = withAllBack(worse(worse(NONE, "quiet"), "quiet"));
  assert.deepEqual(back.aside, []);
  assert.deepEqual(worse(back, "quiet").aside, []);
});

test("the newest at hand stands first, each once, and can be taken away", () => {
  const two = withAtHand(withAtHand(NONE, "SA1", true), "BN1", true);
  assert.deepEqual(two.atHand, ["BN1", "SA1"]);
  assert.deepEqual(withAtHand(two, "SA1", true).atHand, ["SA1", "BN1"]);
  assert.deepEqual(withAtHand(two, "BN1", false).atHand, ["SA1"]);
});

test("they are sealed on the disk, and not to be read while locked", async () => {
  const phone = await device();
  const ways = createWays(phone);
  await ways.change((before) => withAtHand(before, "SA1", true));
  assert.deepEqual((await ways.read()).atHand, ["SA1"]);
  assert.doesNotMatch(JSON.stringify(await rows(phone, "meta")), /SA1|atHand/);
  await phone.setLock(PASSPHRASE);
  phone.lock();
  await assert.rejects(ways.read(), Locked);
  await assert.rejects(ways.change((before) => before), Locked);
});

test("two tabs that change them at once lose nothing", async () => {
  const phone = await device();
  const [one, other] = [createWays(phone), createWays(phone)];
  const ids = ["SA1", "BN1", "EV2", "RS4"];
  await Promise.all(ids.map((id, at) => (at % 2 ? one : other).change((before) => withAtHand(before, id, true))));
  assert.deepEqual((await one.read()).atHand.sort(), [...ids].sort());
});
