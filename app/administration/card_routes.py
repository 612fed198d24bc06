"""The organisation's lines on the help card: looked at as they are shown, added, changed, removed.

Phones get a change as an ordinary update (`app/practice/editions.py`).
"""

from collections.abc import Sequence
from typing import Annotated, get_args

from fastapi import APIRouter, Request, Response

from app.accounts.current import Current, today
from app.accounts.desk import Administering
from app.accounts.reception import AtReception, Reception
from app.administration.bodies import CardLine, Removed, faults_across
from app.administration.reviews import past_review
from app.db import reading, writing
from app.desk import desk_page, go_to
from app.encoding import new_id
from app.errors import EditedElsewhere, NotFound
from app.forms import WHOLE, Filled, filled
from app.organisation import MOST_LINES, Decided, HelpLine, change_help_lines, decided
from app.settings import Slot

router = APIRouter(include_in_schema=False)
CARD = "/team/admin/help-card"
NEW, LINE = f"{CARD}/new", f"{CARD}/{{line_id}}"


@router.get(CARD)
def show(request: Request, current: Administering, reception: AtReception) -> Response:
    """The lines as phones show them."""
    return _card(request, current, reception)


@router.get(NEW)
def ask_for_line(request: Request, current: Administering, reception: AtReception) -> Response:
    """A line to be filled in."""
    return _form(request, current, _now(reception), None, Filled())


@router.post(NEW)
def add(
    request: Request,
    current: Administering,
    form: Annotated[Filled[CardLine], filled(CardLine)],
    reception: AtReception,
) -> Response:
    """A line more."""
    now = _now(reception)
    if form.value and len(now.help_lines) >= MOST_LINES:
        form = form.but(WHOLE, "too-many-lines")
    form = faults_across(form, today())
    if form.value is None:
        return _form(request, current, now, None, form)
    line = _line(form.value, new_id())
    if not _saved(reception, form.value.version, (*now.help_lines, line)):
        return _changed_meanwhile(request, current, reception, line, form)
    return go_to(request, CARD, "saved")


@router.get(LINE)
def ask_for_change(
    request: Request, current: Administering, line_id: str, reception: AtReception
) -> Response:
    """A line to be changed."""
    now = _now(reception)
    line = _one_of(now, line_id)
    held = line.model_dump(mode="json", exclude={"id"}, exclude_none=True)
    return _form(request, current, now, line, Filled(held))


@router.post(LINE)
def change(
    request: Request,
    current: Administering,
    line_id: str,
    form: Annotated[Filled[CardLine], filled(CardLine)],
    reception: AtReception,
) -> Response:
    """A line is another from now on."""
    now = _now(reception)
    form = faults_across(form, today())
    is_gone = all(each.id != line_id for each in now.help_lines)
    if is_gone and form.value and form.value.version < now.version:
        mine = _line(form.value, line_id)
        return _changed_meanwhile(request, current, reception, mine, form)
    line = _one_of(now, line_id)
    if form.value is None:
        return _form(request, current, now, line, form)
    other = _line(form.value, line_id)
    lines = [other if each.id == line_id else each for each in now.help_lines]
    if not _saved(reception, form.value.version, lines):
        return _changed_meanwhile(request, current, reception, other, form)
    return go_to(request, CARD, "saved")


@router.post(f"{LINE}/remove")
def remove(
    request: Request,
    current: Administering,
    line_id: str,
    form: Annotated[Filled[Removed], filled(Removed)],
    reception: AtReception,
) -> Response:
    """A line stands on the card no more."""
    now = _now(reception)
    _one_of(now, line_id)
    left = [each for each in now.help_lines if each.id != line_id]
    if form.value is None or not _saved(reception, form.value.version, left):
        return _card(request, current, reception, fault="changed-meanwhile")
    return go_to(request, CARD, "removed")


def _now(reception: Reception) -> Decided:
    with reading(reception.engines) as session:
        return decided(session, reception.settings)


def _one_of(now: Decided, line_id: str) -> HelpLine:
    line = next((each for each in now.help_lines if each.id == line_id), None)
    if line is None:
        raise NotFound
    return line


def _line(sent: CardLine, line_id: str) -> HelpLine:
    return HelpLine(id=line_id, **sent.model_dump(exclude={"version"}))


def _alike(one: HelpLine, other: HelpLine) -> bool:
    return one.model_copy(update={"id": other.id}) == other


def _saved(reception: Reception, version: int, lines: Sequence[HelpLine]) -> bool:
    """Whether nobody had changed anything since: `lines` were made of what that version held."""
    try:
        with writing(reception.engines) as session:
            change_help_lines(session, version, lines)
    except EditedElsewhere:
        return False
    return True


def _changed_meanwhile(
    request: Request,
    current: Current,
    reception: Reception,
    mine: HelpLine,
    form: Filled[CardLine],
) -> Response:
    """What was typed, beside how it stands now; as a new line, where the line has gone."""
    now = _now(reception)
    if any(_alike(each, mine) for each in now.help_lines):
        return go_to(request, CARD, "saved")  # by whoever pressed twice
    theirs = next((each for each in now.help_lines if each.id == mine.id), None)
    told = form.but(WHOLE, "changed-meanwhile")
    return _form(request, current, now, theirs, told, status=409)


def _form(
    request: Request,
    current: Current,
    now: Decided,
    line: HelpLine | None,
    form: Filled[CardLine],
    status: int | None = None,
) -> Response:
    return desk_page(
        request,
        "desk/admin_line.html",
        current,
        status=status,
        here="admin",
        version=now.version,
        line=line,
        slots=get_args(Slot),
        form=form,
    )


def _card(request: Request, current: Current, reception: Reception, *, fault: str = "") -> Response:
    now = _now(reception)
    return desk_page(
        request,
        "desk/admin_help_card.html",
        current,
        status=409 if fault else None,
        here="admin",
        now=now,
        late=past_review(request.app.state.library, now.help_lines, today()),
        today=today(),
        is_full=len(now.help_lines) >= MOST_LINES,
        form=Filled[CardLine](faults={WHOLE: fault} if fault else {}),
    )
