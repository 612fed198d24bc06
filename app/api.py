"""How a request to `/api` is read: strictly, and with nothing guessed.

Stock parsing lets through `1e999`, lone surrogates and a thousand levels of brackets, which break
later and elsewhere. Here what is not JSON in UTF-8, or is too deep, is malformed; then every member
must be of its exact type, none may be missing and none unknown.
"""

import email.message
import json
import unicodedata
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from fastapi import Depends
from fastapi.routing import APIRoute
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema, from_json
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.db import Engines
from app.encoding import decode, is_id
from app.errors import Malformed, UnsupportedMedia


class Body(BaseModel):
    """What a request's body is: strict, closed, and silent about what it held."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True
    )


def _plain(text: str) -> str:
    # Cs are surrogates, which cannot be stored; Cc are control characters, NUL among them.
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise PydanticCustomError("control_character", "Control characters are not taken")
    return text


def _id(text: object) -> str:
    if not (isinstance(text, str) and is_id(text)):
        raise PydanticCustomError("identifier", "Must be 22 canonical base64url letters")
    return text


@dataclass(frozen=True)
class Binary:
    """Marks a member that is exactly `length` bytes, on the wire base64url; or null, if it may."""

    length: int
    or_null: bool = False

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read by `read`, whatever the annotated type says."""
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """What a client is told."""
        letters = -(-self.length * 8 // 6)
        text = {"type": "string", "pattern": f"^[A-Za-z0-9_-]{{{letters}}}$"}
        return {"anyOf": [text, {"type": "null"}]} if self.or_null else text

    def read(self, text: object) -> bytes | None:
        """The bytes; raises PydanticCustomError, whose type says what is wrong."""
        if text is None and self.or_null:
            return None
        if not isinstance(text, str):
            raise PydanticCustomError("string_type", "Must be text")
        try:
            data = decode(text)
        except ValueError:
            raise PydanticCustomError("base64url", "Must be canonical base64url") from None
        if len(data) != self.length:
            raise PydanticCustomError("length", "Must be of another length")
        return data


Text = Annotated[str, AfterValidator(_plain)]
Id = Annotated[
    str,
    PlainValidator(_id),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z0-9_-]{21}[AQgw]$"}),
]


class StrictRequest(Request):
    """A request whose JSON is read by the rules above."""

    async def json(self) -> Any:  # noqa: ANN401 - as Starlette's
        """The body; raises JSONDecodeError, which is answered as `malformed`."""
        try:
            return from_json(await self.body(), allow_inf_nan=False)
        except ValueError:
            # FastAPI keeps the document for its own answer, which we do not use.
            raise json.JSONDecodeError("malformed", "", 0) from None


class StrictRoute(APIRoute):
    """A route that reads its body by the rules above: `APIRouter(route_class=StrictRoute)`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own handler, given a StrictRequest."""
        answer = super().get_route_handler()

        async def read_strictly(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            # Read here and not by FastAPI, which would call a body over the limit malformed.
            try:
                body = await strict.body()
            except ClientDisconnect:
                # Nobody hears this, but the log: a phone that loses its signal is no fault of ours.
                raise Malformed from None
            if body:
                check_media_type(strict.headers.get("content-type", ""), "application/json")
            return await answer(strict)

        return read_strictly


@lru_cache(maxsize=16)
def check_media_type(value: str, wanted: str) -> None:
    """Raises UnsupportedMedia unless a body says to be of this type, and in UTF-8."""
    message = email.message.Message()
    message["content-type"] = value
    kind, *parameters = message.get_params([("", "")])
    utf8 = all(n.lower() == "charset" and v.lower() == "utf-8" for n, v in parameters)
    if kind[0].lower() != wanted or not utf8:
        raise UnsupportedMedia


async def _database(request: Request) -> Engines:
    engines: Engines = request.app.state.engines
    return engines


Database = Annotated[Engines, Depends(_database)]
