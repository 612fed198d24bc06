"""What good content keeps to beyond its shape: words, reading age, honest minutes, own sentences.

A server starts without these, since they take a while and judge taste as well as sense;
`between-visits check-content` and the tests run them all, and say every fault at once.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from app.practice.exercise import Exercise
from app.practice.help_card import HelpLine
from app.practice.library import Library
from app.practice.module import Module
from app.practice.steps import BreatheStep, ChooseStep
from app.practice.support import Support

READING_AGE = 11
READING_AGE_OF_HELP = 9
READING_AGE_OF_GUIDE = 13  # read by whoever runs a meeting, at a desk
FEWEST_WORDS = 30  # of a screen: the age of a shorter one is chance
LEAST, MOST = 0.5, 1.3  # how many times the minutes that it says an exercise may take
RUN = 8  # words in a row that may not be the review's
HASH_BYTES = 5
SHINGLES = Path(__file__).with_name("review-shingles.bin")

# Near-equivalents of the banned words, the review's trade marks, and what would make this a game.
NOT_OURS = re.compile(
    r"\b(merely|you need to|you must|remember to|cheer up|look on the bright side|stay positive"
    r"|toughen up|bounce back|well done|good job|streak|badge|goal|you will feel better"
    r"|hold (your|the) breath|close your eyes|committed suicide|compassion circle|schwartz)",
    re.IGNORECASE,
)
PEOPLE = re.compile(
    r"\b(people|person|colleague|someone|supervisor|team|one of them|tell them)\b", re.IGNORECASE
)
GROUND = re.compile(r"\b(feet|sounds?)\b")

Found = Iterator[str]
Spoken = Exercise | Module | Support


def faults_in_words(library: Library) -> Iterator[tuple[str, str]]:
    """Every fault of every piece of content, as (where, what)."""
    folders: tuple[tuple[str, dict[str, Spoken]], ...] = (
        ("exercises", dict(library.exercises)),
        ("modules", dict(library.modules)),
        ("support", dict(library.supports)),
    )
    for folder, items in folders:
        for slug, item in items.items():
            for what in faults_of(item):
                yield f"{folder}/{slug}.toml", what
    for slug, module in library.modules.items():
        for what in _faults_of_parts(module, library):
            yield f"modules/{slug}.toml", what
    for line in library.help_lines:
        if (age := reading_age(help_words(line))) > READING_AGE_OF_HELP:
            yield "help", f"{line.name}: reading age {age:.1f}, at most {READING_AGE_OF_HELP}"


def faults_of(item: Spoken) -> Found:
    """Every fault of one exercise, module or page of the support menu."""
    for name, words, most in _screens(item):
        if len(words.split()) >= FEWEST_WORDS and (age := reading_age(words)) > most:
            yield f"{name}: reading age {age:.1f}, at most {most}"
        if "!" in words:
            yield f"{name}: nothing is exclaimed here"
        if said := NOT_OURS.search(words):
            yield f"{name}: “{said[0]}” is not how this product speaks"
        if shared := shared_with_review(words):
            yield f"{name}: “{shared}” stands so in the review"
    if isinstance(item, Exercise):
        yield from _faults_of_exercise(item)


def _screens(item: Spoken) -> Iterator[tuple[str, str, int]]:
    """What a person has in front of them at one time: its name, its words, the age it may ask."""
    if isinstance(item, Exercise):
        cautions = (said for caution in item.cautions for said in (caution.words, caution.instead))
        yield "start", said_as_one(item.title, item.summary, *cautions), READING_AGE
        for step in item.steps:
            yield step.id, step.spoken(), READING_AGE
        yield "end", said_as_one(item.people, item.stores), READING_AGE
        return
    yield "page", item.spoken(), READING_AGE
    if isinstance(item, Module):
        guide = item.guide
        steps = (said for step in guide.steps for said in (step.title, *step.words))
        yield "guide", said_as_one(*guide.before, *steps, *guide.after), READING_AGE_OF_GUIDE


def _faults_of_exercise(exercise: Exercise) -> Found:
    for minutes, times in minutes_taken(exercise):
        if not LEAST <= times <= MOST:
            yield f"lengths: {minutes:g} minutes take {times:.2f} times as long"
    for step in exercise.steps:
        if step.kind in ("text", "list", "scale") and not step.title.endswith("?"):
            yield f"{step.id}: what asks for an answer has a question for a title"
        if isinstance(step, BreatheStep):
            if not GROUND.search(" ".join(step.instead)):
                yield f"{step.id}: instead of the breath it offers feet or sounds"
            pairs = zip(step.in_seconds, step.out_seconds, strict=True)
            if any(out < breath_in for breath_in, out in pairs):
                yield f"{step.id}: the out-breath is never the shorter"
    yield from _faults_of_cautions(exercise)
    yield from _never_reached(exercise)
    if not PEOPLE.search(exercise.people):
        yield "people: names nobody to go to"


def _faults_of_cautions(exercise: Exercise) -> Found:
    inward = [
        caution for caution in exercise.cautions if caution.about in ("mindfulness", "breath")
    ]
    for caution in inward:
        if not GROUND.search(caution.instead):
            yield "cautions: another way than being still is feet or sounds"
    if exercise.rests:
        said = " ".join(caution.words for caution in exercise.cautions)
        if not inward:
            yield "cautions: one about mindfulness or the breath is due"
        if "Keep your eyes open." not in said or "You can stop" not in said:
            yield "cautions: say “Keep your eyes open.” and “You can stop at any time.”"


def _faults_of_parts(module: Module, library: Library) -> Found:
    """Whoever suggests a module reads its cautions, and those of a copy come from its exercises:
    so both speak of being still, or neither does."""
    parts = [library.by_id[part.id] for part in module.exercises]
    warned = _of_being_still(module)
    if warned != any(_of_being_still(part) for part in parts):
        yield "cautions: the module and its exercises differ on mindfulness"


def _of_being_still(item: Exercise | Module) -> bool:
    return any(caution.about == "mindfulness" for caution in item.cautions)


def _never_reached(exercise: Exercise) -> Found:
    """A step that stands at no length, or waits for an answer that no length asks for."""
    by_id = {step.id: step for step in exercise.steps}
    for step in exercise.steps:
        asked = by_id.get(step.when.step) if step.when else None
        both = [
            minutes
            for minutes in exercise.lengths
            if step.stands_in(minutes) and (asked is None or asked.stands_in(minutes))
        ]
        if not both:
            yield f"{step.id}: is never reached"
        elif isinstance(asked, ChooseStep) and step.when and asked.entries:
            yield f"{step.id}: waits for an answer that is an entry"


def minutes_taken(exercise: Exercise) -> Iterator[tuple[float, float]]:
    """Each stated length in minutes, with how many times as long the steps are thought to take."""
    for at, minutes in enumerate(exercise.lengths):
        seconds = sum(step.seconds(at) for step in exercise.steps_in(minutes))
        yield minutes, seconds / (60 * minutes)


def reading_age(words: str) -> float:
    """Flesch-Kincaid's school grade, said as the age of a reader in that grade."""
    import textstat

    return float(textstat.textstat.flesch_kincaid_grade(words)) + 5


