"""What the server gives to devices can be told from one number, which anybody can make again."""

import hashlib
from datetime import date

from commands import between_visits, run
from fastapi.testclient import TestClient
from test_pages import listed

from app.db import writing
from app.organisation import HelpLine, change_help_lines
from app.settings import Settings

LINE = HelpLine(
    slot="union",
    name="Union desk",
    note="Room 4",
    checked_on=date(2026, 11, 1),
    review_by=date(2027, 11, 1),
)


def as_printed(files: dict[str, str]) -> str:
    return "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(files.items()))


def test_the_command_lists_what_the_worker_lists_and_one_hash_over_it(
    client: TestClient, settings: Settings
) -> None:
    done = between_visits(settings, "fingerprint", "--list")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == as_printed(listed(client))
    whole = hashlib.sha256(done.stdout.encode()).hexdigest()
    told = between_visits(settings, "fingerprint").stdout
    assert told.startswith(done.stdout)
    assert whole in told.replace(" ", "")
    worker = client.get("/service-worker.js")
    assert f'"version": "{whole[:16]}"' in worker.text
    assert hashlib.sha256(worker.content).hexdigest() in told


def test_lines_that_an_administrator_wrote_are_part_of_it(
    client: TestClient, settings: Settings
) -> None:
    before = between_visits(settings, "fingerprint", "--list").stdout
    with writing(client.app.state.engines) as session:  # type: ignore[attr-defined]
        change_help_lines(session, 0, [LINE])
    after = between_visits(settings, "fingerprint", "--list").stdout
    assert after != before
    assert after == as_printed(listed(client))


def test_it_needs_no_database_and_makes_none(settings: Settings) -> None:
    path = settings.beside_database("")
    assert path
    done = run("fingerprint", DATABASE_URL=settings.database_url)
    assert done.exit_code == 0
    assert not path.exists()


def test_where_the_database_does_not_answer_no_number_is_printed() -> None:
    done = run("fingerprint", DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
