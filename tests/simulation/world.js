/**
 * A world of a few devices, one account and the real server (F35): what people do, what goes wrong, and
 * what must hold when all is quiet again. One seed, one course of events.
 */

import { NotKept } from "../../app/static/pocket/journal/database.js";
import { TooManyDeleted } from "../../app/static/pocket/journal/incoming.js";
import { Gone, KeepsMoving } from "../../app/static/pocket/journal/store.js";
import { Refused, Unreachable } from "../../app/static/pocket/journal/sync.js";
import { NotAnAnswer } from "../../app/static/pocket/journal/wire.js";
import { toBase64url } from "../../app/static/pocket/vault/bytes.js";
import { unlock } from "../../app/static/pocket/vault/lock.js";
import { quickly } from "../client/support/argon2.js";
import { free } from "../client/support/synced.js";
import { Crash, createDevice } from "./device.js";
import { createModel, withWord } from "./model.js";
import { createNetwork } from "./network.js";
import { createRandom } from "./random.js";

/** @typedef {import("./device.js").Device} Device */

const USER = "somebody";
const ROUNDS = 40; // until all is quiet
const SKEWS = [3_600_000, -3_600_000, 3.15e11, -3.15e11, 0]; // milliseconds: an hour, ten years
const EXPECTED = [Refused, Unreachable, NotAnAnswer, Crash, KeepsMoving, TooManyDeleted, NotKept, Gone];

const EVENTS = {
  ...{ add: 14, edit: 26, answer: 8, tag: 6, remove: 4, restore: 3, erase: 1.5 },
  ...{ sync: 30, deliver: 60, arrive: 2, crash: 1.5, clock: 0.5 },
  ...{ "change passphrase": 0.15, restart: 0.15, kill: 0.1, backup: 0.3, "put back": 0.08, "put back by hand": 0.05 },
};

/**
 * @param {{url: string, seed: number, devices?: number, control: (what: string) => Promise<void>}} options
 *   `control` does something to the server: restart, kill, backup, "put back", "put back by hand"
 */
