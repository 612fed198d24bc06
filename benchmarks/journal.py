"""A journal of 10,000 entries on a main thread slowed 4 times, against the bare cost of reading and
decrypting the same rows in the same page: the list, the search, a keystroke, and the memory.

The bare cost is one `getAll` and one `decrypt` for each row, all at once, with nothing made of what
comes out. Rounds take turns, and medians are told.
"""

import statistics
import tempfile
from pathlib import Path

from _browser import SLOWED, Browsers, slow_down
from _floor import Server  # first of the two: it finds the tests' parts
from disk import ask
from playwright.sync_api import Page, sync_playwright

ENTRIES = 10_000
ROUNDS = 5
SETTLE = 500  # milliseconds
LIST_RATIO, FIRST_RATIO = 1.5, 0.1  # of the bare cost
SEARCH, KEYSTROKE = 50, 60  # milliseconds, p95
HEAP = 150  # MB

# Seeded, so that every run has the same journal; the median entry has 500 characters. Half of its
# words are of twenty that come again and again, half of two thousand: some letters find nearly
# all entries, some a few.
SEED = """async (count) => {
  const { createDatabase } = await import("/source/journal/database.js");
  const { openJournal } = await import("/source/journal/open.js");
  const { sealRevision } = await import("/source/journal/record.js");
  const { randomBytes } = await import("/source/vault/bytes.js");
  const { WORDS } = await import("/source/vault/words.js");
  const { vault } = await openJournal();
  const db = createDatabase();
  const words = "tea rain kettle visit neighbour canal heron slow kind door garden small light "
    + "quiet bus shoes walk window green story";
  const often = words.split(" ");
  let state = 7;
  const below = (n) => (state = (state * 16807) % 2147483647) % n;
  const entry = (at) => {
    const size = 200 + below(600);
    let text = "";
    while (text.length < size) {
      const list = below(2) ? often : WORDS;
      text += `${list[below(list.length)]} `;
    }
    const created = new Date(Date.UTC(2024, 0, 1) + at * 7_000_000).toISOString();
    const empty = { exercise: null, answers: {}, tags: ["hope"], marks: [], ancestors: [] };
    return { schema: 1, kind: "entry", created, zone: "Europe/London", text, ...empty };
  };
  for (let at = 0; at < count; at += 500) {
    const plains = Array.from({ length: 500 }, (_, number) => entry(at + number));
    const made = await Promise.all(
      plains.map((plain) => sealRevision(vault, randomBytes, { plain })),
    );
    await db.write(["records", "outbox"], async (tx) => {
      for (const { row } of made) {
        tx.objectStore("records").put(row);
        tx.objectStore("outbox").put({ id: row.id, rev: row.rev });
      }
    });
  }
  await db.close();
}"""
BARE = """async () => {
  const open = indexedDB.open("between-visits");
  const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  const all = (name) => new Promise((done) => {
    const request = db.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => done(request.result);
  });
  const { vaultId, entryKey } = (await all("meta")).find(({ name }) => name === "vault");
  const began = performance.now();
  const encoder = new TextEncoder();
  const about = (row) => encoder.encode(JSON.stringify([
    "between-visits/v1", vaultId, row.id, row.rev, row.parent, row.merge_parent, row.deleted,
    row.key_id,
  ]));
  await Promise.all((await all("records")).map((row) => {
    const iv = row.ciphertext.subarray(0, 12);
    const how = { name: "AES-GCM", iv, additionalData: about(row) };
    return crypto.subtle.decrypt(how, entryKey, row.ciphertext.subarray(12));
  }));
  const took = performance.now() - began;
  db.close();
  return took;
}"""
# From the moment that the page is there: `first` with 30 entries on the screen, `whole` with all.
WATCH = """addEventListener("DOMContentLoaded", () => {
  globalThis.marks = {};
  const began = performance.now();
  const mark = (name) => (marks[name] ??= performance.now() - began);
  const look = () => {
    if (document.querySelectorAll("journal-list [data-entries] li").length >= 30) mark("first");
    if (document.querySelector("journal-list[data-loaded]")) mark("whole");
  };
  const all = { subtree: true, childList: true, attributes: true };
  new MutationObserver(look).observe(document, all);
});"""
TYPE = """async ([place, field, event, words, pause]) => {
  const element = document.querySelector(place);
  const input = element.querySelector(field);
  const times = [];
  for (const word of words) {
    for (let at = 1; at <= word.length; at += 1) {
      input.value = word.slice(0, at);
      const began = performance.now();
      const done = new Promise((done) => element.addEventListener(event, done, { once: true }));
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await done;
      times.push(performance.now() - began);
      await new Promise((done) => setTimeout(done, pause));
    }
  }
  return times;
}"""
SEARCHED = ["heron canal", "kettle", "quiet bus", "nowhere", "story win"]
WRITTEN = ["a long day with rain and a kettle on"]


