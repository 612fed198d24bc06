"""What the forms of the second factor hold."""

from typing import Annotated

from pydantic import StringConstraints

from app.forms import FormBody, Line


class Code(FormBody):
    """Six numbers of an app, or a recovery code."""

    code: Annotated[Line, StringConstraints(max_length=40)]


Label = Annotated[Line, StringConstraints(min_length=1, max_length=64)]
Credential = Annotated[str, StringConstraints(max_length=20_000)]  # JSON, put in by the script


class UsedPasskey(FormBody):
    """What a passkey has signed."""

    credential: Credential


class NewPasskey(FormBody):
    """A passkey that was made, and its owner's word for it."""

    label: Label
    credential: Credential


class Renamed(FormBody):
    """Another word for a passkey."""

    label: Label
