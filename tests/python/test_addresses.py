"""Names of content files are parts of addresses: what would lead nowhere stops the start."""

import shutil
from pathlib import Path

import pytest

from app.content_files import ContentFaults
from app.practice.library import CONTENT, load_library


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "app" / "content" / "en"))


def faults_in(content: Path) -> str:
    with pytest.raises(ContentFaults) as told:
        load_library(content)
    return str(told.value)


def test_a_file_whose_name_fits_no_address_is_a_fault(content: Path) -> None:
    (content / "exercises" / "arrive.toml").rename(content / "exercises" / "Arrive here.toml")
    assert "exercises/Arrive here.toml:1: the file's name" in faults_in(content)


def test_an_exercise_that_pages_link_to_cannot_go(content: Path) -> None:
    (content / "exercises" / "what-kind-of-support.toml").unlink()
    assert "what-kind-of-support.toml:0: is missing, and pages link to it" in faults_in(content)


def test_a_shortcut_that_leads_to_no_exercise_is_a_fault(content: Path) -> None:
    app = content / "app.toml"
    app.write_text(app.read_text("utf-8").replace("gratitude-line", "gratitude"), "utf-8")
    assert "shortcuts 2 url: leads to no exercise" in faults_in(content)


def test_a_length_with_nothing_to_do_is_a_fault(content: Path) -> None:
    file = content / "exercises" / "arrive.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("lengths = [0.5, 1]", "lengths = [0.5, 1, 3]"), "utf-8")
    assert "for_seconds: needs one value for each of the 3 lengths" in faults_in(content)
    text = text.replace('kind = "choose"', 'kind = "choose"\nlengths = [1]')
    file.write_text(text.replace('kind = "timer"', 'kind = "timer"\nlengths = [1]'), "utf-8")
    assert "lengths: there is nothing to do at 0.5 minutes" in faults_in(content)
