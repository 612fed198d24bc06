"""Routes that go wrong in every way, added to the real application for the tests to call."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    count: int


probes = APIRouter()


@probes.post("/api/probe")
def take(note: Note) -> Note:
    return note


@probes.get("/api/probe/broken/{name}")
@probes.get("/probe/broken/{name}")
def break_down(name: str) -> None:
    raise ZeroDivisionError(f"{name} wrote something private")


@probes.get("/probe/page")
def page(number: Annotated[int, Query()]) -> int:
    return number


@probes.post("/api/probe/body")
async def measure(request: Request) -> int:
    return len(await request.body())
