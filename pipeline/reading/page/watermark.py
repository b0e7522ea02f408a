"""Watermarks and stamps of text: what is printed over or under the page, not on it.

Neither colour nor opacity shows that text is not just pale on purpose. They are where no text of
the page would be: across rules and across other glyphs, much larger than the rest, or the same
words again and again.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.reading.page.geometry import Char
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.pages

_STAMP = 1.25
"""Strong text across others is a stamp from this size on, in usual font sizes; what is not larger
may be a text that is too long for its place."""

_REPEATED, _WORDS = 3, 6
"""Pale text of so many characters that is printed so often on one page is a watermark."""


@dataclass(frozen=True)
class Run:
    """Glyphs written one after the other at one size, by their places in the list of glyphs.

    Attributes:
        light: 0 as dark as most text of the page, 1 invisible.
        crosses: does it lie across rules or glyphs of other runs?
    """

    start: int
    end: int
    light: float
    crosses: bool


def starts_of_runs(chars: Sequence[Char]) -> list[int]:
    """Where the runs begin, in the order of drawing."""
    cuts = [0] if chars else []
    for i, (a, b) in enumerate(itertools.pairwise(chars), 1):
        if abs(a.size - b.size) > 0.3 or a.turn != b.turn or not _goes_on(a, b):
            cuts.append(i)
    return cuts


def _goes_on(a: Char, b: Char) -> bool:
    if a.turn != 0:
        return abs(a.cx - b.cx) < 1.5 * a.size and abs(a.cy - b.cy) < 1.5 * a.size
    return abs(a.cy - b.cy) < 0.3 * a.size and -0.5 * a.size < b.x0 - a.x1 < a.size


def marks_among(chars: Sequence[Char], runs: Collection[Run]) -> list[Run]:
    """The runs that are watermarks or stamps."""
    sizes = [c.size for c in chars if c.text != " "]
    usual = median(sizes) if sizes else 0.0
    texts = {run: _text(chars, run) for run in runs}
    often = Counter(text for run, text in texts.items() if run.light >= _T.pale)
    known = {texts[run] for run in runs if _by_place(chars[run.start], run, usual) and texts[run]}
    return [
        run
        for run in runs
        if texts[run]
        and (
            _by_place(chars[run.start], run, usual)
            or (run.light >= _T.pale and texts[run] in known)
            or (len(texts[run]) >= _WORDS and often[texts[run]] >= _REPEATED)
        )
    ]


def _text(chars: Sequence[Char], run: Run) -> str:
    return "".join(c.text for c in chars[run.start : run.end]).strip()


def _by_place(first: Char, run: Run, usual: float) -> bool:
    if run.light >= _T.pale:
        return run.crosses or first.size > _T.watermark_size * usual
    return run.crosses and first.size > _STAMP * usual
