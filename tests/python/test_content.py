"""What every content file promises the person who reads it, and the people who answer for it."""

from datetime import timedelta

import pytest
from catalogue import ALL_OF_THEM, MODULES, SUPPORTS

from app.practice.checks import (
    READING_AGE,
    faults_in_words,
    help_words,
    minutes_taken,
    reading_age,
    said_as_one,
)
from app.practice.content import Skill
from app.practice.exercise import Exercise
from app.practice.help_card import NATIONS
from app.practice.library import CONTENT, load_library
from app.practice.steps import BreatheStep, ChooseStep, ReadStep, TextStep, TimerStep

FOR_A_CLINICIAN = {"BN2", "DA3", "EV1", "FH3", "XC8", "XC10"}

LIBRARY = load_library()
EXERCISES = list(LIBRARY.exercises.values())
every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)


def text_files() -> list[str]:
    return [path.read_text("utf-8") for path in sorted(CONTENT.rglob("*.toml"))]


def test_every_exercise_is_here_and_no_other() -> None:
    assert {exercise.id: slug for slug, exercise in LIBRARY.exercises.items()} == ALL_OF_THEM
    assert len(ALL_OF_THEM) == 48


def test_the_modules_and_the_pages_of_support_are_here_in_their_order() -> None:
    assert tuple(LIBRARY.modules) == MODULES
    assert tuple(LIBRARY.supports) == SUPPORTS


def test_every_word_keeps_to_what_words_have_to_keep_to() -> None:
    """Reading age by screen, cautions, honest minutes, own sentences: `test_checks.py` shows that
    each check finds what it is there for."""
    assert list(faults_in_words(LIBRARY)) == []


def test_each_page_of_support_can_be_come_to_from_which_support_next() -> None:
    options = [
        option
        for step in LIBRARY.exercises["which-support-next"].steps
        if isinstance(step, ChooseStep)
        for option in step.options
    ]
    assert {option.leads_to for option in options if option.leads_to} >= {
        f"support/{slug}" for slug in SUPPORTS
    }


def test_a_day_can_be_pictured_without_a_word() -> None:
    steps = LIBRARY.exercises["picture-the-day"].steps
    drawn = [step for step in steps if isinstance(step, ChooseStep)]
    assert len(drawn) == 3
    assert all(option.picture for step in drawn for option in step.options)


def test_a_plan_for_a_hard_visit_puts_two_exercises_at_hand() -> None:
    steps = LIBRARY.exercises["plan-for-a-hard-visit"].steps
    options = [each for step in steps if isinstance(step, ChooseStep) for each in step.options]
    assert {option.leads_to for option in options if option.at_hand} == {
        "exercises/before-the-next-door",
        "exercises/after-a-hard-visit",
    }


@pytest.mark.parametrize(
    "slug",
    [
        "one-small-contact",
        "asking-for-help",
        "thank-a-colleague",
        "good-practice-spotted",
        "not-mine-to-fix-alone",
    ],
)
def test_words_for_somebody_else_can_be_sent_and_need_not_be(slug: str) -> None:
    sending = [step for step in LIBRARY.exercises[slug].steps if getattr(step, "sends", ())]
    assert len(sending) == 1


def test_every_skill_has_an_exercise_and_a_star_of_its_own() -> None:
    assert {exercise.skill for exercise in EXERCISES} == set(LIBRARY.skills)
    assert len({skill.star for skill in LIBRARY.skills.values()}) == len(LIBRARY.skills)


def test_every_shortcut_of_the_icon_opens_a_page_that_is_there() -> None:
    pages = {"/help"} | {f"/exercises/{slug}" for slug in LIBRARY.exercises}
    assert {shortcut.url for shortcut in LIBRARY.app.shortcuts} <= pages


@pytest.mark.parametrize("skill", LIBRARY.skills.values(), ids=lambda skill: skill.id)
def test_an_eleven_year_old_could_read_about_this_skill(skill: Skill) -> None:
    assert reading_age(said_as_one(skill.name, skill.line, *skill.about)) <= READING_AGE


def test_the_measured_reading_ages_and_lengths_are_shown() -> None:
    rows = [
        f"{exercise.id:5} {slug:26} age {reading_age(exercise.spoken()):4.1f}   "
        + "  ".join(f"{minutes:g} min x{ratio:.2f}" for minutes, ratio in minutes_taken(exercise))
        for slug, exercise in LIBRARY.exercises.items()
    ]
    card = " ".join(map(help_words, LIBRARY.help_lines))
    rows.append(f"{'help':5} {'the whole card':26} age {reading_age(card):4.1f}")
    print("\n" + "\n".join(rows))
    assert len(rows) == len(ALL_OF_THEM) + 1


@every_exercise
def test_this_exercise_says_who_needs_to_review_it_and_that_nobody_has(exercise: Exercise) -> None:
    clinician = exercise.id in FOR_A_CLINICIAN
    who = "mental-health clinician" if clinician else "health visitor practice teacher"
    assert (exercise.review.needs, exercise.review.state) == (who, "awaited")


