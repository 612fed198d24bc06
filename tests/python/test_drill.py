"""F14, F60: the drill of an operator, with real processes: a copy is taken while people write, it
is put back, the server starts again, and each phone opens what is its owner's.
"""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from phones import refusal
from served import Server, device_at, serve
from sync_client import Device

WRITERS = 3


@pytest.fixture(params=["sqlite", "postgresql"])
def server(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    postgres = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    if postgres:
        path = f"{postgres.programs}/bin{os.pathsep}{os.environ['PATH']}"
        monkeypatch.setenv("PATH", path)
    folder = tmp_path / "drill"
    folder.mkdir()
    server = serve(folder, request.param, postgres)
    server.start()
    yield server
    server.stop()


class Writer(threading.Thread):
    """Somebody who writes on and on, and remembers what the server said it has."""

    def __init__(self, server: Server, name: str, enough: threading.Event) -> None:
        super().__init__()
        self.server, self.name_here, self.enough = server, name, enough
        self.backed_up: list[str] = []
        self.begun = threading.Event()
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            with device_at(self.server, self.name_here) as device:
                device.sign_up()
                while not self.enough.is_set():
                    text = f"{self.name_here}, line {len(self.backed_up)}"
                    device.write(text)
                    device.sync()
                    self.backed_up.append(text)
                    self.begun.set()
        except Exception as fault:
            self.fault = fault
            raise


def what_they_can_read(device: Device) -> list[str]:
    """On a phone that starts anew, from the name and the passphrase alone."""
    device.sign_in()
    device.sync()
    return device.texts()


def test_f60_a_copy_taken_while_people_write_opens_on_their_phones_once_it_is_put_back(
    server: Server, tmp_path: Path
) -> None:
    folder, enough = tmp_path / "copies", threading.Event()
    with device_at(server, "leaves") as leaver, device_at(server, "stays") as stayer:
        for device in (leaver, stayer):
            device.sign_up()
            device.write(f"{device.name} wrote this")
            device.sync()
        writers = [Writer(server, f"writer-{number}", enough) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        assert all(writer.begun.wait(20) for writer in writers)
        before = [list(writer.backed_up) for writer in writers]
        try:
            said = server.run("backup", "--into", folder)
        finally:
            enough.set()
            for writer in writers:
                writer.join(30)
        assert "checked" in said
        assert not any(writer.fault for writer in writers)
        assert any(len(w.backed_up) > len(b) for w, b in zip(writers, before, strict=True))
        leaver.call("DELETE", "/account", {"login_key": leaver.login_key})
        later = stayer.write("this came after the copy")
        stayer.sync()
        server.stop()
        (copy,) = folder.iterdir()
        told = server.run("restore", copy, "--yes")
        assert "1 that had been deleted since were deleted again" in told
        server.start()
        for writer, at_least in zip(writers, before, strict=True):
            with device_at(server, writer.name_here) as fresh:
                found = what_they_can_read(fresh)
            assert set(at_least) <= set(found) <= set(writer.backed_up)
        with device_at(server, "stays") as fresh:
            assert what_they_can_read(fresh) == ["stays wrote this"]
            # The phone that was there before has its cursor from a history that is no more.
            stayer.sign_in()
            stayer.sync()
            assert later in stayer.rows
            fresh.sync()
            assert fresh.texts() == ["stays wrote this", "this came after the copy"]
        with device_at(server, "leaves") as fresh:
            assert refusal(fresh.sign_in) == (401, "wrong_credentials")
    server.run("backup", tmp_path / "another")
