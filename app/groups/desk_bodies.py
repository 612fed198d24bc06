"""What the forms of groups hold."""

from typing import Annotated, Literal

from pydantic import Field

from app.forms import FormBody, Line
from app.groups.models import LINE, NAME

Name = Annotated[Line, Field(min_length=1, max_length=NAME)]
Words = Annotated[Line, Field(max_length=LINE)]
Version = Annotated[int, Field(ge=1)]
YesNo = Literal["yes", "no"]
LONGEST_CODE = 90  # days that a code may be good for


class Description(FormBody):
    """What a group is."""

    name: Name
    relationship: Annotated[Line, Field(min_length=1, max_length=LINE)]
    rhythm: Words = ""


class NewGroup(Description):
    """A group, and how whoever makes it is shown in it."""

    shown_as: Name
    line_manager: YesNo


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


class TakeUp(FormBody):
    """Another facilitator's code, and how whoever uses it is shown."""

    code: Annotated[Line, Field(min_length=1, max_length=40)]
    shown_as: Name
    line_manager: YesNo
