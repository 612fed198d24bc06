"""What is typed lies on the device sealed, under names that say nothing, and is sent nowhere
(F48 for a device without a lock; F19 for the wire)."""

from collections.abc import Iterator
from pathlib import Path
from profile import Profile

import disk
import pytest
from player import EXERCISES, begin, go_on, keep_a_line, place, press, put_in
from playwright.sync_api import Page, Playwright, Request, expect
from server import Server
from waits import pause

CANARIES = ("quokkasorrow", "wombatlist", "numbatkept", "bilbyedit")
TITLES = sorted({exercise["title"] for exercise in EXERCISES.values()})
NAMES = ("exercise:", "gratitude-line", "circle-of-control", "before-supervision", *TITLES)

ELSEWHERE = """async () => {
  const texts = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      texts.push(request.url, await (await cache.match(request)).text());
    }
  }
  const cached = texts.join("\\n");
  const stored = [{ ...localStorage }, { ...sessionStorage }, document.cookie];
  const beside = JSON.stringify([...stored, history.state, window.name, location.href]);
  return { cached, beside, databases: (await indexedDB.databases()).map(({ name }) => name) };
}"""

EXPORTS = """async () => {
  const open = indexedDB.open("between-visits");
  const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  const request = db.transaction("meta").objectStore("meta").get("vault");
  await new Promise((done) => (request.onsuccess = done));
  db.close();
  const keys = Object.values(request.result).filter((value) => value instanceof CryptoKey);
  const formats = keys.flatMap((key) => ["raw", "jwk"].map((format) => [format, key]));
  const tries = formats.map(([format, key]) => crypto.subtle.exportKey(format, key));
  return (await Promise.allSettled(tries)).map(({ reason }) => reason?.name ?? "gave it");
}"""


@pytest.fixture
def profile(playwright: Playwright, tmp_path: Path) -> Iterator[Profile]:
    trouble: list[str] = []
    profile = Profile(playwright, tmp_path / "profile", trouble)
    yield profile
    profile.close()
    assert trouble == []


def test_f48_no_word_and_no_exercise_is_readable_on_the_device_or_on_the_wire(
    profile: Profile, shared_server: Server
) -> None:
    page = profile.page()
    sent: list[Request] = []
    page.context.on("request", lambda request: sent.append(request))  # noqa: PLW0108  Playwright takes no built-in
    write_everywhere(page, shared_server.url)

    for store, rows in disk.rows(page).items():
        for row in rows:
            for column, value in row.items():
                where = f"{store}.{column}"
                assert_says_nothing(where, _bytes(value))
    elsewhere = page.evaluate(ELSEWHERE)
    assert elsewhere["databases"] == ["between-visits"]
    for words in CANARIES:
        assert words not in elsewhere["cached"]
        assert words not in elsewhere["beside"]
    assert page.context.cookies() == []

    for request in sent:
        headers = request.all_headers()
        assert request.method == "GET"
        assert request.post_data is None
        assert "hx-current-url" not in headers
        assert not headers.get("referer")
        said = f"{request.url} {headers}"
        assert not [words for words in CANARIES if words in said]
        names = [slug for slug in EXERCISES if slug in str(headers)]
        assert names == []
        assert "?" not in request.url
    assert len(sent) > 20

    profile.kill()  # so that nothing is tidied away
    for path in profile.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert_says_no_word(path.name, content)
            if "IndexedDB" in path.parts:
                assert_says_nothing(path.name, content)
    assert list(profile.folder.rglob("*IndexedDB*"))


def test_f48_no_key_can_be_read_out(phone: Page, shared_server: Server) -> None:
    keep_a_line(phone, shared_server.url, "a line")
    [vault] = [row for row in disk.rows(phone)["meta"] if row["name"] == "vault"]
    keys = {name: value for name, value in vault.items() if isinstance(value, dict)}
    assert keys == {
        "deviceKey": {"algorithm": "AES-GCM", "extractable": False},
        "entryKey": {"algorithm": "AES-GCM", "extractable": False},
    }
    assert len(vault["dataKey"]) == 12 + 32 + 16
    assert phone.evaluate(EXPORTS) == ["InvalidAccessError"] * 4


def write_everywhere(page: Page, url: str) -> None:
    """Drafts of every kind of field, an entry that is kept, and one that is being edited."""
    keep_a_line(page, url, "numbatkept")
    for slug, words in (
        ("before-supervision", "quokkasorrow"),
        ("circle-of-control", "wombatlist"),
        ("name-it", "quokkasorrow"),
        ("three-systems", "quokkasorrow"),
    ):
        begin(page, url, slug)
        while place(page) not in ("check", "put-down", "let-be", "feed"):
            put_in(page, words)
            go_on(page)
        pause(page)
    press(page, "Stop")
    press(page, "Finish here")
    page.get_by_role("link", name="Back to Today").click()
    page.get_by_role("link", name="Journal", exact=True).click()
    page.get_by_role("link", name="numbatkept").click()
    press(page, "Edit")
    page.get_by_role("textbox").fill("bilbyedit")
    pause(page)
    expect(page.get_by_role("textbox")).to_have_value("bilbyedit")
    assert len(disk.drafts(page)) >= 5


def assert_says_nothing(where: str, content: bytes) -> None:
    assert_says_no_word(where, content)
    for name in NAMES:
        assert name.encode() not in content, f"{name} in {where}"
        assert name.encode("utf-16-le") not in content, f"{name} in {where}"


def assert_says_no_word(where: str, content: bytes) -> None:
    for words in CANARIES:
        assert words.encode() not in content, f"{words} in {where}"
        assert words.encode("utf-16-le") not in content, f"{words} in {where}"


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, list) else str(value).encode()
