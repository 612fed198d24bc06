"""The shapes of an exercise's data: skills, steps of seven kinds, cautions, sources, review.

One TOML file under `app/content/<language>/exercises/` is one `Exercise`. The models refuse what
they do not know, so a spelling mistake in a key stops the start instead of being ignored.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.practice.text import Slug, Words

REVIEW_LINES = 4463  # the literature review's length; `lines` in a source count from 1
LINES_TO_ASK_ABOUT = 4  # how many lines of a list are thought of where each is asked about
WORDS_A_MINUTE = 180  # a slow, kind reading pace for a tired reader

SkillId = Literal[
    "self-awareness", "now", "acceptance", "vulnerability", "relationships", "hope", "across"
]
ExerciseId = Annotated[str, Field(pattern=r"^[A-Z]{2}\d{1,2}$")]
Seconds = Annotated[float, Field(gt=0, le=600)]
Paragraphs = Annotated[tuple[Words, ...], Field(min_length=1)]


class Content(BaseModel):
    """Strict, frozen, and closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Skill(Content):
    """One of the six skills, or `across`: its name, its star's shape, and what it is."""

    id: SkillId
    name: Words
    star: Slug
    line: Words
    about: Paragraphs


class SkillsFile(Content):
    """`skills.toml`: the six skills in the order of the constellation, then `across`."""

    skills: tuple[Skill, ...]


class Shortcut(Content):
    """A long press on the icon: words, and the Pocket page that they open."""

    name: Words
    url: Annotated[str, Field(pattern=r"^/[a-z0-9/-]*$")]


class AppFile(Content):
    """`app.toml`: what a phone's home screen says about the app."""

    name: Words
    short_name: Words
    description: Words
    shortcuts: tuple[Shortcut, ...]


class When(Content):
    """A step stands only if an earlier `choose` step was answered with one of these values."""

    step: Slug
    is_: Annotated[tuple[Slug, ...], Field(min_length=1, alias="is")]


def _sentences(said: Iterable[str]) -> str:
    """One text out of many: a heading or an option with no full stop gets one."""
    return " ".join(words if words[-1] in ".?!…:" else f"{words}." for words in said)


class BaseStep(Content):
    """What all steps have. `lengths` names the exercise's lengths (minutes) that hold this step."""

    id: Slug
    title: Words
    when: When | None = None
    lengths: tuple[float, ...] | None = None

    def stands_in(self, minutes: float) -> bool:
        """Whether the step is part of the exercise at this length."""
        return self.lengths is None or minutes in self.lengths

    def spoken(self) -> str:
        """Every word of the step that a person reads, for reading age and reading time."""
        return _sentences([self.title, *getattr(self, "words", ())])

    def seconds(self, at: int) -> float:
        """About how long the step takes, in seconds, at the `at`-th length."""
        return 60 * len(self.spoken().split()) / WORDS_A_MINUTE


class ReadStep(BaseStep):
    """Words to read; `show` adds the help card's lines for a debrief or for people to ring."""

    kind: Literal["read"]
    words: Paragraphs
    show: Literal["on-call", "help"] | None = None


class BreatheStep(BaseStep):
    """Breaths to follow; lists give one value for each length. `instead` is the other way in."""

    kind: Literal["breathe"]
    words: Paragraphs
    instead: Paragraphs
    breaths: tuple[Annotated[int, Field(ge=1, le=40)], ...]
    in_seconds: tuple[Annotated[float, Field(ge=2, le=6)], ...]
    out_seconds: tuple[Annotated[float, Field(ge=2, le=8)], ...]

    def seconds(self, at: int) -> float:
        return self.breaths[at] * (self.in_seconds[at] + self.out_seconds[at])


class TimerStep(BaseStep):
    """A quiet stretch of time with something to rest attention on; one value for each length."""

    kind: Literal["timer"]
    words: Paragraphs
    for_seconds: tuple[Seconds, ...]

    def seconds(self, at: int) -> float:
        return self.for_seconds[at]


class Option(Content):
    """One thing to choose; `then` is said once it is chosen.

    What Keep does where it is chosen: `keeps_as` takes the place of the exercise's own, `deletes`
    names the exercise whose newest kept entry goes to the trash.
    """

    value: Slug
    words: Words
    then: Words | None = None
    keeps_as: Literal["entry", "shelf"] | None = None
    deletes: ExerciseId | None = None


class Answerable(BaseStep):
    """A step that takes an answer; `name` is how the answer is labelled in the journal."""

    answering: ClassVar[float]  # seconds, beside those of reading
    words: tuple[Words, ...] = ()
    name: Words

    def seconds(self, at: int) -> float:
        return super().seconds(at) + self.answering


