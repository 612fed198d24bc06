"""The seven kinds of step that an exercise is made of."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from app.practice.content import Content, ExerciseId, Paragraphs, sentences
from app.practice.text import Slug, Words

LINES_TO_ASK_ABOUT = 4  # how many lines of a list are thought of where each is asked about
WORDS_A_MINUTE = 180  # a slow, kind reading pace for a tired reader
Address = Annotated[str, Field(pattern=r"^(exercises|support)/[a-z0-9]+(-[a-z0-9]+)*$")]
Seconds = Annotated[float, Field(gt=0, le=600)]
# What can be chosen without words, drawn by us in `templates/pocket/_pictures.html`.
Picture = Literal[
    "colour-night",
    "colour-dawn",
    "colour-moss",
    "colour-sea",
    "colour-ember",
    "colour-plum",
    "colour-straw",
    "colour-ash",
    "clear",
    "cloud",
    "rain",
    "storm",
    "fog",
    "snow",
    "wind",
    "rainbow",
    "road",
    "door",
    "tree",
    "boat",
    "stone",
    "bird",
    "knot",
    "lamp",
]


class When(Content):
    """A step stands only if an earlier `choose` step was answered with one of these values; where
    that step asks about each line of a list, if any line was.
    """

    step: Slug
    is_: Annotated[tuple[Slug, ...], Field(min_length=1, alias="is")]


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
        return sentences([self.title, *getattr(self, "words", ())])

    def seconds(self, at: int) -> float:
        """About how long the step takes, in seconds, at the `at`-th length."""
        return 60 * len(self.spoken().split()) / WORDS_A_MINUTE


class ReadStep(BaseStep):
    """Words to read; `show` adds the help card's lines for a debrief or for people to ring, or the
    way to the support menu. `sends` names earlier steps, whose answers make up a message that the
    person can change, and then share or copy: nothing is sent by us.
    """

    kind: Literal["read"]
    words: Paragraphs
    show: Literal["on-call", "help", "support"] | None = None
    sends: tuple[Slug, ...] = ()


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
    """One thing to choose; `then` is said once it is chosen, and `leads_to` is offered at the end.

    What Keep does where it is chosen: `keeps_as` takes the place of the exercise's own, `deletes`
    names the exercise whose newest kept entry goes to the trash, `marks` puts a mark on the entry.
    `at_hand` puts the exercise that it leads to on Today, whether anything is kept or not.
    """

    value: Slug
    words: Words
    picture: Picture | None = None
    then: Words | None = None
    leads_to: Address | None = None
    at_hand: bool = False
    keeps_as: Literal["entry", "shelf"] | None = None
    deletes: ExerciseId | None = None
    marks: Literal["supervision"] | None = None


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
        return sentences([super().spoken(), *said])


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
