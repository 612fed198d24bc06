"""The words that a person reads hide nothing."""

import pytest
from pydantic import TypeAdapter, ValidationError

from app.practice.text import Words

words = TypeAdapter(Words)


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u202e", "\u2060", "\ufeff", "\x07"])
def test_a_character_that_does_not_show_is_refused(hidden: str) -> None:
    with pytest.raises(ValidationError, match="cannot be shown"):
        words.validate_python(f"You fai{hidden}led")


def test_punctuation_and_other_scripts_are_words() -> None:
    assert words.validate_python("  “Iawn,” meddai – tŷ, 🌙  ") == "“Iawn,” meddai – tŷ, 🌙"
