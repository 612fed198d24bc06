"""The words that scripts show: out of the template where a translator finds them, into the module
that gives them out, so that a phone fetches them once and not with every page.
"""

import html
import json
import re

PLACE_FOR_THE_WORDS = 'JSON.parse("the server fills in the words here")'

_WORD = re.compile(r'<i data-word="([^"]+)">(.*?)</i>')


def fill_in_words(module: str, template: str) -> str:
    """The module with every word of the template in it, by name.

    Raises RuntimeError where the module has lost the place for them, or a name stands twice.
    """
    if module.count(PLACE_FOR_THE_WORDS) != 1:
        raise RuntimeError("words.js has lost the place for its words")
    found = _WORD.findall(template)
    words = {name: html.unescape(words) for name, words in found}
    if len(words) != len(found):
        raise RuntimeError("a name stands twice in _words.html")
    listed = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return module.replace(PLACE_FOR_THE_WORDS, listed)
