import assert from "node:assert/strict";
import test from "node:test";

import { createIdle, PATIENCE } from "../../app/static/pocket/journal/idle.js";

const { idle: IDLE, hidden: HIDDEN } = PATIENCE;

test("an open journal is due to lock after its idle minutes, or out of sight, or when a clock was turned back", () => {
  const idle = createIdle(PATIENCE, 0);
  assert.ok(!idle.due(IDLE - 1));
  assert.ok(idle.due(IDLE));
  idle.active(IDLE - 1);
  assert.ok(!idle.due(IDLE + 1));
  idle.seen(true, IDLE);
  idle.seen(true, IDLE + HIDDEN - 1);
  assert.ok(!idle.due(IDLE + HIDDEN - 1));
  assert.ok(idle.due(IDLE + HIDDEN), "looking again does not begin it anew");
  idle.seen(false, IDLE + HIDDEN - 1);
  assert.ok(!idle.due(IDLE + HIDDEN), "it came back in time");
  assert.ok(idle.due(0));
});

test("F48 a phone that slept, timers and all, is due when it is looked at again, and a tap does not come before that", () => {
  const hidden = createIdle(PATIENCE, 0);
  hidden.seen(true, 1000);
  hidden.seen(false, 1000 + HIDDEN);
  assert.ok(hidden.due(1000 + HIDDEN));
  hidden.active(1000 + HIDDEN);
  assert.ok(hidden.due(1000 + HIDDEN));
  const shown = createIdle(PATIENCE, 0);
  shown.active(IDLE);
  assert.ok(shown.due(IDLE));
});

test("a tab that is left behind is not due for as long as another is in use", () => {
  const behind = createIdle(PATIENCE, 0);
  behind.seen(true, 0);
  for (let time = 5000; time <= 3 * IDLE; time += 5000) {
    behind.elsewhere(time, true);
    assert.ok(!behind.due(time));
  }
});

test("F48 a tab that merely lies open on the screen keeps none open for longer than its idle minutes", () => {
  const behind = createIdle(PATIENCE, 0);
  behind.seen(true, 0);
  for (let time = 5000; time < IDLE; time += 5000) {
    behind.elsewhere(time, false);
    assert.ok(!behind.due(time));
  }
  behind.elsewhere(IDLE, false);
  assert.ok(behind.due(IDLE));
});
