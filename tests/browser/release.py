"""A newer version of the app on the server, and how it looks from the phone."""

from pathlib import Path

from playwright.sync_api import Page, expect
from server import Server

OLD = "Nobody reads what you write here"
NEW = "In the newer version too, nobody reads what you write here"
LOOK_FOR_UPDATE = """async () => {
  const registration = await navigator.serviceWorker.ready;
  try {
    await registration.update();
  } catch {
    return "refused";
  }
  const worker = registration.installing ?? registration.waiting;
  if (!worker) return "nothing new";
  await new Promise((resolve) => {
    const look = () => ["installed", "redundant"].includes(worker.state) && resolve();
    worker.addEventListener("statechange", look);
    look();
  });
  return worker.state === "redundant" ? "refused" : worker.state;
}"""
RELOADED = "() => !window.stillTheSame"


def release(server: Server, *, file: str = "content/en/words/help.toml") -> None:
    """Put a newer version on the server: other words on the help card, or another style."""
    path = server.root / "app" / file
    _change(path, OLD, NEW) if path.suffix == ".toml" else _append(path, "/* newer */")
    server.stop()
    server.start()


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def help_says(page: Page, url: str, words: str) -> None:
    """In a page of its own, by full navigation."""
    other = page.context.new_page()
    other.goto(f"{url}/help")
    expect(other.locator(".lead")).to_contain_text(words)
    other.close()


def stay(page: Page) -> None:
    page.evaluate("window.stillTheSame = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stillTheSame === true"))
