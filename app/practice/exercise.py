"""One TOML file under `app/content/<language>/exercises/` is one `Exercise`."""

from typing import Annotated, Literal

from pydantic import Field

from app.practice.content import Caution, Content, ExerciseId, Review, SkillId, Source, sentences
from app.practice.steps import Step
from app.practice.text import Words

Carrying = Literal[
    "rush",
    "worry",
    "sadness",
    "anger",
    "tiredness",
    "doubt",
    "alone",
    "stuck",
    "good",
    "not-sure",
]
"""What somebody may be carrying, as they are asked on the page that picks for them."""


class Exercise(Content):
    """One exercise, whole. `lengths` are minutes, shortest first; `stores` says what Keep keeps.

    It `keeps_as` an entry each time, one card that is gone on with, or one more card on a shelf.
    `carrying` is what somebody may bring to whom it fits, and `company` who may be there.
    """

    id: ExerciseId
    version: Annotated[int, Field(ge=1)]
    title: Words
    skill: SkillId
    summary: Words
    lengths: Annotated[tuple[Annotated[float, Field(ge=0.5, le=5)], ...], Field(min_length=1)]
    on_the_road: bool
    carrying: Annotated[tuple[Carrying, ...], Field(min_length=1)]
    company: Literal["anyone", "alone", "two"] = "anyone"
    opens_at_once: bool = False
    keeps_as: Literal["entry", "card", "shelf"] = "entry"
    stores: Words | None = None
    people: Words
    review: Review
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    cautions: tuple[Caution, ...] = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    @property
    def rests(self) -> bool:
        """Whether attention rests on one thing for a while: a breath, or a quiet time."""
        return any(step.kind in ("breathe", "timer") for step in self.steps)

    @property
    def group(self) -> str:
        """What it is like: where one leaves somebody worse twice, the others are put aside too."""
        return "quiet" if self.rests else self.skill

    @property
    def asks_after(self) -> bool:
        """Whether “better, same, worse” follows: PRODUCT.md 3."""
        return self.rests or self.skill in ("acceptance", "vulnerability")

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
        return sentences([self.title, self.summary, *cautions, *steps, self.people])
