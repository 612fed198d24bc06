"""Scripts show words by name, out of `words/scripts.toml`, and hold none themselves.

A string is taken for words by how it looks, or by where it goes. What looks like words and is none
is known by where it stands: the text of an error or of the console, a class, a code.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.web import APP, STATIC

SCRIPTS = [*sorted((STATIC / "pocket").rglob("*.js")), STATIC / "service-worker.js"]
# Looks for names in what a person wrote, by patterns; and the list that passphrases are drawn from,
# which is no text: docs/decisions/languages.md.
NO_TEXT = {"pocket/journal/identifiers.js", "pocket/vault/words.js"}
CODES = {"not ready", "take over"}  # said from one part to another
NAMES = set(re.findall(r"<([a-z][\w-]*)", "".join(p.read_text() for p in APP.rglob("*.html"))))
NAMES |= set(re.findall(r"\.([a-z][\w-]*)", "".join(p.read_text() for p in STATIC.rglob("*.css"))))

STRING = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`""")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\\])//[^\n]*", re.DOTALL)
NOT_SHOWN = re.compile(r'(\bnew [A-Z]\w+\(|console\.\w+\(|JSON\.parse\(|"class", )$')
SELECTS = re.compile(r"\b(find|field|querySelector|querySelectorAll|closest|matches|replace)\($")
STYLE = re.compile(r"\s*:root \{")
WORD = re.compile(r"\bword\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)")
SENTENCE = re.compile(r"[^\W\d_]{2,},? [a-z’]+")
# Where a string is shown at once: as a text, as a label, or as the words of a made element.
SINK = re.compile(
    r"(\.(textContent|innerText|ariaLabel|ariaDescription|title|placeholder|alt|label)\s*=(?!=)"
    r'|setAttribute\("(aria-label|title|alt|placeholder)",)[^;\n]*$'
    r'|(\b(append|prepend|replaceChildren|replaceWith|alert|confirm)\(|element\("\w+", )$'
)
VALUE = re.compile(r"(=|\?|:|\?\?|\|\||&&|\+|,|\()\s*$")
LETTERS = re.compile(r"[^\W\d_]{2,}")


def words_in(code: str) -> Iterator[str]:
    """Every string of a script that seems to be for people."""
    code = WORD.sub("word()", COMMENT.sub("", code))
    for found in STRING.finditer(code):
        text = re.sub(r"\$\{[^{}]*\}|<[^>]*>", "", found[0][1:-1])
        line = code[code.rfind("\n", 0, found.start()) + 1 : found.start()]
        if SELECTS.search(line):
            continue
        shown = SINK.search(line) and VALUE.search(line) and LETTERS.search(text)
        told = SENTENCE.search(text) and not NOT_SHOWN.search(line) and not is_for_machines(text)
        if shown or told:
            yield found[0]


def is_for_machines(text: str) -> bool:
    """A code, a style sheet, or a string of classes or of elements."""

    def is_a_name(part: str) -> bool:
        begins = part.endswith("-") and any(name.startswith(part) for name in NAMES)
        return part in NAMES or begins or bool(re.search(r"[\[.:#]", part))

    parts = re.split(r"[,)\s]+", text.strip(" )"))
    return text in CODES or bool(STYLE.match(text)) or all(map(is_a_name, parts))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_a_script_holds_no_words_for_people(path: Path) -> None:
    if path.relative_to(STATIC).as_posix() not in NO_TEXT:
        assert list(words_in(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "planted",
    [
        'place.textContent = "Saved";',
        "place.textContent = count ? 'Saved on this device' : \"\";",
        "place.textContent = `${count} entries`;",
        'button.ariaLabel = "Close";',
        'button.title = kept ?? "Nothing";',
        'svg.setAttribute("aria-label", "Three systems");',
        'list.append("Nothing yet");',
        'list.append(element("p", "Nothing"));',
        'return "That is not the passphrase.";',
        'this.tell("Nothing is lost, try again");',
        'const SAID = { empty: "nothing is kept here" };',
    ],
)
def test_words_that_stand_in_a_script_are_found(planted: str) -> None:
    code = (STATIC / "pocket" / "elements" / "telling.js").read_text("utf-8")
    assert len(list(words_in(f"{code}\n{planted}\n"))) == 1


@pytest.mark.parametrize(
    "kept",
    [
        'place.textContent = word("saved");',
        'place.textContent = this.find("[data-title]").dataset.title ?? "";',
        'throw new RangeError("no such record");',
        'console.info("not copied", error);',
        'made.className = "button button-line";',
        "// nothing is kept here",
    ],
)
def test_what_is_not_shown_is_let_be(kept: str) -> None:
    assert list(words_in(kept)) == []
