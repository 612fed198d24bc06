"""What of the help card is past the day on which somebody was to look at it again. Pure."""

from collections.abc import Sequence
from datetime import date

from app.organisation import HelpLine
from app.practice.library import Library


def past_review(
    library: Library, lines: Sequence[HelpLine], day: date
) -> list[tuple[date, str, HelpLine | None]]:
    """`(review_by, name, line)` of each, the longest past first; `line` is None for what came with
    the app, and is changed where its content is.
    """
    held = [(line.review_by, line.name, line) for line in lines]
    came = [(line.review_by, str(line.name), None) for line in library.help_lines]
    late = [each for each in (*held, *came) if each[0] < day]
    return sorted(late, key=lambda each: each[:2])