@every_exercise
def test_this_exercise_gives_a_caution_and_another_way_in_where_one_is_due(
    exercise: Exercise,
) -> None:
    looks_inward = any(isinstance(step, BreatheStep | TimerStep) for step in exercise.steps)
    if looks_inward or exercise.skill in ("now", "acceptance", "vulnerability"):
        assert exercise.cautions
    for caution in exercise.cautions:
        assert caution.instead


def test_arrive_offers_feet_first_and_the_breath_last() -> None:
    anchor = LIBRARY.exercises["arrive"].steps[0]
    assert isinstance(anchor, ChooseStep)
    values = [option.value for option in anchor.options]
    assert (values[0], values[-1]) == ("feet", "breath")


def test_before_the_next_door_goes_from_its_first_words_to_the_breath() -> None:
    steps = LIBRARY.exercises["before-the-next-door"].steps
    assert [step.kind for step in steps[:2]] == ["read", "breathe"]


def test_a_feeling_may_be_numb_or_not_sure() -> None:
    for slug, step_id in (("name-it", "feeling"), ("after-a-hard-visit", "word")):
        step = next(step for step in LIBRARY.exercises[slug].steps if step.id == step_id)
        assert isinstance(step, ChooseStep)
        assert {"numb", "not-sure"} <= {option.value for option in step.options}


def test_after_a_hard_visit_asks_about_safety_before_anything_else() -> None:
    first = LIBRARY.exercises["after-a-hard-visit"].steps[0]
    assert isinstance(first, ReadStep)
    assert first.title == "Are you and others safe now?"
    assert "999" in " ".join(first.words)


def test_after_a_hard_visit_shows_the_on_call_lines_to_whoever_chooses_them() -> None:
    steps = LIBRARY.exercises["after-a-hard-visit"].steps
    at = next(n for n, step in enumerate(steps) if getattr(step, "show", None) == "on-call")
    asked, shown = steps[at - 1], steps[at]
    assert isinstance(asked, ChooseStep)
    assert [option.value for option in asked.options] == ["on-call", "supervisor", "peer", "no"]
    assert shown.when
    assert (shown.when.step, shown.when.is_) == (asked.id, ("on-call",))


def test_after_a_hard_visit_ends_by_saying_that_it_was_no_debrief() -> None:
    last = LIBRARY.exercises["after-a-hard-visit"].steps[-1]
    assert isinstance(last, ReadStep)
    assert "deserves a proper debrief" in " ".join(last.words)
    assert last.when is None


@pytest.mark.parametrize("slug", ["abcde", "after-action-review"])
def test_thinking_it_through_is_not_offered_straight_after_a_serious_incident(slug: str) -> None:
    cautions = LIBRARY.exercises[slug].cautions
    caution = next(caution for caution in cautions if caution.about == "serious-incident")
    assert "After a hard visit" in caution.instead


def test_circle_of_control_never_lets_a_safeguarding_worry_be_put_down() -> None:
    first = LIBRARY.exercises["circle-of-control"].cautions[0]
    assert "at risk" in first.words
    assert "safeguarding" in first.instead


def test_abcde_asks_five_plain_questions_and_names_each_letters_word() -> None:
    steps = LIBRARY.exercises["abcde"].steps
    letters = ("Adversity", "Belief", "Consequences", "Disputation", "Energisation")
    assert len(steps) == len(letters)
    for step, word in zip(steps, letters, strict=True):
        assert isinstance(step, TextStep)
        assert step.title.endswith("?")
        assert step.name.startswith(word)
        assert word in step.words[0]


def test_gratitude_line_opens_at_once_and_takes_nothing_for_an_answer() -> None:
    exercise = LIBRARY.exercises["gratitude-line"]
    (line,) = exercise.steps
    assert exercise.opens_at_once
    assert isinstance(line, TextStep)
    assert (line.lines, line.nothing) == ("one", "Nothing today")
    assert line.openers


def test_before_supervision_starts_from_what_was_kept_and_ends_with_a_check_for_details() -> None:
    steps = LIBRARY.exercises["before-supervision"].steps
    assert isinstance(steps[0], ChooseStep)
    assert steps[0].entries
    assert steps[-1].title == "Check your copy for names and details"


def test_nothing_is_exclaimed() -> None:
    assert not any("!" in text for text in text_files())


@pytest.mark.parametrize("nation", NATIONS)
def test_every_nation_has_someone_to_ring_for_life_for_the_mind_for_talk_and_by_text(
    nation: str,
) -> None:
    lines = [line for line in LIBRARY.help_lines if nation in line.nations]
    mind = "0808 808 8000" if nation == "northern-ireland" else "111"
    assert [line.call for line in lines if line.call] == ["999", mind, "116 123"]
    assert [(ln.text.number, ln.text.say) for ln in lines if ln.text] == [("85258", "SHOUT")]


def test_the_help_card_claims_no_check_that_nobody_made_and_is_looked_at_within_six_months() -> (
    None
):
    for line in LIBRARY.help_lines:
        assert not line.verified_by_organisation, line.name
        assert line.review_by - line.checked_on <= timedelta(days=183), line.name
