"""Square codes as pictures in the page itself."""

import segno
from markupsafe import Markup

QUIET = 4  # modules of white around, which cameras look for


def picture(address: str) -> Markup:
    """An SVG of the code of an address, to stand in a page: no styles and no script are in it."""
    code = segno.make(address, error="m", micro=False)
    shape = {"border": QUIET, "omitsize": True, "svgclass": None, "lineclass": None}
    svg = code.svg_inline(dark="#000", light="#fff", **shape)
    # Its words would be the address: what it is for stands beside it.
    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S704 - made of numbers
