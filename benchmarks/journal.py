"""A locked journal of 10,000 entries on a main thread slowed 4 times, against the bare cost of
reading and decrypting the same rows in the same browser: from unlocked to the list, the search, a
keystroke, and the memory.

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
LIST_RATIO = 1.5  # of the bare cost
FIRST_RATIO = 0.1  # of the time that the list may take
SEARCH, KEYSTROKE = 50, 60  # milliseconds, p95
HEAP = 150  # MB
OPENED_BY = "heron canal kettle story"

# Seeded, so that every run has the same journal; the median entry has 500 characters. Half of its
# words are of twenty that come again and again, half of two thousand: some letters find nearly
# all entries, some a few.
SEED = """async ([count, passphrase]) => {
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
  await (await openJournal()).setLock(passphrase);
}"""
UNLOCK = """async (passphrase) => {
  const { openJournal } = await import("/source/journal/open.js");
  const journal = await openJournal();
  await journal.unlock({ passphrase });
  globalThis.entryKey = journal.vault.entryKey;
}"""
BARE = """async () => {
  const open = indexedDB.open("between-visits");
  const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  const all = (name) => new Promise((done) => {
    const request = db.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => done(request.result);
  });
  const { vaultId } = (await all("meta")).find(({ name }) => name === "vault");
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
# From the moment of unlocking: `first` with 30 entries on the screen, `whole` with all of them
# opened and ready to be searched.
WATCH = """() => {
  globalThis.marks = {};
  const [box, list] = ["unlock-box", "journal-list"].map((name) => document.querySelector(name));
  const mark = (name) => (marks[name] ??= performance.now() - marks.began);
  const look = () => {
    if (box.hidden) marks.began ??= performance.now();
    if (list.querySelectorAll("[data-entries] li").length >= 30) mark("first");
  };
  const all = { subtree: true, childList: true, attributes: true };
  new MutationObserver(look).observe(document, all);
  list.addEventListener("found", () => mark("whole"));
}"""
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
    ask(page, SEED, [ENTRIES, OPENED_BY])
    slow_down(page, slow_4g=False)
    _unlock(page, url)  # it writes down which entries are the newest
    bare: list[float] = []
    marks: dict[str, list[float]] = {"first": [], "whole": []}
    for _ in range(ROUNDS):
        page.goto(f"{url}/about")
        ask(page, UNLOCK, OPENED_BY)
        bare.append(page.evaluate(BARE))
        _unlock(page, url)
        for mark, values in marks.items():
            values.append(page.evaluate(f"marks.{mark}"))
    search = page.evaluate(TYPE, ["journal-list", "input[type=search]", "found", SEARCHED, 0])
    page.locator("a[href='/journal/write']").click()  # boosted: the journal stays open
    page.locator("free-writing:defined").wait_for()
    page.wait_for_timeout(1000)
    keystrokes = page.evaluate(TYPE, ["free-writing", "textarea", "saved", WRITTEN, 150])
    _unlock(page, url)
    floor = statistics.median(bare)
    whole, first = (statistics.median(marks[mark]) for mark in ("whole", "first"))
    print(f"{ENTRIES} entries, processor slowed {SLOWED} times, medians of {ROUNDS} rounds")
    print(f"bare read and decrypt: {floor:.0f} ms")
    print(_told("whole list, ours / bare", whole / floor, LIST_RATIO, f"{whole:.0f} ms"))
    share = first / (LIST_RATIO * floor)
    print(_told("first 30, ours / the list's target", share, FIRST_RATIO, f"{first:.0f} ms"))
    print(_told("search, keystroke to results, p95 ms", _p95(search), SEARCH))
    print(_told("writing, keystroke to durable, p95 ms", _p95(keystrokes), KEYSTROKE))
    print(_told("heap, MB", _heap(page) / 1e6, HEAP))


def _unlock(page: Page, url: str) -> None:
    """Open the journal's page, which is locked after every start, and unlock it."""
    page.goto(f"{url}/journal")
    page.locator("unlock-box:not([hidden]) input[name=passphrase]").fill(OPENED_BY)
    page.evaluate(WATCH)
    page.locator("unlock-box button[data-do=unlock]").click()
    page.wait_for_function("() => globalThis.marks.whole")
    page.wait_for_timeout(SETTLE)


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