export async function createWorld({ url, seed, devices: count, control }) {
  const random = createRandom(seed);
  const network = createNetwork(url, random);
  const model = createModel();
  /** @type {Device[]} */
  const devices = [];
  /** Which passphrase belongs to a salt. @type {Map<string, string>} */
  const passphrases = new Map();
  let backups = 0;

  async function begin() {
    await network.calm();
    const wanted = count ?? 2 + random.below(3);
    for (let at = 0; at < wanted; at += 1) {
      const device = await createDevice(`${seed}-${at}-${toBase64url(crypto.getRandomValues(new Uint8Array(6)))}`, network, random);
      devices.push(device);
      const passphrase = "lantern orchard pebble wren";
      if (at === 0) {
        const code = await device.journal.setLock(passphrase);
        await through(device, device.account.signUp({ user: USER, passphrase, code }));
      } else await through(device, device.account.signIn({ user: USER, passphrase }));
      await learn(device, passphrase);
    }
    network.storm();
    for (const device of devices) device.life.fragile = 0.004;
  }

  /** A task whose every request is let through. @param {Device} device @param {Promise<unknown>} task */
  async function through(device, task) {
    watch(device, task);
    while (device.running) {
      await drain();
      for (const each of network.gate.filter(({ of }) => of === device.name)) await each.go();
    }
    return task;
  }

  /** @param {Device} device @param {Promise<unknown>} task */
  function watch(device, task) {
    const running = task.catch(async (error) => {
      if (!EXPECTED.some((kind) => error instanceof kind)) throw error;
      return error;
    });
    device.running = running;
    const done = () => {
      if (device.running === running) device.running = null;
    };
    running.then(done, (error) => (done(), failed.push(error)));
  }

  /** What no part of the client may throw. @type {unknown[]} */
  const failed = [];

  /** Until every device that is busy waits for the network. */
  async function drain() {
    while (devices.some(({ name, running }) => running && !network.gate.some(({ of }) => of === name))) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (failed.length) throw failed[0];
  }

  /** Salts that are new on a device belong to this passphrase. @param {Device} device @param {string} passphrase */
  async function learn(device, passphrase) {
    for (const row of await device.real.read(["meta"], (tx) => tx.objectStore("meta").getAll())) {
      if (row.salt && !passphrases.has(toBase64url(row.salt))) passphrases.set(toBase64url(row.salt), passphrase);
    }
  }

  /** Started again, on the disk that it had. @param {Device} device */
  async function reborn(device) {
    device.life.over = true;
    for (const each of network.gate.filter(({ of }) => of === device.name)) each.drop();
    await device.running;
    const next = await createDevice(device.name, network, random, device);
    next.life.fragile = device.life.fragile;
    devices[devices.indexOf(device)] = next;
    const row = /** @type {import("../../app/static/pocket/vault/lock.js").LockedRow} */ (next.vault.row);
    const passphrase = passphrases.get(toBase64url(row.salt)) ?? "";
    next.vault.open(await unlock(row, { passphrase }, { subtle: crypto.subtle, random: random.bytes, argon2: quickly }));
    return next;
  }

  /** As a person would who is told to sign in; they know every passphrase that they ever chose. @param {Device} device */
  async function signIn(device) {
    await device.account.settle();
    const asked = await fetch(`${url}/api/account/prelogin`, { method: "POST", headers: { "Content-Type": "application/json", Origin: url }, body: JSON.stringify({ name: USER }) });
    const { salt } = await asked.json();
    await device.account.signIn({ user: USER, passphrase: passphrases.get(salt) ?? "" });
  }

  /** @param {Device} device */
  async function syncOnce(device, deletions = /** @type {"ask" | "take" | "keep"} */ ("ask")) {
    try {
      await device.sync.run({ deletions });
    } catch (error) {
      if (error instanceof TooManyDeleted) await device.sync.run({ deletions: random.pick(["take", "keep"]) });
      else if (error instanceof Refused && error.status === 401) await signIn(device);
      else throw error;
    }
  }

  /** @param {Device} device @param {boolean} deleted */
  async function some(device, deleted) {
    const { opened } = await device.store.all();
    const found = opened.filter(({ row, plain }) => row.deleted === deleted && plain.created !== "");
    return found.length ? random.pick(found.sort((a, b) => (a.row.id < b.row.id ? -1 : 1))) : null;
  }

  /** @param {Device} device @param {(plain: import("./model.js").Seen, word: string) => import("./model.js").Seen} change */
  async function edit(device, change) {
    const found = await some(device, false);
    if (!found) return;
    const word = model.word();
    await device.store.edit(found.row.id, (plain) => withWord(change(plain, word), word));
    model.save(word);
  }

  /** Somebody writes at the end, at the beginning, or over what is there. @param {string} text @param {string} word */
  function written(text, word) {
    const lines = text.split("\n");
    const at = random.below(lines.length);
    const how = random.weighted({ end: 4, beginning: 2, over: 3, out: 1, longer: 2 });
    if (how === "end") return [...lines, word].join("\n");
    if (how === "beginning") return [word, ...lines].join("\n");
    if (how === "longer") return lines.with(at, `${lines[at]} ${word}`).join("\n");
    return lines.toSpliced(at, how === "out" && lines.length > 1 ? 2 : 1, word).join("\n");
  }

  /** @type {Record<string, (device: Device) => Promise<unknown> | unknown>} */
  const events = {
    async add(device) {
      const word = model.word();
      await device.store.add(withWord({ ...free(word), created: device.now() }, word));
      model.save(word);
    },
    edit: (device) => edit(device, (plain, word) => ({ ...plain, text: written(plain.text, word) })),
    answer: (device) => edit(device, (plain, word) => ({ ...plain, answers: { ...plain.answers, [random.pick(["one", "two"])]: word } })),
    tag: (device) => edit(device, (plain, word) => ({ ...plain, tags: random.chance(0.7) ? [...plain.tags, word] : plain.tags.slice(1), text: `${plain.text}\n${word}` })),
    async remove(device) {
      const found = await some(device, false);
      if (found) await device.store.remove(found.row.id);
    },
    async restore(device) {
      const found = await some(device, true);
      if (found) await device.store.restore(found.row.id);
    },
    async erase(device) {
      const found = await some(device, true);
      if (found && (await device.store.erase(found.row.id))) model.erase(found.plain);
    },
    sync(device) {
      if (!device.running) watch(device, syncOnce(device));
    },
    async deliver() {
      if (network.gate.length) await random.pick(network.gate).go();
    },
    arrive: () => network.arrive(),
    crash: (device) => reborn(device),
    clock: (device) => void (device.clock.offset = random.pick(SKEWS)),
    async "change passphrase"(device) {
      if (device.running) return;
      const row = /** @type {import("../../app/static/pocket/vault/lock.js").LockedRow} */ (device.vault.row);
      const next = `lantern orchard pebble ${passphrases.size}`;
      watch(device, device.account.change({ passphrase: passphrases.get(toBase64url(row.salt)) ?? "" }, next).finally(() => learn(device, next)));
    },
    restart: () => control("restart"),
    kill: () => control("kill"),
    async backup() {
      await control("backup");
      backups += 1;
    },
    "put back": () => backups && control("put back"),
    "put back by hand": () => backups && control("put back by hand"),
  };

  /** One thing that happens. */
  async function step() {
    const device = random.pick(devices);
    const happens = async () => {
      try {
        await events[random.weighted(EVENTS)](device);
      } catch (error) {
        if (!EXPECTED.some((kind) => error instanceof kind)) throw error;
      }
    };
    await (random.chance(0.2) ? Promise.all([drain(), happens()]) : happens());
    await drain();
    for (const each of devices.filter(({ life }) => life.over)) await reborn(each);
  }

  /** All is quiet: everybody syncs until nothing changes any more. */
  async function quiet() {
    await network.calm();
    for (const device of [...devices]) {
      device.life.fragile = 0;
      await finished(device);
      if (device.life.over) await reborn(device);
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const device of devices) await through(device, syncOnce(device, "take"));
      if (new Set(await Promise.all(devices.map(heads))).size === 1 && (await waiting()) === 0) return;
    }
    throw new Error(`not quiet after ${ROUNDS} rounds: ${await waiting()} waiting`);
  }

  /** @param {Device} device */
  async function finished(device) {
    while (device.running) {
      await drain();
      for (const each of network.gate.filter(({ of }) => of === device.name)) await each.go();
    }
  }

  /** @param {Device} device */
  const heads = async (device) => (await device.store.rows()).map(({ id, rev }) => `${id} ${rev}`).sort().join("\n");

  const waiting = async () => (await Promise.all(devices.map(({ sync }) => sync.outbox.count()))).reduce((sum, each) => sum + each);

  /** What must hold when all is quiet. @returns {Promise<{lost: string[], copies: number, records: number, words: number}>} */
  async function check() {
    let everything = "";
    let copies = 0;
    let records = 0;
    for (const device of devices) {
      const { opened, unreadable } = await device.store.all();
      const aside = await device.db.read(["quarantine"], (tx) => tx.objectStore("quarantine").count());
      if (unreadable.length || aside) throw new Error(`${device.name} has ${unreadable.length + aside} records that do not open`);
      const versions = await Promise.all(opened.map(({ row }) => device.store.history(row.id)));
      everything += [...opened, ...versions.flat()].map(({ plain: { text, answers, tags } }) => JSON.stringify([text, answers, tags])).join("\n");
      copies = opened.filter(({ plain }) => plain.copyOf).length;
      records = opened.length;
    }
    return { lost: model.lost(everything), copies, records, words: model.count };
  }

  await begin();
  return { step, quiet, check, devices };
}
