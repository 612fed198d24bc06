"""What the forms of groups, modules and suggestions hold."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.forms import FormBody, Line, Lines, Version
from app.groups.composing import MOST, MOST_DAYS, Draft
from app.groups.models import LINE, MESSAGE, NAME
from app.groups.suggestions import Suggestion

Name = Annotated[Line, Field(min_length=1, max_length=NAME)]
Words = Annotated[Line, Field(max_length=LINE)]
YesNo = Literal["yes", "no"]
Place = Annotated[Line, Field(max_length=8)]
LONGEST_CODE = 90  # days that a code may be good for
PLACES = range(1, MOST + 1)  # of a module


class Description(FormBody):
    """What a group is."""

    name: Name
    relationship: Annotated[Line, Field(min_length=1, max_length=LINE)]
    rhythm: Words = ""


class Shown(FormBody):
    """How whoever runs a group is shown in it."""

    shown_as: Name
    line_manager: YesNo


class NewGroup(Description, Shown):
    """A group, and how whoever makes it is shown in it."""


class EditedGroup(Description):
    """A description, changed from what it was at this version."""

    version: Version


class PutAway(FormBody):
    """A group to be put away, as it was at this version."""

    version: Version


class NewCode(FormBody):
    """For how many days a code is to be good."""

    days: Annotated[int, Field(ge=1, le=LONGEST_CODE)] = 30


class FacilitatorCode(FormBody):
    """What a code makes of another facilitator."""

    purpose: Literal["beside", "after"]


class CalledOff(FormBody):
    """A change that is not to come, by its days."""

    days: Annotated[Line, Field(max_length=80)] = ""


class TakeUp(Shown):
    """Another facilitator's code, and how whoever uses it is shown."""

    code: Annotated[Line, Field(min_length=1, max_length=40)]


class ModuleForm(FormBody):
    """A module to be composed: seven places for exercises, of which some may be left empty."""

    title: Name
    aim: Annotated[Line, Field(min_length=1, max_length=MESSAGE)]
    about: Annotated[Lines, Field(max_length=MESSAGE)] = ""
    exercise_1: Place = ""
    exercise_2: Place = ""
    exercise_3: Place = ""
    exercise_4: Place = ""
    exercise_5: Place = ""
    exercise_6: Place = ""
    exercise_7: Place = ""
    working_days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 10
    shared: bool = False

    def draft(self) -> Draft:
        """As the service takes it."""
        places = [getattr(self, f"exercise_{place}") for place in PLACES]
        chosen = tuple(place for place in places if place)
        return Draft(self.title, self.aim, self.about, chosen, self.working_days, self.shared)


class EditedModule(ModuleForm):
    """A module, changed from what it was at this version."""

    version: Version


class Removed(FormBody):
    """What is to go, as it was at this version."""

    version: Version


class SuggestionForm(FormBody):
    """What is said with a module."""

    starts: date
    suggested_by: date
    rhythm: Words = ""
    message: Annotated[Lines, Field(max_length=MESSAGE)] = ""

    def said(self) -> Suggestion:
        """As the service takes it."""
        return Suggestion(self.starts, self.suggested_by, self.message, self.rhythm)


class NewSuggestion(SuggestionForm):
    """A module to be suggested; `read_cautions` where it has some of being still."""

    module: Annotated[Line, Field(min_length=1, max_length=80)]
    read_cautions: bool = False


class ChangedSuggestion(SuggestionForm):
    """A suggestion, changed from what it was at this version."""

    version: Version