def main() -> int:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, sync_playwright() as it:
        folder = Path(name) / "server"
        folder.mkdir()
        server = Server(folder)
        server.start()
        try:
            with Browsers(it, Path(name)).page() as page:
                _measure(page, server.url)
        finally:
            server.stop()
    return 0


def _measure(page: Page, url: str) -> None:
    page.goto(f"{url}/about")
    ask(page, SEED, ENTRIES)
    page.add_init_script(WATCH)
    slow_down(page, slow_4g=False)
    page.goto(f"{url}/journal")
    page.wait_for_function("() => globalThis.marks?.whole")
    page.wait_for_timeout(SETTLE)
    bare: list[float] = []
    marks: dict[str, list[float]] = {"first": [], "whole": []}
    for _ in range(ROUNDS):
        page.goto(f"{url}/about")
        bare.append(page.evaluate(BARE))
        page.goto(f"{url}/journal")
        page.wait_for_function("() => globalThis.marks?.whole")
        page.wait_for_timeout(SETTLE)  # it writes down which entries are the newest
        for mark, value in page.evaluate("marks").items():
            marks[mark].append(value)
    search = page.evaluate(TYPE, ["journal-list", "input[type=search]", "found", SEARCHED, 0])
    page.goto(f"{url}/journal/write")
    page.locator("free-writing:defined").wait_for()
    page.wait_for_timeout(1000)
    keystrokes = page.evaluate(TYPE, ["free-writing", "textarea", "saved", WRITTEN, 150])
    page.goto(f"{url}/journal")
    page.wait_for_function("() => globalThis.marks?.whole")
    floor = statistics.median(bare)
    whole, first = (statistics.median(marks[mark]) for mark in ("whole", "first"))
    print(f"{ENTRIES} entries, processor slowed {SLOWED} times, medians of {ROUNDS} rounds")
    print(f"bare read and decrypt: {floor:.0f} ms")
    print(_told("whole list, ours / bare", whole / floor, LIST_RATIO, f"{whole:.0f} ms"))
    print(_told("first 30 entries, ours / bare", first / floor, FIRST_RATIO, f"{first:.0f} ms"))
    print(_told("search, keystroke to results, p95 ms", _p95(search), SEARCH))
    print(_told("writing, keystroke to durable, p95 ms", _p95(keystrokes), KEYSTROKE))
    print(_told("heap, MB", _heap(page) / 1e6, HEAP))


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _heap(page: Page) -> float:
    """Bytes of script memory in use after a collection, with the whole journal open."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("HeapProfiler.enable")
    protocol.send("HeapProfiler.collectGarbage")
    protocol.send("Performance.enable")
    metrics = protocol.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "JSHeapUsedSize"))


def _told(what: str, value: float, target: float, more: str = "") -> str:
    verdict = "met" if value <= target else "NOT met"
    return f"{what}: {value:.2f} (target {target}, {verdict}) {more}".rstrip()


if __name__ == "__main__":
    raise SystemExit(main())
