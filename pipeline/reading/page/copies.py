"""Pages that a file holds twice: a later page on which the same is drawn as on an earlier one.

A file that was put together by hand repeats pages or all of itself. Read twice, a table would be
cut in two, and every article would be there again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.reading.page.geometry import PageGeometry

_FEWEST_GLYPHS = 40
"""A page with fewer is a form or a divider, which may be printed again."""

_Drawn = Counter[tuple[str, int, int]]


def copies_of(pages: Sequence[PageGeometry]) -> dict[int, int]:
    """By index of a page that repeats another, the index of the first such page."""
    alike: dict[tuple[int, float, float], list[int]] = {}
    for i, page in enumerate(pages):
        if len(page.chars) >= _FEWEST_GLYPHS:
            alike.setdefault((len(page.chars), page.width, page.height), []).append(i)
    out: dict[int, int] = {}
    for group in alike.values():
        firsts: list[tuple[int, _Drawn]] = []
        for i in group if len(group) > 1 else ():
            drawn = Counter((c.text, round(c.x0), round(c.top)) for c in pages[i].chars)
            first = next((k for k, other in firsts if other == drawn), None)
            if first is None:
                firsts.append((i, drawn))
            else:
                out[i] = first
    return out


def emptied(page: PageGeometry) -> PageGeometry:
    """The page without what is on it."""
    return replace(page, chars=(), hidden=(), rules=(), pictures=(), marks=(), spots=(), unsure=())
