"""The number of a page, at its foot or head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.tolerances import TOLERANCES

_NUMBER = re.compile(r"[-—–―·.~\s第]*(\d{1,4})[-—–―·.~\s页]*")


class PageNumber(NamedTuple):
    """A page number and the glyphs of its line."""

    value: int
    glyphs: tuple[Char, ...]


def page_number(page: PageGeometry) -> PageNumber | None:
    """The page number at the foot or the head of a page or a leaf."""
    chars = [c for c in page.chars if 0 <= c.cx < page.width and c.text != " "]
    for edge in (max, min):
        if chars:
            at = edge(c.cy for c in chars)
            line = [c for c in chars if abs(c.cy - at) < c.size / 2]
            text = "".join(c.text for c in sorted(line, key=lambda c: c.x0))
            if (match := _NUMBER.fullmatch(text)) and _in_margin(line, page):
                return PageNumber(int(match[1]), tuple(line))
    return None


def _in_margin(line: Sequence[Char], page: PageGeometry) -> bool:
    margin = TOLERANCES.furniture.margin * page.height
    return all(c.cy < margin or c.cy > page.height - margin for c in line)
