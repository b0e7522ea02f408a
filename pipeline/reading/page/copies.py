"""Pages that a file holds twice: a later page on which the same is drawn as on an earlier one.

A file that was put together by hand repeats pages or all of itself. Read twice, a table would be
cut in two, and every article would be there again. A copy may bear another page number, and may be
printed elsewhere on the paper or in another size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.page.page_number import page_number

_FEWEST_GLYPHS = 40
"""A page with fewer is a form or a divider, which may be printed again."""
_FEWEST_ELSEWHERE = 200
"""A heading or a sentence may stand on two pages; a copy that lies elsewhere is full of text."""
_NUMBER_GLYPHS = 12
"""So many glyphs the number of a page has more or less than that of its copy, at most."""
_ASIDE = 0.004
"""Glyphs of a copy lie where those of the page do, up to this share of the width and height of all
that is printed: a third of a digit; figures that differ have other glyphs as well."""


class _Drawn:
    """What is drawn on a page; its number does not count."""

    def __init__(self, page: PageGeometry) -> None:
        self.page = page
        self.size = page.width, page.height

    @cached_property
    def glyphs(self) -> list[Char]:
        number = page_number(self.page)
        own = set(map(id, number.glyphs)) if number else set()
        return [c for c in self.page.chars if c.text != " " and id(c) not in own]

    @cached_property
    def texts(self) -> Counter[str]:
        return Counter(c.text for c in self.glyphs)

    @cached_property
    def places(self) -> list[tuple[str, float, float]]:
        """Each glyph and where it lies between the outermost ones, 0 to 1, in drawing order."""
        left, right = _extent([(c.x0, c.x1) for c in self.glyphs])
        top, bottom = _extent([(c.top, c.bottom) for c in self.glyphs])
        width, height = max(right - left, 1), max(bottom - top, 1)
        return [(c.text, (c.cx - left) / width, (c.cy - top) / height) for c in self.glyphs]

    def repeats(self, other: _Drawn) -> bool:
        if abs(len(self.page.chars) - len(other.page.chars)) > _NUMBER_GLYPHS:
            return False
        if self.texts != other.texts:
            return False
        if self.size == other.size and _rounded(self.glyphs) == _rounded(other.glyphs):
            return True
        return len(self.glyphs) >= _FEWEST_ELSEWHERE and all(
            a == b and abs(x - u) < _ASIDE and abs(y - v) < _ASIDE
            for (a, x, y), (b, u, v) in zip(self.places, other.places, strict=True)
        )


def copies_of(pages: Sequence[PageGeometry]) -> dict[int, int]:
    """By index of a page that repeats another, the index of the first such page."""
    out: dict[int, int] = {}
    firsts: list[tuple[int, _Drawn]] = []
    for i, page in enumerate(pages):
        if len(page.chars) < _FEWEST_GLYPHS:
            continue
        drawn = _Drawn(page)
        first = next((k for k, other in firsts if drawn.repeats(other)), None)
        if first is None:
            firsts.append((i, drawn))
        else:
            out[i] = first
    return out


def emptied(page: PageGeometry) -> PageGeometry:
    """The page without what is on it."""
    return replace(page, chars=(), hidden=(), rules=(), pictures=(), marks=(), spots=(), unsure=())


def _extent(spans: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return min(a for a, _ in spans), max(b for _, b in spans)


def _rounded(glyphs: Sequence[Char]) -> Counter[tuple[str, int, int]]:
    return Counter((c.text, round(c.x0), round(c.top)) for c in glyphs)
