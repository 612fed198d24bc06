"""Every Pocket page: its address, and the page itself, rendered once for everybody."""

from collections.abc import Sequence
from functools import partial

from app.practice.exercise import Exercise
from app.practice.help_card import NATIONS, HelpLine
from app.practice.library import Library
from app.practice.trust import TABLES
from app.settings import OrganisationLine
from app.web import Asset, page_in

MANIFEST = "/manifest.webmanifest"
NOT_FOUND = "/not-found"
OFFLINE = "/offline"


def pocket_pages(
    library: Library, organisation: str | None, lines: Sequence[OrganisationLine]
) -> dict[str, Asset]:
    """All Pocket pages by path. They hold no user, no cookie and no version of the list."""
    page = partial(page_in, library.language)
    everywhere = {"library": library, "organisation": organisation}
    help_card = {"nations": _by_nation(library.help_lines), "organisation_lines": lines}
    pages = {
        "/": page("pocket/today.html", here="today", **everywhere),
        "/skills": page("pocket/skills.html", here="skills", **everywhere),
        "/pick": page("pocket/pick.html", here="today", **everywhere),
        "/modules": page("pocket/modules.html", here="skills", **everywhere),
        "/modules/suggested": page("pocket/suggested.html", here="skills", **everywhere),
        "/groups": page("pocket/groups.html", here="skills", **everywhere),
        "/groups/certificate": page("pocket/certificate.html", here="skills", **everywhere),
        "/join": page("pocket/join.html", here="skills", **everywhere),
        "/support": page("pocket/support_menu.html", here="skills", **everywhere),
        "/journal": page("pocket/journal.html", here="journal", **everywhere),
        "/journal/entry": page("pocket/entry.html", here="journal", **everywhere),
        "/journal/cards": page("pocket/cards.html", here="journal", **everywhere),
        "/journal/copy": page("pocket/copy.html", here="journal", **everywhere),
        "/journal/patterns": page("pocket/patterns.html", here="journal", **everywhere),
        "/journal/write": page("pocket/write.html", here="journal", **everywhere),
        "/journal/trash": page("pocket/trash.html", here="journal", **everywhere),
        "/lock": page("pocket/lock.html", here="journal", **everywhere),
        "/back-up": page("pocket/back_up.html", here="journal", **everywhere),
        "/help": page("pocket/help.html", here="help", **everywhere, **help_card),
        "/about": page("pocket/about.html", here="about", **everywhere, **help_card),
        "/promise": page("pocket/promise.html", here="about", **everywhere),
        "/needs": page("pocket/needs.html", here="about", **everywhere),
        "/reminders": page("pocket/reminders.html", here="about", **everywhere),
        "/install": page("pocket/install.html", here="about", **everywhere),
        NOT_FOUND: page("pocket/error.html", problem={"status": 404, "code": "no_page"}),
        OFFLINE: page("pocket/error.html", problem={"status": 503, "code": "no_signal"}),
    }
    by_address = {f"exercises/{slug}": each for slug, each in library.exercises.items()} | {
        f"support/{slug}": each for slug, each in library.supports.items()
    }
    for slug, exercise in library.exercises.items():
        pages[f"/exercises/{slug}"] = page(
            "pocket/exercise.html",
            here="exercises",
            slug=slug,
            exercise=exercise,
            start_words=_start_words(exercise),
            organisation_lines=lines,
            by_address=by_address,
            **everywhere,
        )
    by_id = {exercise.id: (slug, exercise) for slug, exercise in library.exercises.items()}
    for slug, module in library.modules.items():
        pages[f"/modules/{slug}"] = page(
            "pocket/module.html", here="skills", module=module, by_id=by_id, **everywhere
        )
    for slug, support in library.supports.items():
        pages[f"/support/{slug}"] = page(
            "pocket/support.html", here="skills", support=support, by_id=by_id, **everywhere
        )
    return pages


def online_pages(library: Library, organisation: str | None) -> dict[str, Asset]:
    """Pages that are as public as Pocket's and on no phone: they are read at a desk, and long."""
    trust = page_in(
        library.language,
        "pocket/trust.html",
        here="about",
        library=library,
        organisation=organisation,
        tables=TABLES,
    )
    return {"/trust": trust}


def _start_words(exercise: Exercise) -> int:
    """1 where the first step is words to read: it stands on the start screen, so that Start
    begins the step after it; else 0."""
    return int(exercise.steps[0].kind == "read")


def _by_nation(lines: list[HelpLine]) -> dict[str, list[HelpLine]]:
    return {nation: [ln for ln in lines if nation in ln.nations] for nation in NATIONS}
