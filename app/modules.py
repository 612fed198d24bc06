"""JavaScript modules that are wanted together, joined into one file when the server starts.

Each module costs a request through the service worker, and on a slow phone a request costs more
than what is in it (docs/decisions/joined-modules.md has the measurements). The sources stay
apart, one file a thing, and run as they are in tests; what is joined is only what is served, as
`styles/order.txt` does for style sheets. Each module keeps a scope of its own. What its comments
say to whoever reads the source is not downloaded by every phone.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping

_IMPORT = re.compile(r"""^import\s+(?:\{([^}]*)\}\s+from\s+)?["'](\.[^"']+)["'];\n""", re.MULTILINE)
_EXPORT = re.compile(r"^export\s+((?:async\s+)?function\*?|class|const)\s+(\w+)", re.MULTILINE)
_EXPORT_LIST = re.compile(r"^export\s+\{\s*([\w\s,]*?)\s*\};\n", re.MULTILINE)
_LATER = re.compile(r"""(?<!\{)\bimport\("(\.[^"]*)"\)""")
# With nothing but white space before it and behind it: `/** @type … */ (found).focus()` is code.
_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/[ \t]*|//[^\n]*)\n", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b", re.MULTILINE)


class CannotJoin(RuntimeError):
    """A module uses a form of import, export or comment that the joiner does not know."""


SHARED = "globalThis.joined"  # where later files find what the script holds


def join_modules(
    targets: Iterable[str], sources: Mapping[str, str], script: str | None = None
) -> dict[str, str]:
    """Each target joined with all that it imports, by path.

    What an earlier target holds, a later one takes from there, so that every module runs once.
    The target that `script` names becomes a classic script, which has to run before the others.
    Raises CannotJoin for default, star and re-exporting forms, for a script that exports, for
    modules that import one another in a circle, and for words that look like a comment.
    """
    joined: dict[str, str] = {}
    home: dict[str, str] = {}  # which target holds a module
    names = {path: f"module{number}" for number, path in enumerate(sources)}
    for target in targets:
        paths = [path for path in _in_order(target, sources) if path not in home]
        needed = {to for path in paths for to in _imports_of(path, sources[path])}
        elsewhere: dict[str, list[str]] = {}
        for path in sorted(needed - set(paths)):
            elsewhere.setdefault(home[path], []).append(names[path])
        home |= dict.fromkeys(paths, target)
        above = [_taken_from(other, target, elsewhere[other], script) for other in elsewhere]
        parts = [_part(path, target, names, sources[path]) for path in paths]
        held = ", ".join(names[path] for path in paths)
        own = _exported(sources[target])
        if target == script:
            if own:
                raise CannotJoin(f"{target} is served as a script, which exports nothing")
            # In braces, since what a script declares at its top everybody else would see.
            lines = ['"use strict";\n{', *above, *parts, f"{SHARED} = {{ {held} }};\n}}\n"]
        else:
            lines = [*above, *parts, f"export {{ {held} }};\n"]
            if own:
                lines.append(f"export const {{ {', '.join(own)} }} = {names[target]};\n")
        joined[target] = "\n".join(lines)
    return joined


def _taken_from(other: str, target: str, taken: list[str], script: str | None) -> str:
    listed = f"{{ {', '.join(taken)} }}"
    if other == script:
        return f"const {listed} = {SHARED};\n"
    return f'import {listed} from "{_relative(other, target)}";\n'


def _part(path: str, target: str, names: Mapping[str, str], source: str) -> str:
    """One module as a function that runs at once and gives what the module exports."""

    def taken(found: re.Match[str]) -> str:
        wanted = [one.strip().replace(" as ", ": ") for one in (found[1] or "").split(",")]
        listed = ", ".join(filter(None, wanted))
        return f"const {{ {listed} }} = {names[_resolved(path, found[2])]};\n" if listed else ""

    def moved(found: re.Match[str]) -> str:
        return f'import("{_relative(_resolved(path, found[1]), target)}")'

    code = without_comments(path, source)
    body = _EXPORT_LIST.sub("", _EXPORT.sub(r"\1 \2", _IMPORT.sub(taken, code)))
    if _LEFT_OVER.search(body):
        raise CannotJoin(f"{path}: only `import {{…}} from`, and `export` before a declaration")
    body = _LATER.sub(moved, body)
    given = f"return {{ {', '.join(_exported(source))} }};\n"
    return f"// {path}\nconst {names[path]} = (() => {{\n{body}{given}}})();\n"


def without_comments(path: str, source: str) -> str:
    """The module without the comments that have lines of their own: a third of all that a phone
    would fetch. Whatever stands behind code on its line stays. Raises CannotJoin for a line within
    a template literal that looks like one.
    """
    code = _COMMENT.split(source)
    quotes = 0
    for part in code[:-1]:
        quotes += part.count("`")
        if quotes % 2:
            raise CannotJoin(f"{path}: a line of a template literal looks like a comment")
    return "".join(code)


def _in_order(root: str, sources: Mapping[str, str]) -> list[str]:
    """The module and all that it imports, each after what it needs."""
    done: dict[str, None] = {}

    def visit(path: str, above: tuple[str, ...]) -> None:
        if path in above:
            raise CannotJoin(f"{path} imports itself by way of {above[-1]}")
        if path not in sources:
            raise CannotJoin(f"{path} is not here; `make setup` brings what is installed")
        if path not in done:
            for needed in _imports_of(path, sources[path]):
                visit(needed, (*above, path))
            done[path] = None

    visit(root, ())
    return list(done)


def _imports_of(path: str, source: str) -> list[str]:
    return [_resolved(path, to) for _, to in _IMPORT.findall(source)]


def _exported(source: str) -> list[str]:
    listed = [name.strip() for names in _EXPORT_LIST.findall(source) for name in names.split(",")]
    return [name for _, name in _EXPORT.findall(source)] + [name for name in listed if name]


def _resolved(path: str, to: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), to))


def _relative(to: str, path: str) -> str:
    relative = posixpath.relpath(to, posixpath.dirname(path))
    return relative if relative.startswith(".") else f"./{relative}"
