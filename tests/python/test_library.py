"""A fault in a content file stops the load and says which file, which line, and why."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.practice.content import REVIEW_LINES
from app.practice.library import CONTENT, SKILLS, ContentFaults, Fault, load_library
from app.practice.text import BANNED

ARRIVE = "exercises/arrive.toml"
AT_THE_DOOR = "exercises/before-the-next-door.toml"
CIRCLE = "exercises/circle-of-control.toml"
SUPPORT = "exercises/what-kind-of-support.toml"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the real content that a test may break."""
    return Path(shutil.copytree(CONTENT, tmp_path / "app" / "content" / "en"))


def edit(content: Path, file: str, old: str, new: str, *, nth: int = 1) -> int:
    """Put `new` for the `nth` `old` of a file; the number of the line on which `old` began."""
    path = content / file
    before, *after = re.split(re.escape(old), path.read_text("utf-8"))
    assert len(after) >= nth, f"{file} has no {old!r} to break"
    head = old.join([before, *after[: nth - 1]])
    path.write_text(head + new + old.join(after[nth - 1 :]), "utf-8")
    return head.count("\n") + 1


def faults_in(content: Path) -> list[Fault]:
    with pytest.raises(ContentFaults) as caught:
        load_library(content)
    assert str(caught.value).splitlines() == [str(fault) for fault in caught.value.faults]
    return caught.value.faults


def only_fault_in(content: Path, file: str, line: int) -> str:
    """The reason of the one fault there is, which stands on that line of that file."""
    (fault,) = faults_in(content)
    assert str(fault) == f"app/content/en/{file}:{line}: {fault.reason}"
    return fault.reason


def test_the_real_content_loads_in_the_order_of_the_skills_and_their_numbers() -> None:
    exercises = list(load_library().exercises.values())
    keys = [(SKILLS.index(exercise.skill), int(exercise.id[2:])) for exercise in exercises]
    assert keys == sorted(keys)


def test_a_copy_of_the_real_content_loads_to_the_same_library(content: Path) -> None:
    assert load_library(content) == load_library()


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (ARRIVE, "summary ="),
        (ARRIVE, "state ="),
        (ARRIVE, "for_seconds ="),
        ("skills.toml", "star ="),
        ("app.toml", "short_name ="),
        ("help/samaritans.toml", "hours ="),
    ],
)
def test_an_unknown_key_is_a_fault_on_its_own_line(content: Path, file: str, key: str) -> None:
    line = edit(content, file, key, f'sumary = "A slip."\n{key}')
    assert only_fault_in(content, file, line).endswith("sumary: unknown key")


@pytest.mark.parametrize(
    "slug", ["arrive", "before-the-next-door", "circle-of-control", "the-sentence-i-could-say"]
)
def test_attention_acceptance_and_vulnerability_do_not_load_without_a_caution(
    content: Path, slug: str
) -> None:
    path = content / "exercises" / f"{slug}.toml"
    text = re.sub(r"\[\[cautions\]\]\n(?:\w.*\n)+\n", "", path.read_text("utf-8"))
    path.write_text(text, "utf-8")
    assert "caution" not in text
    assert "need a caution" in only_fault_in(content, f"exercises/{slug}.toml", 1)


def test_a_step_without_words_is_told_at_its_own_heading_and_not_at_a_later_step(
    content: Path,
) -> None:
    edit(content, AT_THE_DOOR, 'words = ["The engine is off."]\n', "")
    text = (content / AT_THE_DOOR).read_text("utf-8")
    line = text[: text.index("[[steps]]")].count("\n") + 1
    assert only_fault_in(content, AT_THE_DOOR, line) == "steps 1 words: Field required"


def test_a_missing_title_of_an_exercise_is_not_blamed_on_a_steps_title(content: Path) -> None:
    edit(content, ARRIVE, 'title = "Arrive"\n', "")
    assert only_fault_in(content, ARRIVE, 1) == "title: Field required"


@pytest.mark.parametrize("last", [REVIEW_LINES + 1, 100_000])
def test_a_source_after_the_reviews_last_line_is_a_fault(content: Path, last: int) -> None:
    line = edit(content, ARRIVE, "lines = [3839, 3845]", f"lines = [3839, {last}]")
    reason = only_fault_in(content, ARRIVE, line)
    assert reason.startswith("sources 2 lines 2: ")
    assert str(REVIEW_LINES) in reason


def test_the_reviews_own_last_line_may_be_a_source(content: Path) -> None:
    edit(content, ARRIVE, "lines = [3839, 3845]", f"lines = [3839, {REVIEW_LINES}]")
    load_library(content)


@pytest.mark.parametrize("word", BANNED)
@pytest.mark.parametrize("style", [str.lower, str.upper])
def test_a_banned_word_is_a_fault_in_any_case(
    content: Path, word: str, style: Callable[[str], str]
) -> None:
    said = style(word)
    line = edit(content, ARRIVE, "You have arrived.", f"You {said} arrived.")
    reason = only_fault_in(content, ARRIVE, line)
    assert reason == f"steps 3 words 1: “{said}” is a word this product does not use"


