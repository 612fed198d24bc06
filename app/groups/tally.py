"""What may be published of how many took something up: one band, once, with noise. Pure.

People who chose to be counted send a token that belongs to no account. After the assignment has
closed, the true number gets two-sided geometric noise, is clamped, rounded to five and said in
words, so that whoever knows what everybody else did learns next to nothing of the one that is left:
a guess is right at most e/(1 + e) of the time, 73% (differential privacy with epsilon 1: Dwork and
Roth, 2014; the geometric mechanism: Ghosh, Roughgarden and Sundararajan, 2009). Hiding small
numbers alone does not do that: it gave one newcomer away in 84% of cases in a group of ten.
"""

import hmac
import math
from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal, NamedTuple

EPSILON = 1.0
COHORT = 10  # members for the whole time; fewer are never said anything about
STEP = 5
AGAIN_AFTER = timedelta(days=28)
_ALPHA = math.exp(-EPSILON)
_DRAWS = 2**64


class Band(NamedTuple):
    """What is said: `fewer` than so many people, `about` so many, or `most`, without a number."""

    kind: Literal["fewer", "about", "most"]
    people: int | None


class Cohort(NamedTuple):
    """Who was a member for the whole time of an assignment, and the day it was published."""

    members: frozenset[str]
    published: date


def publish(
    tokens: Iterable[bytes], cohort: int, key: bytes, assignment: str, least: int = COHORT
) -> Band | None:
    """The band for an assignment that has closed, or None where the cohort is too small.

    `tokens` are what came in; repeated ones count once, and more than the cohort count as the
    cohort. `key` is kept outside the database. The same assignment always gets the same noise, so
    that neither a restore nor a second try draws again.
    """
    if cohort < max(least, COHORT):
        return None
    true = min(len(set(tokens)), cohort)
    return band_of(min(max(true + noise(key, assignment), 0), cohort), cohort)


def noise(key: bytes, assignment: str) -> int:
    """A whole number with P(k) proportional to e to the minus |k|, from the key and the name.

    Drawn by inverting the distribution function, at one of 2**64 equally likely places.
    """
    digest = hmac.new(key, f"between-visits/v1/tally/{assignment}".encode(), sha256).digest()
    place = (int.from_bytes(digest[:8]) + 0.5) / _DRAWS
    nought = (1 - _ALPHA) / (1 + _ALPHA)
    tail = (1 - nought) / 2  # of each side
    if place < tail:
        return -_beyond(place / tail)
    if place >= 1 - tail:
        return _beyond((1 - place) / tail)
    return 0


def _beyond(place: float) -> int:
    """How far out on one side: P(k) = (1 - a) a**(k - 1) for k = 1, 2, …"""
    return 1 + math.floor(math.log(place) / math.log(_ALPHA))


def band_of(count: int, cohort: int) -> Band:
    """A count in words that name neither none nor all."""
    rounded = STEP * math.floor(count / STEP + 0.5)
    if rounded < STEP:
        return Band("fewer", STEP)
    if rounded > cohort - STEP:
        return Band("most", None)
    return Band("about", rounded)


def was_published_lately(members: frozenset[str], before: Iterable[Cohort], today: date) -> bool:
    """Whether anybody of this cohort was in one that was published in the last 28 days.

    Anybody, and not only all: each publication says a little about each person in it, and what two
    of them say adds up, also where the group was cloned, recreated or changed by one.
    """
    return any(
        cohort.members & members and today - cohort.published < AGAIN_AFTER for cohort in before
    )
