"""What makes an exercise hold together across its parts: rules no single step can check."""

from collections.abc import Iterable, Iterator, Mapping

from app.practice.exercise import Exercise
from app.practice.module import Part
from app.practice.steps import (
    Answerable,
    BaseStep,
    BreatheStep,
    ChooseStep,
    ListStep,
    ReadStep,
    Step,
    TimerStep,
)

Place = tuple[str | int, ...]
"""Where in a file something stands, as pydantic says it: `("steps", 2, "title")`."""

Found = Iterator[tuple[Place, str]]
"""Faults as (place, reason)."""


def faults_across(exercise: Exercise) -> Found:
    """Every fault of `exercise`; none for one that holds together."""
    if exercise.needs_caution and not exercise.cautions:
        yield ("cautions",), "missing: mindfulness, acceptance and vulnerability need a caution"
    if list(exercise.lengths) != sorted(set(exercise.lengths)):
        yield ("lengths",), "must rise, each length once"
    if exercise.opens_at_once and (len(exercise.steps) > 1 or exercise.needs_caution):
        yield ("opens_at_once",), "only for a single step that needs no caution"
    if exercise.steps[0].kind == "read" and exercise.steps[0].lengths:
        yield ("steps", 0, "lengths"), "the first words stand on the start screen, at every length"
    if exercise.keeps_as != "entry" and (exercise.opens_at_once or not exercise.stores):
        yield ("keeps_as",), "a card needs `stores`, and an end to be looked at before it is kept"
    for minutes in exercise.lengths:
        if all(step.kind == "read" for step in exercise.steps_in(minutes)):
            yield ("lengths",), f"there is nothing to do at {minutes:g} minutes"
    before: dict[str, Step] = {}
    for at, step in enumerate(exercise.steps):
        for place, reason in _faults_of(step, before, exercise):
            yield ("steps", at, *place), reason
        before[step.id] = step


def names_unknown(exercise: Exercise, ids: set[str], addresses: set[str]) -> Found:
    """What an exercise says about others that are not among `ids` or `addresses`."""
    for at, step in enumerate(exercise.steps):
        options = step.options if isinstance(step, ChooseStep) else ()
        for number, option in enumerate(options):
            if option.deletes and option.deletes not in ids:
                yield ("steps", at, "options", number, "deletes"), f"there is no {option.deletes}"
            if option.leads_to and option.leads_to not in addresses:
                yield ("steps", at, "options", number, "leads_to"), f"there is no {option.leads_to}"


def parts_unknown(parts: Iterable[Part], versions: Mapping[str, int]) -> Found:
    """What a module says about exercises that are not there, or are of another version."""
    for at, part in enumerate(parts):
        if part.id not in versions:
            yield ("exercises", at, "id"), f"there is no {part.id}"
        elif part.version != versions[part.id]:
            yield ("exercises", at, "version"), f"{part.id} is at version {versions[part.id]}"


def _faults_of(step: Step, before: dict[str, Step], exercise: Exercise) -> Found:
    if step.id in before:
        yield ("id",), f"“{step.id}” stands twice"
    if step.lengths and not set(step.lengths) <= set(exercise.lengths):
        yield ("lengths",), "names a length that the exercise does not have"
    yield from _wrong_number_of_values(step, len(exercise.lengths))
    yield from _asks_what_was_not_asked(step, before)
    if isinstance(step, ChooseStep):
        yield from _keeps_what_cannot_be_kept(step, exercise)


def _keeps_what_cannot_be_kept(step: ChooseStep, exercise: Exercise) -> Found:
    """A card is gone on with from its words, so each of them must lead back to one option."""
    said = [option.words for option in step.options]
    if exercise.keeps_as == "card" and (step.entries or len(said) != len(set(said))):
        yield ("options",), "a card’s options are told apart by their words, and are no entries"
    for at, option in enumerate(step.options):
        if option.at_hand and not (option.leads_to or "").startswith("exercises/"):
            yield ("options", at, "at_hand"), "only with an exercise in `leads_to`"
        if bool(option.picture) != bool(step.options[0].picture):
            yield ("options", at, "picture"), "all options have a picture, or none has"
        if option.marks and not exercise.stores:
            yield ("options", at, "marks"), "happens at Keep, and nothing is kept here"
        if option.keeps_as and exercise.keeps_as != "shelf":
            yield ("options", at, "keeps_as"), "only in an exercise that keeps as a shelf does"
        elif option.deletes and not exercise.stores:
            yield ("options", at, "deletes"), "happens at Keep, and nothing is kept here"
        elif (option.keeps_as or option.deletes) and (step.several or step.for_each):
            yield ("options", at), "what Keep does can be chosen once, not several times"


def _asks_what_was_not_asked(step: Step, before: dict[str, Step]) -> Found:
    if step.when:
        asked = before.get(step.when.step)
        if not isinstance(asked, ChooseStep):
            yield ("when",), f"“{step.when.step}” is no earlier choose step"
        elif unknown := set(step.when.is_) - {option.value for option in asked.options}:
            yield ("when",), f"no such option: {', '.join(sorted(unknown))}"
    for at, name in enumerate(step.sends if isinstance(step, ReadStep) else ()):
        if not isinstance(before.get(name), Answerable):
            yield ("sends", at), f"“{name}” is no earlier step that takes an answer"
    each = step.for_each if isinstance(step, ChooseStep) else None
    if each and not isinstance(before.get(each), ListStep):
        yield ("for_each",), f"“{each}” is no earlier list step"


def _wrong_number_of_values(step: BaseStep, lengths: int) -> Found:
    by_length: dict[str, tuple[float, ...]] = {}
    if isinstance(step, BreatheStep):
        by_length = {
            "breaths": step.breaths,
            "in_seconds": step.in_seconds,
            "out_seconds": step.out_seconds,
        }
    elif isinstance(step, TimerStep):
        by_length = {"for_seconds": step.for_seconds}
    for key, values in by_length.items():
        if len(values) != lengths:
            yield (key,), f"needs one value for each of the {lengths} lengths"
