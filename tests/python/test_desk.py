"""Desk's pages as such: whole or in part, in their language, and on no phone."""

import re
from pathlib import Path
from typing import Any

import pytest
from desk import ASK, CODES, SECURITY, SET_UP, AtDesk, facilitator, place, somebody
from desk_matrix import ROWS
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pseudo import LANG, Reading, write_pseudo
from test_pages import listed

from app.language import load_language
from app.practice.library import load_library
from app.web import desk_static_files, static_files

# Keys and codes are no words of any language.
NO_WORDS = re.compile(r'<p class="code">[A-Z2-7 ]+</p>|<li>[0-9A-Z]{5}-[0-9A-Z]{5}</li>')
HTMX = {"HX-Request": "true"}


@pytest.fixture
def person(client: TestClient) -> AtDesk:
    return facilitator(client.app)


def test_htmx_is_given_a_part_and_anybody_else_the_whole_page(person: AtDesk) -> None:
    whole = person.get("/team").text
    part = person.get("/team", headers=HTMX).text
    assert "<html" in whole
    assert "<html" not in part
    assert "<title>Groups – Between Visits desk</title>" in part
    heading = '<h1 tabindex="-1">My groups</h1>'
    assert heading in whole
    assert heading in part
    full = person.get("/team", headers=HTMX | {"HX-Request-Type": "full"}).text
    assert full == whole, "a page that Back asks for again is a whole one"


def test_htmx_goes_to_another_page_and_puts_none_into_a_part_of_this_one(
    person: AtDesk,
) -> None:
    person.http.cookies.delete(AtDesk.cookie)
    answer = person.get("/team", headers=HTMX)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (200, ASK)
    assert answer.text == ""


def test_an_error_under_team_is_a_page_of_desk_that_can_be_got_away_from(
    client: TestClient, person: AtDesk
) -> None:
    for path, method, status in (("/team/nowhere", "GET", 404), ("/team", "PATCH", 405)):
        answer = person.http.request(method, path)
        assert answer.status_code == status
        assert 'href="/team">Go to the desk' in answer.text
        assert "no-store" in answer.headers["cache-control"]
    stranger = AtDesk(client.app).get("/team")
    assert 'href="/back-up">Go and sign in' in stranger.text
    assert "For people who run groups" not in stranger.text
    member = somebody(client.app, "member").get("/team")
    assert "The desk is for people who run groups" in member.text
    assert client.get("/teams").headers["cache-control"] == "no-store"  # an error of Pocket's
    assert '<nav class="bottom"' in client.get("/teams").text


def test_no_file_of_desk_is_on_a_phone_and_none_of_the_journal_in_desk(
    client: TestClient, person: AtDesk
) -> None:
    on_phone = set(listed(client))
    desk = desk_static_files()
    assert not {desk.url(path) for path in desk.files} & on_phone
    assert not [path for path in on_phone if path.startswith("/team") or "desk" in path]
    pages = [person.get(path).text for path in ("/team", SECURITY, SET_UP, "/team/none")]
    for page in pages:
        named = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
        assert named
        assert not [path for path in named if "/pocket" in path]
        assert all(client.get(path).status_code == 200 for path in named)
        assert "manifest" not in page


def test_desk_s_files_do_not_change_pocket_s_version() -> None:
    style = desk_static_files().files["desk.css"].body.decode()
    assert "--paper: #faf4e8" in style, "one set of colours for both"
    assert not [path for path in static_files(load_language()).files if "desk" in path]


def test_desk_s_style_is_cached_for_ever_and_its_pages_never(
    client: TestClient, person: AtDesk
) -> None:
    answer = client.get(desk_static_files().url("desk.css"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert person.get("/team").headers["cache-control"] == "no-store"


def pages_of(person: AtDesk) -> dict[str, Any]:
    """Every page of Desk that needs no ids, and those of what was typed wrongly."""
    pages = {path: person.get(path) for method, path in ROWS if method == "GET" and "{" not in path}
    person.begin_app()
    pages["an app"] = person.get("/team/second-factor/app")
    pages["a wrong code"] = person.post("/team/second-factor/app", code="000000")
    pages["a wrong passkey"] = person.post("/team/second-factor/passkeys", label="", credential="")
    person.post(CODES)
    pages["codes"] = person.get(CODES)
    pages["codes not written down"] = person.get(SECURITY)
    other = person.another_browser()
    other.sign_in()
    pages["asked"] = other.get(ASK)
    pages["asked again"] = other.give_code("000000")
    return {name: page for name, page in pages.items() if place(page) is None}


def test_every_word_of_desk_stands_with_the_words_of_its_language(
    app: FastAPI, client: TestClient, tmp_path: Path
) -> None:
    person = facilitator(client.app, "admin")
    person.add_passkey("⟦my laptop⟧")
    app.state.library = load_library(write_pseudo(tmp_path / "app" / "content" / "xx"))
    app.state.language = app.state.library.language
    pages = pages_of(person)
    assert len(pages) > 8
    for name, page in pages.items():
        read = Reading(NO_WORDS.sub("", page.text))
        assert (name, read.bare, read.lang, read.depth) == (name, [], LANG, 0)


def test_no_page_of_desk_has_a_style_or_a_script_of_its_own(person: AtDesk) -> None:
    person.add_passkey()
    for name, page in pages_of(person).items():
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page.text), name
