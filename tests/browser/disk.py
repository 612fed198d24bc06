"""What a device holds, read past the app: its stores as they lie there, and what they mean."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

# The app's own modules, read from their files: the pages get them joined, with nothing exported.
STATIC = Path(__file__).parents[2] / "app" / "static"
JOURNAL = """async () => {
  const { openJournal } = await import("/source/journal/open.js");
  const { store, drafts } = await openJournal();
  const { entries, unreadable } = await store.entries();
  const kept = entries.map(({ row, plain }) => ({ id: row.id, ...plain }));
  return { entries: kept, unreadable, drafts: await drafts.offered(Date.now()) };
}"""

PRACTICE = """async () => {
  const { createDatabase } = await import("/source/journal/database.js");
  const { openJournal } = await import("/source/journal/open.js");
  const { store } = await openJournal();
  const db = createDatabase();
  const pointer = await db.read(["meta"], (tx) => tx.objectStore("meta").get("practice"));
  await db.close();
  return pointer ? Object.values((await store.get(pointer.id)).plain.answers) : [];
}"""

REVISIONS = """async () => {
  const { createDatabase } = await import("/source/journal/database.js");
  const { vaultRow } = await import("/source/journal/open.js");
  const { openRevision } = await import("/source/journal/record.js");
  const { randomBytes } = await import("/source/vault/bytes.js");
  const { createVault } = await import("/source/vault/vault.js");
  const db = createDatabase();
  const source = { subtle: crypto.subtle, random: randomBytes };
  const vault = createVault(await vaultRow(db, source), source);
  const rows = await db.read(["revisions"], (tx) => tx.objectStore("revisions").getAll());
  await db.close();
  const opened = await Promise.all(rows.map((row) => openRevision(vault, row)));
  return opened.map(({ row, plain }) => ({ id: row.id, ...plain }));
}"""

ROWS = """async () => {
  const open = indexedDB.open("between-visits");
  const db = await new Promise((done, failed) => {
    open.onsuccess = () => done(open.result);
    open.onerror = () => failed(open.error);
  });
  const all = {};
  for (const name of db.objectStoreNames) {
    const request = db.transaction(name).objectStore(name).getAll();
    await new Promise((done) => (request.onsuccess = done));
    all[name] = request.result.map((row) => {
      const plain = {};
      for (const [key, value] of Object.entries(row)) {
        if (value instanceof CryptoKey) {
          plain[key] = { algorithm: value.algorithm.name, extractable: value.extractable };
        } else plain[key] = value instanceof Uint8Array ? [...value] : value;
      }
      return plain;
    });
  }
  db.close();
  return all;
}"""


def ask(page: Page, script: str, *words: object) -> Any:  # noqa: ANN401  what JavaScript gives
    """Run a script that may import the app's modules from `/source/`.

    Past the service worker, whose requests go past the routes below: one that takes charge of the
    page in the middle of an import would find nothing there.
    """
    page.route("**/source/**", _from_its_file)
    page.route("**/vendor/idb.js", _from_its_file)
    protocol = page.context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Network.setBypassServiceWorker", {"bypass": True})
    try:
        return page.evaluate(script, *words)
    finally:
        protocol.detach()


def _from_its_file(route: Route) -> None:
    path = urlsplit(route.request.url).path.replace("/source/", "pocket/").lstrip("/")
    route.fulfill(path=STATIC / path, content_type="text/javascript")


def entries(page: Page) -> list[dict[str, Any]]:
    """Every kept entry in plain words, newest first."""
    return list(ask(page, JOURNAL)["entries"])


def drafts(page: Page) -> list[dict[str, Any]]:
    """Every draft on offer."""
    return list(ask(page, JOURNAL)["drafts"])


def practised(page: Page) -> list[str]:
    """The ids of the exercises that counted this month, once for each time."""
    return list(ask(page, PRACTICE))


def revisions(page: Page) -> list[dict[str, Any]]:
    """Every superseded revision in plain words."""
    return list(ask(page, REVISIONS))


def rows(page: Page) -> dict[str, list[dict[str, Any]]]:
    """Every store and every row; bytes as lists of numbers."""
    return dict(page.evaluate(ROWS))
