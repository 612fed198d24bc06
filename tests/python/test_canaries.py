"""F19: words, passphrases and keys go through the whole API and are found nowhere on the server."""

import base64
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from phones import refusal
from postgres import Postgres
from protocol import derived
from served import Server, device_at, serve
from sqlalchemy import MetaData, create_engine, make_url, select
from sync_client import Device, root_of

WORDS = "zebedee met a heron by the canal"
PASSPHRASE = "marmalade otters sing quietly"  # noqa: S105 - to be looked for, not to be used
CHANGED = "seventeen lamplighters hum"
TAG = "perpendicular-biscuit"


class Recorded:
    """An HTTP client that keeps all that goes over the wire."""

    def __init__(self, http: httpx2.Client) -> None:
        self.http = http
        self.sent = self.told = b""

    def request(self, method: str, url: str, **options: Any) -> Any:  # noqa: ANN401
        answer = self.http.request(method, url, **options)
        head = [str(answer.request.headers), str(answer.request.url)]
        self.sent += json.dumps(head).encode() + answer.request.content
        self.told += str(answer.headers).encode() + answer.content
        return answer


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    postgres = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    folder = tmp_path / "canaries"
    folder.mkdir()
    server = serve(folder, request.param, postgres)
    server.start()
    yield server
    server.stop()


def through_the_whole_api(device: Device) -> None:
    """Every call there is, with words in every place that takes some."""
    device.sign_up()
    record = device.write(WORDS)
    gone = device.write(f"{WORDS} {TAG}")
    device.sync()
    device.write(f"{WORDS}, again", record)
    device.delete(gone)
    device.sync()
    device.older(record)
    device.erase(gone)
    device.state()
    device.inventory()
    device.change_passphrase(CHANGED)
    device.call("GET", "/account/keys")
    device.call("GET", "/sessions")
    device.call("DELETE", "/session")
    device.sign_in()
    device.recover(PASSPHRASE)
    device.sync()


def in_the_wrong_places(device: Device) -> None:
    """Words where a device, or somebody at its keyboard, gets it wrong."""
    wrong = {"name": device.name, "login_key": WORDS, "device": WORDS, TAG: WORDS}
    for path in ("/session", "/account", "/account/prelogin", "/journal/sync", "/journal/erase"):
        refusal(lambda path=path: device.call("POST", path, wrong))
    refusal(lambda: device.exchange([], WORDS))
    refusal(lambda: device.older(WORDS))
    refusal(lambda: device.call("GET", f"/journal/inventory?after={TAG}"))


def forms(secret: str | bytes) -> set[bytes]:
    """A secret as it may be written down: as it is, in hex, in base64 at any place of a text."""
    data = secret.encode() if isinstance(secret, str) else secret
    found = {data, data.hex().encode()}
    if isinstance(secret, str):
        found |= {secret.encode("utf-16-le"), json.dumps(secret).encode()[1:-1]}
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + data)[4 if shift else 0 : -4]
        found |= {encoded, encoded.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def keys_of(device: Device, passphrase: str) -> dict[str, bytes]:
    root = root_of(passphrase, device.salt)
    return {
        "root": root,
        "wrapping key": derived(root, "wrap"),
        "data key": device.data_key,
        "entry key": device.entry_key,
        "recovery code": device.recovery,
        "recovery wrapping key": derived(device.recovery, "recovery-wrap"),
    }


def on_the_server(server: Server, postgres: Postgres | None) -> dict[str, bytes]:
    """Everything that the server holds or has said, by where it is."""
    held = {path.name: path.read_bytes() for path in server.folder.iterdir() if path.is_file()}
    url = server.environment.get("DATABASE_URL", f"sqlite:///{server.folder}/server.db")
    engine = create_engine(make_url(url))
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            cells = [cell for row in connection.execute(select(table)) for cell in row]
            held[f"table {table.name}"] = b"\n".join(
                cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells
            )
    engine.dispose()
    if postgres and "DATABASE_URL" in server.environment:
        held["log of PostgreSQL"] = (postgres.folder / "log").read_bytes()
    return held


def test_f19_no_word_and_no_key_is_found_on_the_server_or_on_the_wire(
    server: Server, request: pytest.FixtureRequest
) -> None:
    with device_at(server, "a-quiet-name", passphrase=PASSPHRASE) as device:
        recorded = Recorded(device.http)  # type: ignore[arg-type]
        device.http = recorded
        through_the_whole_api(device)
        on_the_wire = recorded.sent
        in_the_wrong_places(device)
    secrets: dict[str, str | bytes] = {"words": WORDS, "passphrase": PASSPHRASE, "new": CHANGED}
    secrets |= keys_of(device, PASSPHRASE) | {"tag": TAG}
    postgres = None
    if "DATABASE_URL" in server.environment:
        postgres = request.getfixturevalue("postgres")
    places = on_the_server(server, postgres)
    assert {"server.log", "table record", "table revision", "table account"} <= set(places)
    places |= {"what was sent": on_the_wire, "what was answered": recorded.told}
    for where, contents in places.items():
        for name, secret in secrets.items():
            assert not any(form in contents for form in forms(secret)), f"{name}: {where}"
    login_key = device.login_key.encode()
    assert login_key in on_the_wire
    del places["what was sent"]
    assert not [where for where, contents in places.items() if login_key in contents]


def test_f19_the_search_itself_finds_what_is_there(tmp_path: Path) -> None:
    for form in forms(WORDS) | forms(PASSPHRASE.encode()):
        assert len(form) > 20
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        connection.execute("CREATE TABLE t (c)")
        connection.execute("INSERT INTO t VALUES (?)", (f"x{WORDS}",))
        connection.commit()
    assert WORDS.encode() in (tmp_path / "x.db").read_bytes()
    for before in ("", "x", "xx", "xxx"):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            hidden = encode(f"{before}{WORDS}.".encode())
            assert any(form in hidden for form in forms(WORDS))