def test_a_banned_phrase_is_found_across_a_line_end(content: Path) -> None:
    line = edit(content, ARRIVE, '["You have arrived."]', '["""You can calm\ndown."""]')
    assert only_fault_in(content, ARRIVE, line).startswith("steps 3 words 1: “calm down” ")


def test_a_banned_word_inside_a_longer_word_is_none(content: Path) -> None:
    edit(content, ARRIVE, "You have arrived.", "An unjustly adjusted shoulder.")
    load_library(content)


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (ARRIVE, 'words = "Hands"', 'words = "Just hands"', "steps 1 options 3 words: “Just”"),
        (ARRIVE, "Look out of the window, and", "Simply look, and", "cautions 1 instead: “Simply”"),
        (ARRIVE, 'name = "Anchor"', 'name = "Missed"', "steps 1 name: “Missed”"),
        (ARRIVE, "stop for a minute", "you should stop", "people: “should”"),
        (SUPPORT, "Some days are like that.", "It failed.", "steps 4 options 6 then: “failed”"),
        ("exercises/gratitude-line.toml", '"It helped that"', '"I just"', "openers 3: “just”"),
        ("exercises/three-systems.toml", 'low = "Quiet"', 'low = "Overdue"', "low: “Overdue”"),
        ("skills.toml", "the old story", "what you missed", "skills 1 about 1: “missed”"),
        ("app.toml", "It works with no signal.", "It just works.", "description: “just”"),
        ("help/shout.toml", "You would rather text", "You should text", "when: “should”"),
    ],
)
def test_a_banned_word_is_found_wherever_a_person_would_read_it(
    content: Path, file: str, old: str, new: str, reason: str
) -> None:
    line = edit(content, file, old, new)
    assert reason in only_fault_in(content, file, line)


def test_a_file_that_breaks_off_is_bad_toml_at_its_last_line(content: Path) -> None:
    path = content / ARRIVE
    text = path.read_text("utf-8").rstrip().removesuffix("]")
    path.write_text(text, "utf-8")
    assert only_fault_in(content, ARRIVE, text.count("\n") + 1).startswith("not TOML: ")


def test_a_file_that_is_not_utf_8_is_a_fault_on_the_line_of_the_first_bad_byte(
    content: Path,
) -> None:
    path = content / ARRIVE
    before, after = path.read_bytes().split(b"You have arrived.", 1)
    path.write_bytes(before + b"You have arriv\xe9." + after)
    assert only_fault_in(content, ARRIVE, before.count(b"\n") + 1) == "not UTF-8"


def test_two_options_with_one_value_are_a_fault_of_their_step(content: Path) -> None:
    edit(content, ARRIVE, 'value = "seat"', 'value = "feet"')
    text = (content / ARRIVE).read_text("utf-8")
    line = text[: text.index("[[steps]]")].count("\n") + 1
    assert only_fault_in(content, ARRIVE, line) == "steps 1: two options share one value"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("version = 1", "version = ", "not TOML: "),
        ("[[sources]]", "[[sources]", "not TOML: "),
        ('kind = "timer"', "kind = timer", "not TOML: "),
        ("title =", "version = 1\ntitle =", "not TOML: Cannot overwrite a value"),
        ('id = "rest"', 'id = "anchor"', "steps 2 id: “anchor” stands twice"),
        ('kind = "timer"', 'kind = "sing"', "steps 2 kind: Input tag 'sing'"),
        ("lengths = [1]", "lengths = [4]", "steps 4 lengths: names a length that the exercise"),
        ("lengths = [0.5, 1]", "lengths = [1, 0.5]", "lengths: must rise, each length once"),
        (
            "on_the_road =",
            "opens_at_once = true\non_the_road =",
            "opens_at_once: only for a single",
        ),
        ("lines = [3839, 3845]", "lines = [0, 3845]", "sources 2 lines 1: "),
        ("[[sources]]\nlines = [3808,", "[[sources]]\nlines = [4000,", "sources 1: the first line"),
        ('words = "Seat"', 'words = "Seat", tehn = "Sit."', "steps 1 options 2 tehn: unknown key"),
        ('["You have arrived."]', "[]", "steps 3 words: "),
        ('"You have arrived."', '"  "', "steps 3 words 1: "),
        ("You have arrived.", r"Here\u0007.", "steps 3 words 1: holds a character that cannot"),
        ('[review]\nneeds = "health visitor practice teacher"', "[review]", "review needs: "),
        ('[[steps]]\nid = "rest"\nkind = "timer"', '[[steps]]\nid = "rest"', "steps 2 kind: "),
    ],
)
def test_a_slip_in_an_exercise_is_one_fault_on_the_line_that_slipped(
    content: Path, old: str, new: str, reason: str
) -> None:
    line = edit(content, ARRIVE, old, new)
    assert only_fault_in(content, ARRIVE, line).startswith(reason)


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (AT_THE_DOOR, "breaths = [3, 8]", "breaths = [3]", "steps 2 breaths: needs one value"),
        (AT_THE_DOOR, "in_seconds = [3, 4]", "in_seconds = [3]", "steps 2 in_seconds: needs one"),
        (AT_THE_DOOR, "out_seconds = [5, 6]", "out_seconds = []", "steps 2 out_seconds: needs one"),
        (ARRIVE, "for_seconds = [30, 50]", "for_seconds = [9, 9, 9]", "steps 2 for_seconds: needs"),
        (SUPPORT, 'step = "change"', 'step = "x"', "steps 2 when: “x” is no earlier choose step"),
        (SUPPORT, 'step = "change"', 'step = "who"', "steps 2 when: “who” is no earlier choose"),
        (SUPPORT, 'is = ["yes"', 'is = ["perhaps"', "steps 3 when: no such option: perhaps"),
        (CIRCLE, 'for_each = "worries"', 'for_each = "x"', "steps 2 for_each: “x” is no earlier"),
        ("exercises/name-it.toml", 'id = "BN3"', 'id = "BN1"', "id: BN1 is arrive’s"),
        ("help/samaritans.toml", "116 123", "116 I23", "call: "),
    ],
)
def test_what_does_not_fit_the_rest_is_a_fault_on_the_line_that_does_not_fit(
    content: Path, file: str, old: str, new: str, reason: str
) -> None:
    line = edit(content, file, old, new)
    assert only_fault_in(content, file, line).startswith(reason)


