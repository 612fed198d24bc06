import assert from "node:assert/strict";
import test from "node:test";

import { WORDS } from "../../app/static/pocket/vault/words.js";

test("the list has 2,048 different words of three to seven letters, in order", () => {
  assert.equal(new Set(WORDS).size, 2048);
  assert.deepEqual(WORDS, [...WORDS].sort());
  for (const word of WORDS) assert.match(word, /^[a-z]{3,7}$/);
});

test("no word is another with an s, so that one misheard letter is no other passphrase", () => {
  const all = new Set(WORDS);
  assert.deepEqual(WORDS.filter((word) => word.endsWith("s") && all.has(word.slice(0, -1))), []);
});

test("no word of the list is one that the app does not say, or that a hard day does not need", () => {
  const unwelcome = ["just", "simply", "failed", "missed", "should", "overdue", "stress", "grief", "death", "blood", "shift", "ward", "alone", "nothing"];
  assert.deepEqual(WORDS.filter((word) => unwelcome.includes(word)), []);
});
