"""Joining modules changes what is served, and nothing of what runs."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from app.language import load_language
from app.modules import CannotJoin, join_modules, without_comments
from app.practice.precache import IN_WORKER
from app.web import APP, FIRST_SCREEN, JOINED, KEY_DERIVATION, STATIC, WORKERS, static_files

SOURCES = {
    "pocket/first.js": 'import "./deep/told.js";\nimport { count } from "./shared.js";\n'
    'count("first");\nexport async function later() {\n  return import("./second.js");\n}\n',
    "pocket/second.js": 'import { count as add, Counter } from "./shared.js";\n'
    'import { told } from "./deep/told.js";\nconst own = () => [...told, new Counter().name];\n'
    'add("second");\nexport { own };\n',
    "pocket/shared.js": 'import { told } from "./deep/told.js";\n'
    "/** Adds. */\nexport function count(name) {\n  told.push(name);\n}\n"
    'export class Counter {\n  name = "counter";\n}\n',
    "pocket/deep/told.js": 'export const told = ["told"];\n',
}

NO_EXPORT = SOURCES | {"pocket/first.js": SOURCES["pocket/first.js"].replace("export ", "")}


def run(folder: Path, files: dict[str, str], script: str) -> object:
    """What a script, run by node beside the files, prints as JSON."""
    for name, body in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(body)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "run.js").write_text(script)
    node = Path(__file__).parents[2] / "scripts" / "with_node.sh"
    done = subprocess.run(
        [node, "node", folder / "run.js"], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_joined_modules_do_what_the_modules_do_and_each_runs_once(tmp_path: Path) -> None:
    script = (
        'import { later } from "./pocket/first.js";\n'
        "const { own } = await later();\nconsole.log(JSON.stringify(own()));\n"
    )
    apart = run(tmp_path / "apart", SOURCES, script)
    joined = join_modules(["pocket/first.js", "pocket/second.js"], SOURCES)
    assert set(joined) == {"pocket/first.js", "pocket/second.js"}
    assert (
        run(tmp_path / "joined", joined, script) == apart == ["told", "first", "second", "counter"]
    )


def test_a_script_does_what_the_module_does_and_what_it_holds_runs_once(tmp_path: Path) -> None:
    script = (
        'await import("./pocket/first.js");\nconst { own } = await import("./pocket/second.js");\n'
        "console.log(JSON.stringify(own()));\n"
    )
    joined = join_modules(
        ["pocket/first.js", "pocket/second.js"], NO_EXPORT, script="pocket/first.js"
    )
    assert not re.search("^(import|export)", joined["pocket/first.js"], re.MULTILINE)
    assert run(tmp_path / "joined", joined, script) == run(tmp_path / "apart", NO_EXPORT, script)


def test_a_script_that_exports_stops_the_start() -> None:
    with pytest.raises(CannotJoin):
        join_modules(["pocket/first.js"], SOURCES, script="pocket/first.js")


@pytest.mark.parametrize(
    "line",
    [
        'import whole from "./shared.js";',
        'import * as all from "./shared.js";',
        'export * from "./shared.js";',
        'export { count } from "./shared.js";',
        "export default 1;",
        "export let changes = 1;",
    ],
)
def test_a_form_that_it_does_not_know_stops_the_start(line: str) -> None:
    with pytest.raises(CannotJoin):
        join_modules(["pocket/a.js"], SOURCES | {"pocket/a.js": line + "\n"})


def test_a_comment_with_lines_of_its_own_is_not_served_and_no_code_goes_with_it() -> None:
    source = (
        "/** Adds.\n * @param {string} name */\nexport function count(name) {\n  // one\n"
        '  /** @type {any} */ (name).told(); // "kept"\n  /* a * b */\n'
        '  return "// no /* comment";\n}\n'
    )
    assert without_comments("a.js", source) == (
        "export function count(name) {\n"
        '  /** @type {any} */ (name).told(); // "kept"\n  return "// no /* comment";\n}\n'
    )
    with pytest.raises(CannotJoin, match="template"):
        without_comments("a.js", "const words = `\n// no comment\n`;\n")


def test_without_their_comments_our_modules_are_the_same_code(tmp_path: Path) -> None:
    """Both are parsed, and written out again without a comment."""
    modules = {path: path.read_text("utf-8") for path in sorted(STATIC.rglob("pocket/**/*.js"))}
    pairs = {str(path): [text, without_comments(path.name, text)] for path, text in modules.items()}
    assert sum(before != after for before, after in pairs.values()) > 50
    compiler = Path(__file__).parents[2] / "node_modules/typescript/lib/typescript.js"
    script = (
        'import { createRequire } from "node:module";\n'
        f"const ts = createRequire(import.meta.url)({json.dumps(str(compiler))});\n"
        f"const pairs = {json.dumps(pairs)};\n"
        "const printer = ts.createPrinter({ removeComments: true });\n"
        'const code = (text) => printer.printFile(ts.createSourceFile("a.js", text, 99));\n'
        "const differs = (path) => new Set(pairs[path].map(code)).size > 1;\n"
        "console.log(JSON.stringify(Object.keys(pairs).filter(differs)));\n"
    )
    assert run(tmp_path, {}, script) == []


def test_modules_that_import_one_another_stop_the_start() -> None:
    circle = {"a.js": 'import "./b.js";\n', "b.js": 'import "./a.js";\n'}
    with pytest.raises(CannotJoin):
        join_modules(["a.js"], circle)


def test_what_every_page_starts_with_is_a_classic_script() -> None:
    """A browser keeps the compiled form of what a worker has stored only where it is no module."""
    script = static_files(load_language()).files[FIRST_SCREEN].body.decode()
    assert not re.search("^(import|export)\\b", script, re.MULTILINE)
    assert f"<script defer src=\"{{{{ static('{FIRST_SCREEN}') }}}}\"" in (
        APP / "templates" / "pocket" / "_base.html"
    ).read_text("utf-8")


def test_every_module_of_ours_is_served_once() -> None:
    served = [static_files(load_language()).files[target].body.decode() for target in JOINED]
    parts = re.findall(r"^// ((?:pocket|vendor)/\S+)$", "\n".join(served), re.MULTILINE)
    ours = {path.relative_to(STATIC).as_posix() for path in (STATIC / "pocket").rglob("*.js")}
    assert len(parts) == len(set(parts))
    assert set(parts) == ours - {KEY_DERIVATION, IN_WORKER, *WORKERS} | {"vendor/idb.js"}
    assert set(WORKERS) <= set(static_files(load_language()).files)
