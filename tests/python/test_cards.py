"""What is kept as a card, and what Keep does beside keeping: said in the data, held to here."""

import re
import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.content_files import ContentFaults
from app.practice.exercise import Exercise
from app.practice.library import CONTENT, load_library
from app.practice.steps import ChooseStep, ListStep, ReadStep, TextStep

LIBRARY = load_library()
SIGNS, MAP, WHY = (
    LIBRARY.exercises[slug] for slug in ("my-early-signs", "support-map", "why-i-do-this")
)
AFTER_SUPERVISION = LIBRARY.exercises["after-supervision"]


def kinds(exercise: Exercise) -> list[str]:
    return [step.kind for step in exercise.steps]


def faults_after(tmp_path: Path, slug: str, old: str, new: str) -> tuple[int, list[str]]:
    """Every fault once `old` is `new` in an exercise, and the line on which that stands."""
    content = Path(shutil.copytree(CONTENT, tmp_path / "app" / "content" / "en"))
    path = content / "exercises" / f"{slug}.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentFaults) as caught:
        load_library(content)
    return text[: text.index(old)].count("\n") + 1, [str(each) for each in caught.value.faults]


def test_signs_and_map_are_one_card_each_and_every_why_is_one_more_on_the_shelf() -> None:
    kept = {each.id: each.keeps_as for each in LIBRARY.exercises.values()}
    cards = {name: how for name, how in kept.items() if how != "entry"}
    assert cards == {"SA5": "card", "RS1": "card", "FH5": "shelf"}


def test_arrive_leaves_nothing_to_keep() -> None:
    assert LIBRARY.exercises["arrive"].stores is None


def test_my_early_signs_are_four_lists_and_somebody_who_may_say_so() -> None:
    assert kinds(SIGNS) == ["list", "list", "list", "list", "text"]
    assert [step.id for step in SIGNS.steps] == ["body", "mood", "behaviour", "helps", "who"]


def test_the_support_map_asks_for_initials_and_about_each_person_in_turn() -> None:
    assert kinds(MAP) == ["list", "choose", "read", "text", "read"]
    people, gives = MAP.steps[:2]
    assert isinstance(people, ListStep)
    assert "Initials only" in people.words[0]
    assert isinstance(gives, ChooseStep)
    assert gives.for_each == people.id
    assert [option.value for option in gives.options][:3] == ["trust", "learn", "reassurance"]
    (privacy,) = [caution for caution in MAP.cautions if caution.about == "privacy"]
    assert "Initials only" in privacy.words


def test_a_thin_map_can_hurt_so_it_says_so_first_and_ends_with_the_help_card() -> None:
    assert MAP.cautions[0].about == "vulnerability"
    assert "can hurt" in MAP.cautions[0].words
    last = MAP.steps[-1]
    assert isinstance(last, ReadStep)
    assert (last.show, last.when) == ("help", None)


def test_why_i_do_this_goes_on_the_shelf_only_where_it_is_wanted_there() -> None:
    assert kinds(WHY) == ["text", "text", "choose"]
    shelf = WHY.steps[-1]
    assert isinstance(shelf, ChooseStep)
    assert [option.keeps_as for option in shelf.options] == ["shelf", "entry"]


def test_after_supervision_offers_to_delete_the_page_and_says_how_long_the_trash_keeps_it() -> None:
    assert kinds(AFTER_SUPERVISION) == ["text", "text", "choose"]
    copy = AFTER_SUPERVISION.steps[-1]
    assert isinstance(copy, ChooseStep)
    assert [option.deletes for option in copy.options] == ["XC4", None]
    assert "thirty days of use" in " ".join(copy.words)
    assert all(isinstance(step, TextStep) for step in AFTER_SUPERVISION.steps[:2])


@pytest.mark.parametrize(
    ("slug", "old", "new", "reason"),
    [
        ("why-i-do-this", '"shelf"\n', '"shelv"\n', "keeps_as: Input should be 'entry', 'card'"),
        ("gratitude-line", "stores =", 'keeps_as = "card"\nstores =', "keeps_as: a card needs"),
        ("arrive", "on_the_road =", 'keeps_as = "shelf"\non_the_road =', "keeps_as: a card needs"),
        ("support-map", '"Not sure" }', '"Trust" }', "steps 2 options: a card’s options are told"),
        (
            "support-map",
            'words = "Trust" }',
            'words = "Trust", keeps_as = "entry" }',
            "steps 2 options 1 keeps_as: only in an exercise that keeps as a shelf does",
        ),
        (
            "support-map",
            'words = "Trust" }',
            'words = "Trust", deletes = "XC4" }',
            "steps 2 options 1: what Keep does can be chosen once",
        ),
        (
            "arrive",
            'words = "Seat"',
            'words = "Seat", deletes = "XC4"',
            "steps 1 options 2 deletes: happens at Keep, and nothing is kept here",
        ),
        ("after-supervision", '"XC4"', '"XC99"', "steps 3 options 1 deletes: there is no XC99"),
        ("after-supervision", '"XC4"', '"page"', "steps 3 options 1 deletes: String should match"),
    ],
)
def test_nonsense_about_keeping_is_a_fault_where_it_stands(
    tmp_path: Path, slug: str, old: str, new: str, reason: str
) -> None:
    line, faults = faults_after(tmp_path, slug, old, new)
    assert len(faults) == 1, faults
    place, said = faults[0].split(": ", 1)
    assert said.startswith(reason)
    near = line + new.count("\n")
    # `options` as a whole is told where the list of them begins.
    assert reason.startswith("steps 2 options:") or place.endswith((f":{line}", f":{near}")), place


def test_the_page_of_cards_has_a_place_and_a_kind_word_for_every_card(client: TestClient) -> None:
    page = client.get("/journal/cards").text
    for slug, exercise in LIBRARY.exercises.items():
        if exercise.keeps_as == "entry":
            continue
        section = page[page.index(f'data-cards="{exercise.id}"') :]
        section = section[: section.index("</section>")]
        assert re.search(r"<p[^>]* data-none", section)
        assert f'href="/exercises/{slug}"' in section


def test_the_cards_are_one_tap_from_the_journal_and_from_the_skills(client: TestClient) -> None:
    for path in ("/journal", "/skills"):
        assert 'href="/journal/cards"' in client.get(path).text, path


def test_help_stands_beside_the_map_wherever_the_map_stands(client: TestClient) -> None:
    page = client.get("/journal/cards").text
    section = page[page.index('data-cards="RS1"') :]
    assert 'href="/help"' in section[: section.index("</section>")]
