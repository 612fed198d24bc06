/**
 * `node run.js <url> <seed> <steps>`: one world, told on standard output as lines of JSON. What is to be
 * done to the server is asked of whoever started this, and waited for.
 */

import { createInterface } from "node:readline";

import { createWorld } from "./world.js";

const [url, seed, steps] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const tell = (/** @type {object} */ what) => process.stdout.write(`${JSON.stringify(what)}\n`);

const world = await createWorld({
  url,
  seed: Number(seed),
  async control(what) {
    tell({ control: what });
    await lines.next();
  },
});
for (let done = 1; done <= Number(steps); done += 1) {
  await world.step();
  if (done % 500 === 0) tell({ done });
}
await world.quiet();
const before = await world.check();
await world.quiet();
const { copies } = await world.check();
tell({ result: { ...before, again: copies - before.copies } });
process.exit(0);
