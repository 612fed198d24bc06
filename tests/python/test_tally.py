"""F59: what is published of a group gives nobody away, whoever else is in league."""

import math
import random
from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest

from app.groups.tally import (
    AGAIN_AFTER,
    COHORT,
    Band,
    Cohort,
    band_of,
    noise,
    publish,
    was_published_lately,
)

RUNS = 10_000
KEY = b"k" * 32
TODAY = date(2026, 11, 28)
ALPHA = math.exp(-1)
FARTHEST = 60


def tokens(count: int) -> list[bytes]:
    return [str(number).encode() for number in range(count)]


@cache
def probability(band: Band, true: int, cohort: int) -> float:
    """How likely a band is where so many were counted: what an attacker can work out."""
    return sum(
        (1 - ALPHA) / (1 + ALPHA) * ALPHA ** abs(away)
        for away in range(-FARTHEST, FARTHEST + 1)
        if band_of(min(max(true + away, 0), cohort), cohort) == band
    )


def best_guess(band: Band, others: int, cohort: int) -> bool:
    """Whether the one whom the others do not know of was counted: the likelier of the two."""
    with_one = probability(band, min(others + 1, cohort), cohort)
    return with_one > probability(band, others, cohort)


@pytest.mark.parametrize("cohort", [10, 11, 25])
@pytest.mark.parametrize("others", ["nobody", "half", "everybody"])
def test_f59_colluders_who_know_all_the_others_guess_the_last_one_at_most_three_in_four(
    cohort: int, others: str
) -> None:
    """Everybody but one is in league and chooses what to send; the real code, 10,000 times."""
    chance = random.Random(f"{cohort} {others}")  # noqa: S311 - a simulation, and the same each run
    counted = {"nobody": 0, "half": cohort // 2, "everybody": cohort - 1}[others]
    right = 0
    for run in range(RUNS):
        was = chance.random() < 0.5
        band = publish(tokens(counted + was), cohort, KEY, f"{cohort} {others} {run}")
        assert band is not None
        right += best_guess(band, counted, cohort) == was
    assert right / RUNS <= 0.75


def test_f59_the_guess_would_be_sure_without_the_noise() -> None:
    """The simulation can fail: three of ten and a fourth are told apart at once by a bare count."""
    assert band_of(2, 10) != band_of(3, 10)


@pytest.mark.parametrize("size", range(COHORT))
def test_f59_a_group_of_nine_is_told_what_a_group_of_none_is(size: int) -> None:
    assert publish(tokens(size), size, KEY, "a") is None


def test_f59_an_organisation_may_ask_for_more_members_and_never_for_fewer() -> None:
    assert publish(tokens(5), 14, KEY, "a", least=15) is None
    assert publish(tokens(5), 15, KEY, "a", least=15) is not None
    assert publish(tokens(5), 9, KEY, "a", least=3) is None


@pytest.mark.parametrize("cohort", [10, 11, 14, 20, 37])
def test_f59_neither_none_nor_all_is_ever_said(cohort: int) -> None:
    said = {band_of(count, cohort) for count in range(cohort + 1)}
    assert Band("fewer", 5) in said
    assert Band("most", None) in said
    for band in said:
        alike = [count for count in range(cohort + 1) if band_of(count, cohort) == band]
        assert len(alike) >= 2, band


def test_f59_extra_tokens_are_clamped_at_the_cohort_and_repeated_ones_count_once() -> None:
    assert publish(tokens(500), 10, KEY, "a") == publish(tokens(10), 10, KEY, "a")
    assert publish(tokens(4) * 9, 10, KEY, "a") == publish(tokens(4), 10, KEY, "a")


def test_f59_asked_again_or_after_a_restore_it_is_the_same_and_another_key_draws_anew() -> None:
    names = [f"assignment {number}" for number in range(200)]
    first = [publish(tokens(6), 12, KEY, name) for name in names]
    assert [publish(tokens(6), 12, KEY, name) for name in names] == first
    assert [noise(KEY, name) for name in names] != [noise(b"o" * 32, name) for name in names]


def test_the_noise_is_the_two_sided_geometric_one() -> None:
    drawn = Counter(noise(KEY, f"draw {number}") for number in range(20_000))
    for away in range(-4, 5):
        expected = (1 - ALPHA) / (1 + ALPHA) * ALPHA ** abs(away)
        spread = math.sqrt(expected * (1 - expected) / 20_000)
        assert abs(drawn[away] / 20_000 - expected) < 5 * spread, away
    assert abs(sum(away * count for away, count in drawn.items()) / 20_000) < 0.05


def test_f59_nobody_is_in_two_publications_within_28_days() -> None:
    ann, ben = {"ann", "bea", "cat"}, {"cat", "dan", "eve"}
    before = [Cohort(frozenset(ann), TODAY)]
    assert was_published_lately(frozenset(ben), before, TODAY + timedelta(days=27))
    assert not was_published_lately(frozenset(ben), before, TODAY + AGAIN_AFTER)
    assert not was_published_lately(frozenset({"dan", "eve"}), before, TODAY)
