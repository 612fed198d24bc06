"""What the forms of the second factor hold."""

from typing import Annotated

from pydantic import StringConstraints

from app.forms import FormBody, Line


class Code(FormBody):
    """Six numbers of an app, or a recovery code."""

    code: Annotated[Line, StringConstraints(max_length=40)]