def help_words(line: HelpLine) -> str:
    """A line of the help card as it is read."""
    return said_as_one(line.name, line.when, line.then, line.hours)


def said_as_one(*phrases: str | None) -> str:
    """Phrases as a reader hears them: a label or a heading ends like a sentence."""
    return " ".join(p if p[-1] in ".?”" else f"{p}." for p in phrases if p)


def shared_with_review(words: str) -> str | None:
    """The first eight words in a row that stand in the review as well, or None."""
    taken = _taken()
    for run in runs(words):
        if hash_of(run) in taken:
            return run
    return None


def runs(words: str) -> Iterator[str]:
    """Every run of eight words, in small letters, with nothing between them but one space."""
    said = re.findall(r"[a-z0-9']+", words.lower().replace("’", "'"))
    for at in range(len(said) - RUN + 1):
        yield " ".join(said[at : at + RUN])


def hash_of(run: str) -> bytes:
    """What is kept of a run of the review: enough to know it again, and not to read it."""
    return hashlib.sha256(run.encode()).digest()[:HASH_BYTES]


def packed(hashes: Iterable[bytes]) -> bytes:
    """The file of the review's runs."""
    return b"".join(sorted(set(hashes)))


@cache
def _taken() -> frozenset[bytes]:
    data = SHINGLES.read_bytes()
    return frozenset(data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES))
