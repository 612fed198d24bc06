"""House rules that a reviewer need not hold in mind: imports run one way, files stay small."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
TOP = {"main", "cli", "scheduler", "models"}
FOUNDATION = {
    "api",
    "changing",
    "claims",
    "content_files",
    "crockford",
    "db",
    "desk",
    "disk",
    "encoding",
    "errors",
    "file_lock",
    "forms",
    "guessable",
    "language",
    "metrics",
    "modules",
    "words",
    "observability",
    "organisation",
    "qr",
    "security",
    "tables",
    "web",
}
FEATURES = {path.parent.name for path in APP.glob("*/__init__.py")} - TOP
SHARED_FEATURES = {"accounts", "practice"}
SEES_EVERY_FEATURE = {"privacy", "administration"}
INNER_ORDER = ("routes", "service", "models")
CODE = [
    path
    for folder in ("app", "tests", "scripts", "benchmarks", "migrations")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".js", ".css", ".html", ".sh"} and "vendor" not in path.parts
]
MODULES = [path for path in CODE if path.suffix == ".py" and APP in path.parents]


def name_of(path: Path) -> object:
    return path.relative_to(ROOT).as_posix() if isinstance(path, Path) else None


def imports_of(path: Path) -> Iterator[tuple[str, ...]]:
    """What a module imports of ours, as parts below `app`: ("practice", "library")."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute, so that this check can read them"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (tuple(name.split(".")[1:]) for name in names if name.split(".")[0] == "app")


def allowed_for(part: str) -> set[str]:
    """The parts of `app` that this part may import."""
    if part in TOP:
        return TOP | FEATURES | FOUNDATION | {"settings"}
    if part in SEES_EVERY_FEATURE:
        return FEATURES | FOUNDATION | {"settings"}
    if part in FEATURES:
        return {part} | SHARED_FEATURES | FOUNDATION | {"settings"}
    if part in FOUNDATION:
        return FOUNDATION | {"settings"}
    if part == "settings":
        return {"guessable"}
    return set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    part = path.relative_to(APP).with_suffix("").parts[0]
    used = {parts[0] for parts in imports_of(path) if parts}
    assert used <= allowed_for(part)


@pytest.mark.parametrize("path", [p for p in MODULES if p.stem in INNER_ORDER], ids=name_of)
def test_inside_a_feature_routes_use_services_and_services_use_models(path: Path) -> None:
    feature = path.parent.name
    above = INNER_ORDER[: INNER_ORDER.index(path.stem)]
    assert not {(feature, name) for name in above} & {parts[:2] for parts in imports_of(path)}


def test_every_part_of_the_app_has_its_place() -> None:
    parts = {path.relative_to(APP).with_suffix("").parts[0] for path in MODULES}
    assert parts <= TOP | FOUNDATION | FEATURES | {"settings", "__init__"}


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_no_file_is_longer_than_300_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", [p for p in CODE if p.suffix == ".py"], ids=name_of)
def test_no_except_is_bare(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    assert all(handler.type for handler in handlers)


def test_every_template_is_named_so_that_it_is_escaped() -> None:
    assert {path.suffix for path in APP.glob("templates/**/*") if path.is_file()} <= {".html"}
    assert not list((APP / "templates").rglob("*.html.*"))
