"""What everybody gets alike: pages, static files, the worker's list, the manifest."""

import gzip
import hashlib
import json
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.language import load_language
from app.practice.precache import service_worker
from app.web import Asset, StaticFiles, static_files
from app.words import PLACE_FOR_THE_WORDS, fill_in_words

DESK = "/team"  # needs a signal, and is on no phone
ONLINE = (DESK, f"{DESK}/invitation", "/trust")
POCKET = (
    "/",
    "/skills",
    "/journal",
    "/journal/cards",
    "/journal/entry",
    "/help",
    "/about",
    "/promise",
    "/needs",
)


def listed(client: TestClient) -> dict[str, str]:
    """The worker's list, path to SHA-256, read from the worker as it is served."""
    worker = client.get("/service-worker.js").text
    found = re.search(r"const \{ version, files, pages \} = (\{.*\});", worker)
    assert found
    return dict(json.loads(found[1])["files"])


@pytest.mark.parametrize("path", POCKET)
def test_a_page_is_the_same_bytes_for_everybody(client: TestClient, path: str) -> None:
    stranger = client.get(path)
    member = client.get(path, headers={"Cookie": "session=abc", "Accept-Language": "cy"})
    assert stranger.status_code == 200
    assert member.content == stranger.content
    assert "set-cookie" not in stranger.headers


def test_f61_every_listed_file_is_served_with_the_hash_that_the_list_gives(
    client: TestClient,
) -> None:
    files = listed(client)
    assert len(files) > 25
    for path, sha256 in files.items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert hashlib.sha256(answer.content).hexdigest() == sha256, path


def test_everything_that_a_page_names_is_in_the_list(client: TestClient) -> None:
    files = listed(client)
    for path in [path for path in files if not path.startswith("/static/")]:
        for url in re.findall(r'(?:href|src|data-htmx)="(/[^"#?]*)', client.get(path).text):
            assert url in files or url in ONLINE, f"{path} names {url}"


def test_a_link_to_desk_is_never_boosted(client: TestClient) -> None:
    links = [
        link
        for path in listed(client)
        for link in re.findall(rf'<a [^>]*href="{DESK}[^>]*>', client.get(path).text)
    ]
    assert links
    assert all('hx-boost="false"' in link for link in links)


def test_every_file_that_a_script_asks_for_is_in_the_list(client: TestClient) -> None:
    files = listed(client)
    for path in [path for path in files if path.endswith(".js") and "/pocket/" in path]:
        folder = path.rsplit("/", 1)[0]
        code = re.sub(r"/\*.*?\*/", "", client.get(path).text, flags=re.DOTALL)
        for name in re.findall(r"""(?:from |import\()"\./([^"]+)\"""", code):
            assert f"{folder}/{name}" in files, f"{path} asks for {name}"


def test_the_words_of_scripts_are_served_once_and_whole(client: TestClient) -> None:
    words = load_language().of_scripts
    script = static_files(load_language()).files["pocket/first-screen.js"].body.decode()
    assert len(words) > 80
    for name in words:
        assert f'"{name}":"' in script
    only_once = words["wrong-here"]
    holding = [path for path in listed(client) if only_once in client.get(path).text]
    assert [path.rsplit("/", 1)[1] for path in holding] == ["first-screen.js"]


def test_words_that_have_no_place_stop_the_start() -> None:
    words = {"next": "Next & on"}
    assert fill_in_words(f"a({PLACE_FOR_THE_WORDS})", words) == 'a({"next":"Next & on"})'
    with pytest.raises(RuntimeError, match="place"):
        fill_in_words("", words)


def test_no_page_names_the_version_of_the_list(client: TestClient) -> None:
    worker = client.get("/service-worker.js").text
    version = json.loads(re.findall(r"= (\{\"version\".*\});", worker)[0])["version"]
    for path in listed(client):
        assert version not in client.get(path).text, path


def test_the_worker_changes_exactly_when_a_served_file_does() -> None:
    page = Asset(b"<h1>Today</h1>", "text/html")
    same = Asset(b"<h1>Today</h1>", "text/html")
    other = Asset(b"<h1>Today.</h1>", "text/html")
    words = load_language()
    assert service_worker({"/": page}, words).body == service_worker({"/": same}, words).body
    assert service_worker({"/": page}, words).body != service_worker({"/": other}, words).body


def test_the_static_version_changes_when_any_file_does() -> None:
    one = StaticFiles({"a.js": Asset(b"1", "text/javascript")})
    two = StaticFiles({"a.js": Asset(b"2", "text/javascript")})
    assert one.version != two.version
    assert one.url("a.js") == f"/static/{one.version}/a.js"
    with pytest.raises(KeyError):
        one.url("missing.js")


def test_static_files_are_cached_for_ever_and_pages_are_asked_for_again(
    client: TestClient,
) -> None:
    style = client.get(static_files(load_language()).url("pocket.css"))
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("/", "/service-worker.js", "/manifest.webmanifest"):
        assert client.get(path).headers["cache-control"] == "no-cache", path


def test_what_a_reader_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_is_compressed_for_those_who_take_it(app: FastAPI) -> None:
    with TestClient(app) as client, client.stream("GET", "/") as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(sent) < len(gzip.decompress(sent)) / 2
    plain = TestClient(app).get("/", headers={"Accept-Encoding": "identity"})
    assert plain.content == gzip.decompress(sent)


def test_head_answers_as_get_does_without_the_body(client: TestClient) -> None:
    assert client.head("/").status_code == 200
    assert client.head("/").content == b""


@pytest.mark.parametrize("path", ["/exercises/none", "/static/0/pocket.css", "/nowhere"])
def test_an_address_that_does_not_exist_is_a_page_that_says_so(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is no page here" in answer.text


def test_help_is_in_every_header_and_the_way_around_in_every_footer(client: TestClient) -> None:
    for path in [path for path in listed(client) if "." not in path]:
        page = client.get(path).text
        assert '<a class="help-link" href="/help"' in page, path
        assert '<nav class="bottom"' in page, path


def test_only_when_parked_stands_on_every_exercise_of_the_road(client: TestClient) -> None:
    for slug in ("before-the-next-door", "arrive", "after-a-hard-visit"):
        assert "Only when parked" in client.get(f"/exercises/{slug}").text


def test_about_names_the_exercises_that_await_a_clinician(client: TestClient) -> None:
    about = " ".join(client.get("/about").text.split())
    for slug in ("abcde", "after-a-hard-visit"):
        row = about[about.index(f"/exercises/{slug}") :]
        assert "Needs review by a mental-health clinician" in row[: row.index("</tr>")]


def test_the_help_card_has_numbers_as_text_and_as_links_for_four_nations(
    client: TestClient,
) -> None:
    card = client.get("/help").text
    for nation in ("England", "Wales", "Scotland", "Northern Ireland"):
        assert f">{nation}</h2>" in card
    for link in ("tel:999", "tel:111", "tel:116123", "tel:08088088000", "sms:85258"):
        assert f'href="{link}' in card
    for number in ("116 123", "0808 808 8000", "85258"):
        assert number in re.sub(r'href="[^"]*"', "", card)
    assert "Written down on 23 November 2026" in card


def test_the_manifest_offers_three_shortcuts_and_a_maskable_icon(client: TestClient) -> None:
    manifest = client.get("/manifest.webmanifest").json()
    names = [shortcut["name"] for shortcut in manifest["shortcuts"]]
    assert names == ["Before the next door", "Gratitude line", "Help"]
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])
    for url in [each["url"] for each in manifest["shortcuts"]] + [manifest["start_url"]]:
        assert client.get(url).status_code == 200
