"""The page of trust: it names every column that is stored, no other, and needs no account."""

import re

from desk import Words
from fastapi.testclient import TestClient
from test_pages import listed

from app.language import load_language
from app.models import metadata
from app.practice.trust import TABLES

WORDS = load_language().words
STORED = {table.name: set(table.columns.keys()) for table in metadata.sorted_tables}


def test_every_stored_column_has_its_line_and_every_line_its_column() -> None:
    assert {table: set(columns) for table, columns in TABLES.items()} == STORED


def test_every_column_has_words_of_its_own_and_no_words_are_of_a_column_that_went() -> None:
    said = {key.removeprefix("trust_columns.") for key in WORDS if key.startswith("trust_columns.")}
    columns = {f"{table}-{column}" for table, names in STORED.items() for column in names}
    assert said == columns | set(STORED)


def test_the_page_shows_every_column_with_what_it_is_for_how_long_and_who_can_read_it(
    client: TestClient,
) -> None:
    page = client.get("/trust").text
    for table, columns in TABLES.items():
        part = page[page.index(f'<h3 id="{table}">') :]
        rows = part[: part.index("</table>")]
        for column, held in columns.items():
            row = next(row for row in rows.split("<tr ") if f"<code>{column}</code>" in row)
            cells = [
                Words(re.sub(r"<span.*?</span>", "", cell)).said
                for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)
            ]
            keys = (f"trust_columns.{table}-{column}", f"trust.kept-{held.kept}")
            keys += (f"trust.read-{held.read}",)
            assert cells == [Words(WORDS[key]).said for key in keys], (table, column)


def test_what_opens_something_is_never_said_to_be_readable() -> None:
    readable = {"owner", "operator", "admin", "group", "facilitator", "everybody", "name"}
    for table in metadata.sorted_tables:
        for column in table.columns:
            if column.info.get("secret"):
                assert TABLES[table.name][column.name].read not in readable, column


def test_it_is_read_without_an_account_and_is_the_same_for_everybody(client: TestClient) -> None:
    page = client.get("/trust")
    again = client.get("/trust", headers={"Cookie": "session=abc"})
    assert (page.status_code, again.content) == (200, page.content)
    assert "set-cookie" not in page.headers
    assert client.get("/trust", headers={"If-None-Match": page.headers["etag"]}).status_code == 304


def test_no_phone_takes_it_with_it(client: TestClient) -> None:
    assert "/trust" not in listed(client)
    assert "/trust" not in client.get("/pages.json").json()


def test_the_promise_leads_to_it_and_says_that_days_of_backing_up_show(client: TestClient) -> None:
    promise = client.get("/promise").text
    assert '<a href="/trust">' in promise
    assert "the days on which you backed up" in Words(promise).said


def test_it_says_the_limits_too(client: TestClient) -> None:
    said = Words(client.get("/trust").text).said
    for limit in (
        "Days of backing up",
        "The days on which an account backed up come nearest.",
        "changes the code that the server sends",
        "marks that nobody stands behind",
        "The phone belongs to the employer",
    ):
        assert limit in said
