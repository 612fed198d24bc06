"""Each check of content catches what it is for: a good exercise with one thing wrong in it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.content_files import ContentFaults
from app.practice import versions
from app.practice.checks import faults_of, hash_of, packed, runs, shared_with_review
from app.practice.exercise import Exercise
from app.practice.library import CONTENT, load_library

OWN = """
id = "OR1"
version = 1
title = "Our own"
skill = "hope"
summary = "A short one of our own."
lengths = [1]
on_the_road = false
carrying = ["good"]
stores = "Your line."
people = "Tell someone in the team."

[review]
needs = "health visitor practice teacher"
state = "awaited"

[[sources]]
lines = [3943, 3944]
idea = "Hope."

[[steps]]
id = "line"
kind = "text"
title = "What went well on the round?"
name = "What went well"
words = ["One line will do. A parking space counts, and so does a cup of tea that was still hot."]
nothing = "Nothing today"
"""


def good() -> dict[str, Any]:
    return tomllib.loads((CONTENT / "exercises" / "longer-out-breath.toml").read_text("utf-8"))


def step_of(data: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(step for step in data["steps"] if step["kind"] == kind)


def found(data: dict[str, Any]) -> str:
    return "\n".join(faults_of(Exercise.model_validate(data)))


def test_a_good_exercise_has_no_fault() -> None:
    assert found(good()) == ""


def _hard_words(data: dict[str, Any]) -> None:
    long = "Contemplate multidimensional organisational determinants, notwithstanding considerable"
    step_of(data, "read")["words"] = [f"{long} methodological heterogeneity. " * 5]


def _exclaimed(data: dict[str, Any]) -> None:
    data["summary"] = "In for four, out for six!"


def _pushes(data: dict[str, Any]) -> None:
    data["people"] = "You need to tell a colleague."


def _short_out_breath(data: dict[str, Any]) -> None:
    step_of(data, "breathe")["out_seconds"] = [3]


def _breath_or_nothing(data: dict[str, Any]) -> None:
    step_of(data, "breathe")["instead"] = ["Think of the sea."]


def _eyes(data: dict[str, Any]) -> None:
    data["cautions"][0]["words"] = "Slow breathing makes some people light-headed."


def _no_other_way(data: dict[str, Any]) -> None:
    data["cautions"][0]["instead"] = "Think of the sea."


def _no_caution(data: dict[str, Any]) -> None:
    data["cautions"][0]["about"] = "privacy"


def _too_long(data: dict[str, Any]) -> None:
    step_of(data, "breathe")["breaths"] = [40]


def _no_question(data: dict[str, Any]) -> None:
    data["steps"].append({"id": "x", "kind": "text", "title": "Write", "name": "X"})


def _nobody(data: dict[str, Any]) -> None:
    data["people"] = "Have a rest."


PLANTED = {
    "reading age": _hard_words,
    "exclaimed": _exclaimed,
    "not how this product speaks": _pushes,
    "never the shorter": _short_out_breath,
    "instead of the breath": _breath_or_nothing,
    "Keep your eyes open": _eyes,
    "another way than being still": _no_other_way,
    "is due": _no_caution,
    "times as long": _too_long,
    "question for a title": _no_question,
    "names nobody": _nobody,
}


@pytest.mark.parametrize("says", PLANTED)
def test_a_planted_fault_is_found_and_named(says: str) -> None:
    data = good()
    PLANTED[says](data)
    assert says in found(data)


def test_a_step_that_nobody_comes_to_is_found() -> None:
    data = good() | {"lengths": [1, 2]}
    breathe = step_of(data, "breathe")
    breathe |= {"breaths": [4, 9], "in_seconds": [4, 4], "out_seconds": [6, 6]}
    step_of(data, "choose")["lengths"] = [1]
    when = {"step": "word", "is": ["tired"]}
    data["steps"].append(
        {
            "id": "x",
            "kind": "read",
            "title": "Rest",
            "words": ["Rest."],
            "when": when,
            "lengths": [2],
        }
    )
    assert "x: is never reached" in found(data)


def test_eight_words_of_the_review_are_known_again_and_seven_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theirs = "the quick brown fox jumps over the lazy dog"
    taken = packed(map(hash_of, runs(theirs)))
    known = frozenset(taken[at : at + 5] for at in range(0, len(taken), 5))
    monkeypatch.setattr("app.practice.checks._taken", lambda: known)
    assert shared_with_review("See: The quick, brown fox jumps over the LAZY cat") is not None
    assert shared_with_review("The quick brown fox jumps over the crazy dog") is None


def test_the_reviews_own_words_are_in_the_list() -> None:
    """Its title, which anyone may quote, is shorter than eight words; so it is a longer run."""
    data = (Path(versions.__file__).with_name("review-shingles.bin")).read_bytes()
    assert len(data) % 5 == 0
    assert len(data) // 5 > 20_000


def organisations(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / "exercises" / f"{name.replace('_', '-')}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_an_organisation_adds_exercises_of_its_own(tmp_path: Path) -> None:
    library = load_library(also=organisations(tmp_path, our_own=OWN))
    assert library.exercises["our-own"].id == "OR1"
    assert list(faults_of(library.exercises["our-own"])) == []


def test_an_organisations_broken_files_are_told_all_at_once_and_nothing_is_loaded(
    tmp_path: Path,
) -> None:
    folder = organisations(
        tmp_path,
        one=OWN.replace('kind = "text"', 'kind = "essay"'),
        two=OWN.replace('id = "OR1"', 'id = "SA1"'),
        three=OWN.replace("Our own", "You should do this"),
        arrive=OWN,
    )
    (folder / "notes.txt").write_text("not content")
    with pytest.raises(ContentFaults) as faults:
        load_library(also=folder)
    said = str(faults.value)
    assert "one.toml:23: steps 1 kind:" in said
    assert "three.toml:4: title: “should”" in said
    assert "arrive.toml:0: exercises/arrive.toml is there already" in said
    assert "notes.txt:0: only .toml files" in said


def test_an_id_that_is_taken_is_refused(tmp_path: Path) -> None:
    folder = organisations(tmp_path, two=OWN.replace('id = "OR1"', 'id = "SA1"'))
    with pytest.raises(ContentFaults, match="id: SA1 is before-the-next-door’s"):
        load_library(also=folder)


def test_what_changes_without_a_raised_version_is_noticed() -> None:
    exercise = Exercise.model_validate(good())
    was = versions.Locked(1, versions._hash(exercise))
    changed = versions._hash(exercise.model_copy(update={"summary": "Other words."}))
    name = "exercises/longer-out-breath"
    told = list(versions.not_raised({name: versions.Locked(1, changed)}, {name: was}))
    assert told == [(f"{name}.toml", "version: it has changed, and is still at 1")]
    assert not list(versions.not_raised({name: versions.Locked(2, changed)}, {name: was}))
    reviewed = exercise.model_copy(update={"version": 9})
    assert versions._hash(reviewed) == was.hash


def test_the_lock_says_what_our_content_says_now() -> None:
    now = versions.of_library(load_library())
    assert not list(versions.not_locked(now, versions.read_lock(CONTENT)))


def test_a_lock_comes_back_as_it_was_written(tmp_path: Path) -> None:
    locked = {"exercises/arrive": versions.Locked(2, "0123456789abcdef")}
    versions.write_lock(tmp_path, locked)
    assert versions.read_lock(tmp_path) == locked
