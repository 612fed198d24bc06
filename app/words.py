"""The words that scripts show: out of the language's file, where a translator finds them, into the
module that gives them out, so that a phone fetches them once and not with every page.
"""

import json
from collections.abc import Mapping

PLACE_FOR_THE_WORDS = 'JSON.parse("the server fills in the words here")'


def fill_in_words(module: str, words: Mapping[str, str]) -> str:
    """The module with all the words in it, by name.

    Raises RuntimeError where the module has lost the place for them.
    """
    if module.count(PLACE_FOR_THE_WORDS) != 1:
        raise RuntimeError("words.js has lost the place for its words")
    listed = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return module.replace(PLACE_FOR_THE_WORDS, listed)
