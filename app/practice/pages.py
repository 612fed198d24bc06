"""Every Pocket page: its address, and the page itself, rendered once for everybody."""

from app.practice.content import Exercise
from app.practice.help_card import NATIONS, HelpLine
from app.practice.library import Library
from app.settings import Settings
from app.web import Asset, page

MANIFEST = "/manifest.webmanifest"
NOT_FOUND = "/not-found"
OFFLINE = "/offline"


def pocket_pages(library: Library, settings: Settings) -> dict[str, Asset]:
    """All Pocket pages by path. They hold no user, no cookie and no version of the list."""
    everywhere = {"library": library, "organisation": settings.organisation_name}
    on_call = settings.organisation_lines
    help_card = {"nations": _by_nation(library.help_lines), "organisation_lines": on_call}
    pages = {
        "/": page("pocket/today.html", here="today", **everywhere),
        "/skills": page("pocket/skills.html", here="skills", **everywhere),
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
        "/install": page("pocket/install.html", here="about", **everywhere),
        NOT_FOUND: page("pocket/error.html", problem={"status": 404, "title": "Not found"}),
        OFFLINE: page("pocket/error.html", problem={"status": 503, "title": "No signal"}),
    }
    for slug, exercise in library.exercises.items():
        pages[f"/exercises/{slug}"] = page(
            "pocket/exercise.html",
            here="exercises",
            slug=slug,
            exercise=exercise,
            start_words=_start_words(exercise),
            organisation_lines=on_call,
            **everywhere,
        )
    return pages


def _start_words(exercise: Exercise) -> int:
    """1 where the first step is words to read: it stands on the start screen, so that Start
    begins the step after it; else 0."""
    return int(exercise.steps[0].kind == "read")


def _by_nation(lines: list[HelpLine]) -> dict[str, list[HelpLine]]:
    return {name: [ln for ln in lines if key in ln.nations] for key, name in NATIONS.items()}
