import assert from "node:assert/strict";
import test from "node:test";

import { breathAt, countdownAt, createStopwatch } from "../../app/static/pocket/practice/clock.js";

const breathing = { breaths: 3, inSeconds: 4, outSeconds: 6 };

test("the first moment is the first second of the first in-breath, with the moon dark", () => {
  assert.deepEqual(breathAt(0, breathing), { phase: "in", breath: 1, count: 1, fullness: 0, progress: 0 });
});

test("a phase is counted aloud from one", () => {
  const counts = [0, 999, 1000, 3999, 4000, 9999].map((at) => breathAt(at, breathing).count);
  assert.deepEqual(counts, [1, 1, 2, 4, 1, 6]);
});

test("the moon is full where in turns to out, and moves without a jump", () => {
  assert.equal(breathAt(4000, breathing).fullness, 1);
  let before = 0;
  for (let at = 0; at <= 30_000; at += 20) {
    const { fullness } = breathAt(at, breathing);
    assert.ok(Math.abs(fullness - before) < 0.02, `a jump at ${at} ms`);
    before = fullness;
  }
});

test("breath follows breath until they are done", () => {
  assert.deepEqual([0, 10_000, 20_000, 29_999].map((at) => breathAt(at, breathing).breath), [1, 2, 3, 3]);
  assert.equal(breathAt(30_000, breathing).phase, "done");
  assert.equal(breathAt(1e9, breathing).progress, 1);
});

test("time before the beginning is the beginning", () => {
  assert.equal(breathAt(-50, breathing).phase, "in");
  assert.equal(countdownAt(-50, 30).left, 30);
});

test("a countdown shows whole seconds, and is done at none", () => {
  assert.deepEqual(countdownAt(0, 30), { left: 30, progress: 0, done: false });
  assert.equal(countdownAt(29_001, 30).left, 1);
  assert.deepEqual(countdownAt(30_000, 30), { left: 0, progress: 1, done: true });
});

test("a pause does not count, and F34 time that passed unwatched does", () => {
  let now = 1000;
  const watch = createStopwatch(() => now);
  watch.start();
  now += 500;
  watch.pause();
  now += 60_000;
  assert.equal(watch.elapsed(), 500);
  watch.start();
  now += 20_000; // nobody asked in between: the tab was hidden
  assert.equal(watch.elapsed(), 20_500);
});

test("a stopwatch takes up where an interruption left it", () => {
  let now = 0;
  const watch = createStopwatch(() => now, 12_000);
  assert.equal(watch.elapsed(), 12_000);
  watch.start();
  now = 1;
  assert.equal(watch.elapsed(), 12_001);
});

test("a clock that is turned back takes nothing away", () => {
  let now = 5000;
  const watch = createStopwatch(() => now, 100);
  watch.start();
  now = 10;
  assert.equal(watch.elapsed(), 100);
});
