"""What every content file promises the person who reads it, and the people who answer for it."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import textstat

from app.practice.content import (
    BreatheStep,
    ChooseStep,
    Exercise,
    ReadStep,
    Skill,
    TextStep,
    TimerStep,
)
from app.practice.help_card import NATIONS, HelpLine
from app.practice.library import CONTENT, load_library

ALL_OF_THEM = {
    "SA1": "before-the-next-door",
    "SA4": "three-systems",
    "SA5": "my-early-signs",
    "BN1": "arrive",
    "BN3": "name-it",
    "DA1": "circle-of-control",
    "EV2": "the-sentence-i-could-say",
    "RS1": "support-map",
    "RS4": "what-kind-of-support",
    "FH1": "what-went-well",
    "FH2": "gratitude-line",
    "FH3": "abcde",
    "FH5": "why-i-do-this",
    "XC1": "after-action-review",
    "XC4": "before-supervision",
    "XC5": "after-supervision",
    "XC10": "after-a-hard-visit",
}
FOR_A_CLINICIAN = {"BN2", "DA3", "EV1", "FH3", "XC8", "XC10"}
READING_AGE = 11
READING_AGE_OF_HELP = 9
# near-equivalents of the banned words, the review's trade marks, and what would make this a game
NOT_OURS = re.compile(
    r"\b(merely|you need to|you must|remember to|cheer up|look on the bright side|stay positive"
    r"|toughen up|bounce back|well done|good job|streak|badge|goal|you will feel better"
    r"|hold (your|the) breath|close your eyes|committed suicide|compassion circle|schwartz)",
    re.IGNORECASE,
)

LIBRARY = load_library()
EXERCISES = list(LIBRARY.exercises.values())
every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)


def reading_age(words: str) -> float:
    """Flesch-Kincaid's school grade, said as the age of a reader in that grade."""
    return float(textstat.textstat.flesch_kincaid_grade(words)) + 5


def sentences(*phrases: str | None) -> str:
    """Phrases as a reader hears them: a label or a heading ends like a sentence."""
    return " ".join(p if p[-1] in ".?”" else f"{p}." for p in phrases if p)


def help_words(line: HelpLine) -> str:
    return sentences(line.name, line.when, line.then, line.hours)


def length_ratios(exercise: Exercise) -> Iterator[tuple[float, float]]:
    """Each stated length in minutes, with how many times as long the steps are thought to take."""
    for at, minutes in enumerate(exercise.lengths):
        seconds = sum(step.seconds(at) for step in exercise.steps_in(minutes))
        yield minutes, seconds / (60 * minutes)


def text_files() -> list[str]:
    return [path.read_text("utf-8") for path in sorted(CONTENT.rglob("*.toml"))]


def test_every_exercise_is_here_and_no_other() -> None:
    assert {exercise.id: slug for slug, exercise in LIBRARY.exercises.items()} == ALL_OF_THEM


def test_every_skill_has_an_exercise_and_a_star_of_its_own() -> None:
    assert {exercise.skill for exercise in EXERCISES} == set(LIBRARY.skills)
    assert len({skill.star for skill in LIBRARY.skills.values()}) == len(LIBRARY.skills)


def test_every_shortcut_of_the_icon_opens_a_page_that_is_there() -> None:
    pages = {"/help"} | {f"/exercises/{slug}" for slug in LIBRARY.exercises}
    assert {shortcut.url for shortcut in LIBRARY.app.shortcuts} <= pages


@every_exercise
def test_an_eleven_year_old_could_read_this_exercise(exercise: Exercise) -> None:
    assert reading_age(exercise.spoken()) <= READING_AGE


def test_a_nine_year_old_could_read_the_help_card() -> None:
    for line in LIBRARY.help_lines:
        assert reading_age(help_words(line)) <= READING_AGE_OF_HELP, line.name
    card = " ".join(map(help_words, LIBRARY.help_lines))
    assert reading_age(card) <= READING_AGE_OF_HELP


@pytest.mark.parametrize("skill", LIBRARY.skills.values(), ids=lambda skill: skill.id)
def test_an_eleven_year_old_could_read_about_this_skill(skill: Skill) -> None:
    assert reading_age(sentences(skill.name, skill.line, *skill.about)) <= READING_AGE


def test_the_measured_reading_ages_and_lengths_are_shown() -> None:
    rows = [
        f"{exercise.id:5} {slug:26} age {reading_age(exercise.spoken()):4.1f}   "
        + "  ".join(f"{minutes:g} min x{ratio:.2f}" for minutes, ratio in length_ratios(exercise))
        for slug, exercise in LIBRARY.exercises.items()
    ]
    card = " ".join(map(help_words, LIBRARY.help_lines))
    rows.append(f"{'help':5} {'the whole card':26} age {reading_age(card):4.1f}")
    print("\n" + "\n".join(rows))
    assert len(rows) == len(ALL_OF_THEM) + 1


@every_exercise
def test_this_exercise_takes_about_as_long_as_it_says(exercise: Exercise) -> None:
    for minutes, ratio in length_ratios(exercise):
        assert 0.5 <= ratio <= 1.3, f"{minutes:g} minutes: {ratio:.2f} times as long"


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


@every_exercise
def test_a_practice_of_attention_keeps_eyes_open_and_can_be_stopped(exercise: Exercise) -> None:
    if not any(isinstance(step, BreatheStep | TimerStep) for step in exercise.steps):
        return
    cautions = " ".join(caution.words for caution in exercise.cautions)
    assert "Keep your eyes open." in cautions
    assert "You can stop" in cautions
    assert {"mindfulness", "breath"} & {caution.about for caution in exercise.cautions}


@every_exercise
def test_a_breath_can_always_be_swapped_for_feet_or_sounds(exercise: Exercise) -> None:
    for step in exercise.steps:
        if isinstance(step, BreatheStep):
            assert re.search(r"\b(feet|sounds?)\b", " ".join(step.instead))
    for caution in exercise.cautions:
        if caution.about in ("breath", "mindfulness"):
            assert re.search(r"\b(feet|sounds?)\b", caution.instead)


@every_exercise
def test_an_out_breath_is_never_shorter_than_the_in_breath(exercise: Exercise) -> None:
    for step in exercise.steps:
        if isinstance(step, BreatheStep):
            pairs = zip(step.in_seconds, step.out_seconds, strict=True)
            assert all(out >= breath_in for breath_in, out in pairs)


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


@every_exercise
def test_what_asks_for_an_answer_in_writing_has_a_question_for_a_heading(
    exercise: Exercise,
) -> None:
    for step in exercise.steps:
        if step.kind in ("text", "list", "scale"):
            assert step.title.endswith("?"), step.title


@every_exercise
def test_this_exercise_names_the_people_to_go_to(exercise: Exercise) -> None:
    people = r"\b(people|person|colleague|someone|supervisor|team|one of them|tell them)\b"
    assert re.search(people, exercise.people, re.IGNORECASE)


def test_no_words_of_ours_push_or_promise_or_play_games() -> None:
    for text in text_files():
        said = NOT_OURS.search(text)
        assert said is None, said


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