def test_a_review_that_is_done_says_by_whom_and_when(content: Path) -> None:
    edit(content, ARRIVE, 'state = "awaited"', 'state = "done"')
    text = (content / ARRIVE).read_text("utf-8")
    line = text[: text.index("[review]")].count("\n") + 1
    assert only_fault_in(content, ARRIVE, line).startswith("review: `by` and `on` belong to")


def test_a_help_line_that_reaches_nobody_is_a_fault(content: Path) -> None:
    edit(content, "help/samaritans.toml", 'call = "116 123"\n', "")
    assert only_fault_in(content, "help/samaritans.toml", 1) == "needs `call` or `text`"


def test_a_skill_that_is_left_out_is_a_fault(content: Path) -> None:
    path = content / "skills.toml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.rindex("[[skills]]")], "utf-8")
    assert only_fault_in(content, "skills.toml", 1).startswith("skills: must be, in order, ")


@pytest.mark.parametrize("file", ["app.toml", "skills.toml"])
def test_a_file_that_is_gone_is_a_fault(content: Path, file: str) -> None:
    (content / file).unlink()
    assert only_fault_in(content, file, 0) == "cannot be read: FileNotFoundError"


@pytest.mark.parametrize("folder", ["exercises", "help"])
def test_a_folder_with_no_content_is_a_fault(content: Path, folder: str) -> None:
    shutil.rmtree(content / folder)
    assert only_fault_in(content, folder, 0) == "holds no .toml file"


def test_all_faults_of_all_files_are_told_at_once_in_order(content: Path) -> None:
    shout = edit(content, "help/shout.toml", "85258", "SHOUT")
    star = edit(content, "skills.toml", 'star = "diamond"', 'star = "A Diamond"')
    url = edit(content, "app.toml", 'url = "/help"', 'url = "https://example.org"')
    kind = edit(content, "exercises/abcde.toml", 'kind = "text"', 'kind = "essay"', nth=4)
    syntax = edit(content, "exercises/name-it.toml", "lengths = [1]", "lengths = ]")
    word = edit(content, ARRIVE, "You have arrived.", "You failed.")
    source = edit(content, ARRIVE, "lines = [3839, 3845]", "lines = [3839, 4464]")
    key = edit(content, ARRIVE, "version = 1", "verison = 1")
    when = edit(content, SUPPORT, 'step = "change"', 'step = "chance"')

    faults = faults_in(content)

    found = [(fault.file.removeprefix("app/content/en/"), fault.line) for fault in faults]
    assert found == [
        ("app.toml", url),
        ("exercises/abcde.toml", kind),
        (ARRIVE, 1),  # `version` is missing
        (ARRIVE, key),
        (ARRIVE, source),
        (ARRIVE, word),
        ("exercises/name-it.toml", syntax),
        (SUPPORT, when),
        ("help/shout.toml", shout),
        ("skills.toml", star),
    ]


def test_a_fault_in_one_file_does_not_hide_two_more_in_the_same_file(content: Path) -> None:
    first = edit(content, ARRIVE, 'words = "Feet"', 'words = "Just feet"')
    second = edit(content, ARRIVE, 'words = "Breath"', 'words = "Simply breath"')
    third = edit(content, ARRIVE, "for_seconds = [30, 50]", "for_seconds = [30, 5000]")
    assert [fault.line for fault in faults_in(content)] == [first, second, third]