class ChooseStep(Answerable):
    """Choose one option, several, one `for_each` item of an earlier list, or kept entries."""

    answering = 5
    kind: Literal["choose"]
    options: tuple[Option, ...] = ()
    several: bool = False
    for_each: Slug | None = None
    entries: bool = False

    def seconds(self, at: int) -> float:
        return super().seconds(at) + self.answering * (LINES_TO_ASK_ABOUT - 1) * bool(self.for_each)

    @model_validator(mode="after")
    def _something_to_choose(self) -> Self:
        if self.entries == bool(self.options):
            raise ValueError("needs `options`, or `entries = true`, and not both")
        values = [option.value for option in self.options]
        if len(values) != len(set(values)):
            raise ValueError("two options share one value")
        return self

    def spoken(self) -> str:
        said = [words for option in self.options for words in (option.words, option.then) if words]
        return _sentences([super().spoken(), *said])


class ScaleStep(Answerable):
    """Five places between two ends, with words at the ends and no number shown as a score."""

    answering = 5
    kind: Literal["scale"]
    low: Words
    high: Words


class TextStep(Answerable):
    """Free words. `openers` are beginnings to tap and change; `nothing` is an answer too."""

    answering = 30
    kind: Literal["text"]
    lines: Literal["one", "many"] = "many"
    openers: tuple[Words, ...] = ()
    nothing: Words | None = None


class ListStep(Answerable):
    """Up to `most` short lines."""

    answering = 30
    kind: Literal["list"]
    most: Annotated[int, Field(ge=1, le=12)]
    nothing: Words | None = None


Step = Annotated[
    ReadStep | BreatheStep | TimerStep | ChooseStep | ScaleStep | TextStep | ListStep,
    Field(discriminator="kind"),
]


class Caution(Content):
    """What to know before starting, and another way in."""

    about: Literal[
        "mindfulness", "breath", "self-compassion", "vulnerability", "serious-incident", "privacy"
    ]
    words: Words
    instead: Words


class Source(Content):
    """Lines of the literature review (first, last) that an exercise puts into practice."""

    lines: tuple[
        Annotated[int, Field(ge=1, le=REVIEW_LINES)], Annotated[int, Field(ge=1, le=REVIEW_LINES)]
    ]
    idea: Words

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.lines[0] > self.lines[1]:
            raise ValueError("the first line comes after the last")
        return self


class Review(Content):
    """Who needs to have read this exercise before it is relied on, and whether they have."""

    needs: Words
    state: Literal["awaited", "done"]
    by: Words | None = None
    on: date | None = None

    @model_validator(mode="after")
    def _done_by_somebody(self) -> Self:
        if (self.state == "done") != bool(self.by and self.on):
            raise ValueError("`by` and `on` belong to a review that is done, and only to that")
        return self


class Exercise(Content):
    """One exercise, whole. `lengths` are minutes, shortest first; `stores` says what Keep keeps.

    It `keeps_as` an entry each time, one card that is gone on with, or one more card on a shelf.
    """

    id: ExerciseId
    version: Annotated[int, Field(ge=1)]
    title: Words
    skill: SkillId
    summary: Words
    lengths: Annotated[tuple[Annotated[float, Field(ge=0.5, le=5)], ...], Field(min_length=1)]
    on_the_road: bool
    opens_at_once: bool = False
    keeps_as: Literal["entry", "card", "shelf"] = "entry"
    stores: Words | None = None
    people: Words
    review: Review
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    cautions: tuple[Caution, ...] = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    @property
    def asks_after(self) -> bool:
        """Whether “better, same, worse” follows: PRODUCT.md 3."""
        practises = any(step.kind in ("breathe", "timer") for step in self.steps)
        return practises or self.skill in ("acceptance", "vulnerability")

    @property
    def needs_caution(self) -> bool:
        """Mindfulness, acceptance and vulnerability never start without one: PRODUCT.md 2."""
        return self.asks_after or self.skill == "now"

    def steps_in(self, minutes: float) -> list[Step]:
        """The steps of the exercise at this length, in order."""
        return [step for step in self.steps if step.stands_in(minutes)]

    def spoken(self) -> str:
        """Every word of the exercise that a person reads."""
        cautions = [said for caution in self.cautions for said in (caution.words, caution.instead)]
        steps = [step.spoken() for step in self.steps]
        return _sentences([self.title, self.summary, *cautions, *steps, self.people])
