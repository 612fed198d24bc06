"""A file with every entry: out of one browser, into another, and nothing by halves."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import disk
import pytest
from player import AT_ONCE, begin, go_on, keep_a_line, place, press, put_in
from playwright.sync_api import BrowserContext, Page, expect
from server import Server

REFUSED = ("That file could not be read.", "That file is not whole.", "That file is from a newer")


@pytest.fixture
def file(phone: Page, shared_server: Server, tmp_path: Path) -> Path:
    """Three entries of one device, as it gives them out."""
    keep_a_line(phone, shared_server.url, "the tea")
    for slug in ("circle-of-control", "three-systems"):
        begin(phone, shared_server.url, slug)
        while place(phone) != "end":
            put_in(phone, "words")
            go_on(phone)
        press(phone, "Keep this in my journal")
        expect(phone.get_by_text("Saved on this device")).to_be_visible()
    phone.goto(f"{shared_server.url}/journal/copy")
    with phone.expect_download() as download:
        press(phone, "Take a copy of my entries")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.fixture
def other(new_phone: Callable[..., BrowserContext], shared_server: Server) -> Page:
    """Another browser, which holds an entry of its own."""
    page = new_phone().new_page()
    keep_a_line(page, shared_server.url, "already here")
    page.goto(f"{shared_server.url}/journal/copy")
    return page


def bring(page: Page, path: Path) -> None:
    expect(page.get_by_role("button", name="Take a copy of my entries")).to_be_visible()
    page.locator("[data-said]").evaluate("(place) => (place.textContent = '')")
    page.locator("#bring-in").set_input_files(path)
    # That it has begun is told first.
    expect(page.locator("[data-said]")).to_have_text(re.compile("^(?!Bringing).+"))


def test_entries_carried_across_are_equal_and_come_in_once(
    phone: Page, other: Page, file: Path
) -> None:
    given = disk.entries(phone)
    assert len(given) == 3
    own = disk.entries(other)
    for words in ("3 entries came in.", "Nothing new was in that file."):
        bring(other, file)
        expect(other.locator("[data-said]")).to_contain_text(words)
        assert sorted(disk.entries(other), key=_id) == sorted([*own, *given], key=_id)
    other.get_by_role("link", name="All entries").click()
    expect(other.locator("journal-list .entries[data-entries] li")).to_have_count(4)
    other.reload()
    expect(other.locator("journal-list .entries[data-entries] li")).to_have_count(4)
    waiting = {row["id"] for row in disk.rows(other)["outbox"]}
    assert {entry["id"] for entry in given} <= waiting
    assert AT_ONCE not in str(waiting)


def test_what_was_changed_here_is_not_overwritten_by_an_older_copy(
    phone: Page, file: Path, shared_server: Server
) -> None:
    phone.goto(f"{shared_server.url}/journal")
    phone.get_by_role("link", name="the tea").click()
    press(phone, "Edit")
    phone.get_by_role("textbox").fill("the coffee")
    press(phone, "Keep")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    phone.goto(f"{shared_server.url}/journal/copy")
    bring(phone, file)
    expect(phone.locator("[data-said]")).to_contain_text("Nothing new was in that file.")
    phone.get_by_role("link", name="All entries").click()
    expect(phone.get_by_role("link", name="the coffee")).to_be_visible()


def test_a_file_that_is_not_ours_or_not_whole_is_refused_and_nothing_is_changed(
    other: Page, file: Path, tmp_path: Path
) -> None:
    before = disk.rows(other)
    taken = []
    for number, content in enumerate(spoilt(file.read_bytes())):
        path = tmp_path / f"spoilt-{number}.json"
        path.write_bytes(content)
        bring(other, path)
        told = other.locator("[data-said]").inner_text()
        if not told.startswith(REFUSED) or disk.rows(other) != before:
            taken.append((told, content[-240:]))
            before = disk.rows(other)
    assert taken == []
    other.get_by_role("link", name="All entries").click()
    expect(other.locator("journal-list li")).to_have_count(1)


def test_a_file_with_an_entry_that_is_too_long_is_brought_in_whole_or_not_at_all(
    other: Page, file: Path, tmp_path: Path
) -> None:
    before = disk.entries(other)
    path = tmp_path / "too-long.json"
    path.write_bytes(changed(file.read_bytes(), "answers", {"a": "x" * 70_000}))
    bring(other, path)
    expect(other.locator("[data-said]")).not_to_contain_text("came in")
    assert disk.entries(other) == before


def spoilt(whole: bytes) -> list[bytes]:
    """The file cut at thirty places, and with one thing wrong in its last entry."""
    length = len(whole)
    cuts = [whole[: at * length // 30] for at in range(30)] + [whole[:-1]]
    others = [b"null", b"[]", b"{}", b"<html>", b"\xff\xfe\x00", b'{"format": 1}', whole + whole]
    changes: list[tuple[str, Any]] = [
        *(
            ("id", value)
            for value in (None, 7, "", "short", "x" * 22, "../" * 7 + "A", "a" * 21 + "B")
        ),
        *(("schema", value) for value in (0, 2, "1", None)),
        *(("kind", value) for value in ("practice", "settings", "card ", None, 1)),
        *(("created", value) for value in (None, "", "yesterday", {}, [])),
        *(
            ("answers", value)
            for value in (None, [], "words", 1, {"a": None}, {"a": [1]}, {"a": {"b": {}}})
        ),
        *(("labels", value) for value in ([], "words", {"a": 1})),
        *(
            (name, value)
            for name in ("tags", "marks", "ancestors")
            for value in (None, "x", [1], {})
        ),
        *(("title", value) for value in (1, {}, ["x"])),
        *(("text", value) for value in (None, 1, {})),
        *(("zone", value) for value in (None, 1)),
        *(("exercise", value) for value in ("XC1", 1, {"id": 1})),
    ]
    return [*cuts, *others, *(changed(whole, name, value) for name, value in changes)]


def changed(whole: bytes, name: str, value: object) -> bytes:
    file = json.loads(whole)
    file["entries"][-1][name] = value
    return json.dumps(file).encode()


def _id(entry: dict[str, Any]) -> str:
    return str(entry["id"])
