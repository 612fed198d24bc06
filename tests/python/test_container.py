"""F60: as the container runs it: no rights, a tree that is read-only, one folder that is not."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
# Root may write anywhere; without its capabilities it is held to what files allow, as anybody is.
NO_RIGHTS = ["setpriv", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"]
PATIENCE = 30.0  # seconds


def copied(tree: Path) -> Path:
    """What the Dockerfile copies into the image, for nobody to write to."""
    names = re.findall(r"^COPY --from=build /srv/between-visits/(\S+)", dockerfile(), re.MULTILINE)
    assert names[0] == ".venv"
    for name in names[1:]:
        source = ROOT / name
        if source.is_dir():
            left_out = shutil.ignore_patterns("__pycache__", "*.db*")
            shutil.copytree(source, tree / name, ignore=left_out)
        else:
            tree.mkdir(exist_ok=True)
            shutil.copy(source, tree / name)
    for path in (tree, *tree.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return tree


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text("utf-8")


def environment_of_image() -> dict[str, str]:
    block = dockerfile().rpartition("ENV ")[2].partition("EXPOSE")[0]
    return dict(re.findall(r"(\w+)=(\S+)", block))


def answers(url: str, process: "subprocess.Popen[bytes]") -> int:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                return int(answer.status)
        except OSError:
            time.sleep(0.1)
    return 0


def test_f60_it_serves_from_a_tree_that_it_cannot_write_to(tmp_path: Path) -> None:
    tree, data = copied(tmp_path / "tree"), tmp_path / "data"
    data.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = environment_of_image() | {
        "PATH": os.environ["PATH"],
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{data}/between-visits.db",
    }
    plain = NO_RIGHTS if os.geteuid() == 0 else []
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(
        [*plain, sys.executable, "-m", "app.cli", "serve"],
        cwd=tree,
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        assert answers(f"http://127.0.0.1:{port}/readyz", process) == 200, (
            tmp_path / "log"
        ).read_text()
    finally:
        process.terminate()
        process.wait(10)
        log.close()
    assert not list(tree.rglob("__pycache__"))
    written = {path.name for path in data.iterdir()}
    assert "between-visits.db" in written
    assert oct((data / "between-visits.db.server-key").stat().st_mode)[-3:] == "600"


def test_the_image_is_a_plain_users_and_its_health_is_asked_for() -> None:
    text = dockerfile()
    assert re.search(r"^USER visits$", text, re.MULTILINE)
    assert "/readyz" in text.partition("HEALTHCHECK")[2]
    assert not re.search(r"SERVER_KEY|PASSWORD|TOKEN", text), "a secret has no place in an image"


def test_whatever_the_compose_file_asks_for_the_example_names() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    example = (ROOT / ".env.example").read_text("utf-8")
    asked = set(re.findall(r"\$\{(\w+)", text))
    assert asked == set(re.findall(r"\$\{(\w+):\?", text)), "nothing is defaulted"
    assert asked <= set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    services = yaml.safe_load(text)["services"]
    for name in ("web", "backup"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["env_file"] == ".env", "as an older Compose reads it too"
        assert "ports" not in services[name], "nobody reaches it but by way of https"


def test_f60_a_copy_is_made_each_day_with_programs_as_new_as_the_database() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert services["backup"]["command"][:2] == ["between-visits", "backup"]
    assert "--every-day" in services["backup"]["command"]
    folder = services["backup"]["command"][services["backup"]["command"].index("--into") + 1]
    assert f"backups:{folder}" in services["backup"]["volumes"]
    assert re.search(rf"--mode=0700 .*{folder}$", dockerfile(), re.MULTILINE)
    last = dockerfile().rpartition("\nFROM ")[2]
    assert last.startswith("python:3.11-slim-trixie\n"), "of which PostgreSQL's programs are 17"
    assert "postgresql-client" in last
    assert services["database"]["image"] == "postgres:17-alpine"


@pytest.mark.parametrize("name", ["SERVER_KEY", "POSTGRES_PASSWORD"])
def test_the_example_holds_no_secret_that_somebody_could_leave_as_it_is(name: str) -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    assert re.search(rf"^{name}=$", example, re.MULTILINE)
