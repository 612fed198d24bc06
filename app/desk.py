"""Desk's pages: rendered for each request, and one route for a page and for its part.

Whoever has no scripts gets whole pages and redirects; htmx, which says so in a header, gets what
stands in `main` alone. Every answer under `/team` is `no-store` (`app/security.py`).
"""

import re
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.web import html_of

ROOT = "/team"
_PATH = re.compile(r"/team(/[A-Za-z0-9_-]+)*")
MOST_FIELDS = 200  # of a form
# What a page says of the form that led to it; each has words in `desk_said.toml`.
SAID = (
    *("saved", "suggested", "taken-back", "put-away", "stays", "withdrawn", "factor-reset"),
    *("removed", "deleted", "copied", "signed-out", "made", "taken-up", "new-code", "stopping"),
)
# Under `no-referrer` a browser sends forms with `Origin: null`, which the gate takes for another
# site's. Other sites are told nothing under this either.
REFERRER = {"Referrer-Policy": "same-origin"}


class Viewer(Protocol):
    """Who a page is for, as far as a page shows it: an admin's has more places to go."""

    @property
    def role(self) -> str: ...


class Asked(Protocol):
    """A form on a page, as far as its answer depends on it (`Filled` of `app/forms.py`)."""

    @property
    def faults(self) -> Mapping[str, str]: ...


class AnotherPageFirst(Exception):
    """What is asked for opens after another page: no error, and answered by going there.

    Where it `keeps` what was asked for, that page leads on to it; and the answer to a form that was
    sent holds all that was typed, to be sent again.
    """

    def __init__(self, path: str, *, keeps: bool = False) -> None:
        super().__init__(path)
        self.path = path
        self.keeps = keeps


def in_desk(path: str) -> bool:
    """Whether what stands at this path is Desk's."""
    return path == ROOT or path.startswith(f"{ROOT}/")


def desk_page(
    request: Request,
    template: str,
    viewer: Viewer | None,
    *,
    form: Asked | None = None,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    **context: object,
) -> Response:
    """A template of `desk/`, as a page or, where htmx asks for a part, without its frame.

    `viewer` is who is in Desk; None stands for somebody who is not, and sees no places to go.
    Without a `status` it is 422 where the `form` has faults, and 200 elsewhere. What was done by
    the form before this page (`go_to`) is said above the page.
    """
    layout = "desk/_part.html" if _asks_for_part(request) else "desk/_base.html"
    said = request.query_params.get("said")
    about = {"said": said if said in SAID else None, "viewer": viewer, "form": form, **context}
    about["layout"] = layout
    html = html_of(request.app.state.language, template, **about)
    if status is None:
        status = 422 if form and form.faults else 200
    return HTMLResponse(html, status, {**REFERRER, **(headers or {})})


def go_to(request: Request, path: str, said: str = "") -> Response:
    """On to another page of ours, whatever this request was. A page of Desk says what was done:
    one of SAID."""
    if said:
        path = f"{path}?said={said}"
    if request.headers.get("hx-request") == "true":
        # A redirect would be followed out of the page's sight, and land in a part of it.
        return Response(status_code=200, headers={"HX-Redirect": path})
    return RedirectResponse(path, 303)


def leading_on(request: Request) -> str:
    """The page of Desk to which a request's address says that it leads on, or its first page."""
    wanted = request.query_params.get("to", "")
    return wanted if _PATH.fullmatch(wanted) else ROOT


def link_to(request: Request, path: str, code: str) -> str:
    """The whole address of a page of ours with a code after the #, which browsers do not send: a
    code in no log of ours or of a proxy.
    """
    return f"{request.url.scheme}://{request.url.netloc}{path}#{code}"


def lead_elsewhere(app: FastAPI) -> None:
    """Have AnotherPageFirst answered by that page, or by one that keeps what was typed."""

    async def lead(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, AnotherPageFirst)  # noqa: S101 - it is registered for no other
        sent = await _sent(request) if fault.keeps else []
        if not sent:
            leads_on = fault.keeps and request.method == "GET" and request.url.path != ROOT
            query = f"?{urlencode({'to': request.url.path})}" if leads_on else ""
            return go_to(request, f"{fault.path}{query}")
        return desk_page(
            request,
            "desk/again.html",
            None,
            status=403,
            first=fault.path,
            again=request.url.path,
            sent=sent,
        )

    app.add_exception_handler(AnotherPageFirst, lead)


async def _sent(request: Request) -> list[tuple[str, str]]:
    """The fields of a form, as they came; none where it is no form of ours."""
    try:
        body = (await request.body()).decode("ascii")
        return parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (ClientDisconnect, ValueError):
        return []


def _asks_for_part(request: Request) -> bool:
    asked = request.headers
    return asked.get("hx-request") == "true" and asked.get("hx-request-type") != "full"
