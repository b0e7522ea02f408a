"""Watermarks and stamps of text: what is printed over or under the page, not on it.

Neither colour nor opacity shows that text is not just pale on purpose. They are where no text of
the page would be: across rules and across other glyphs, much larger than the rest, or the same
words again and again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from statistics import median
from typing import NamedTuple

import numpy as np

from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.pages

_STAMP = 1.25
"""Strong text across others is a stamp from this size on, in usual font sizes; what is not larger
may be a text that is too long for its place."""

_REPEATED, _WORDS = 3, 6
"""Pale text of so many characters that is printed so often on one page is a watermark; one without
a letter (12 / 12) is a figure of several rows, which thin digits make pale."""


_MUCH = 40
"""So many glyphs of a size that lie on nothing are text of the page: about a line of it."""

_OTHER_COLOUR = 0.3
"""Glyphs that differ so much in brightness are of two runs: a text and the shadow of the next."""


class Run(NamedTuple):
    """Glyphs written one after the other at one size, by their places in the list of glyphs.

    Attributes:
        light: 0 as dark as most text of the page, 1 invisible.
        crosses: does it lie across rules or glyphs of other runs?
    """

    start: int
    end: int
    light: float
    crosses: bool


def starts_of_runs(glyphs: Columns) -> list[int]:
    """Where the runs begin, in the order of drawing."""
    if not glyphs.chars:
        return []
    (x0, _, x1, _), (cx, cy), size, turn = glyphs.sides, glyphs.middles, glyphs.size, glyphs.turn
    before = size[:-1]
    across, down, gap = np.abs(np.diff(cx)), np.abs(np.diff(cy)), x0[1:] - x1[:-1]
    level = (down < 0.3 * before) & (gap > -0.5 * before) & (gap < before)
    turned = (across < 1.5 * before) & (down < 1.5 * before)
    alike = (np.abs(np.diff(size)) <= 0.3) & (np.diff(turn) == 0)
    alike &= np.abs(np.diff(glyphs.light)) < _OTHER_COLOUR
    goes_on = alike & np.where(turn[:-1] == 0, level, turned)
    return [0, *(np.flatnonzero(~goes_on) + 1).tolist()]


def marks_among(chars: Sequence[Char], runs: Collection[Run]) -> list[Run]:
    """The runs that are watermarks or stamps."""
    apart = [run for run in runs if run.light >= _T.pale or run.crosses]
    if not apart:
        return []
    sizes = [c.size for c in chars if c.text != " "]
    usual = median(sizes) if sizes else 0.0
    texts = {run: _text(chars, run) for run in apart}
    often = Counter(text for run, text in texts.items() if run.light >= _T.pale)
    text_sizes = _sizes_of_text(chars, apart)
    placed = {
        run
        for run in apart
        if _by_place(chars[run.start], run, usual)
        and (run.light >= _T.pale or round(chars[run.start].size) not in text_sizes)
    }
    known = {texts[run] for run in placed}
    again = {
        t
        for t, count in often.items()
        if len(t) >= _WORDS and count >= _REPEATED and any(c.isalpha() for c in t)
    }

    def is_mark(run: Run) -> bool:
        text = _text(chars, run)
        pale = run.light >= _T.pale
        return bool(text) and (run in placed or (pale and text in known) or text in again)

    marks = [run for run in (runs if again else apart) if is_mark(run)]
    return [*marks, *_cut_off(chars, apart, marks)]


def _cut_off(chars: Sequence[Char], apart: Collection[Run], marks: Collection[Run]) -> list[Run]:
    """Pale runs that begin or end as a mark of the same size does: the edge of the page cuts it."""
    known = {(chars[run.start].size, _text(chars, run)) for run in marks}
    pieces = {(size, t[:k]) for size, t in known for k in range(1, len(t))}
    pieces |= {(size, t[k:]) for size, t in known for k in range(1, len(t))}
    loose = [run for run in apart if run.light >= _T.pale and run not in marks]
    return [run for run in loose if (chars[run.start].size, _text(chars, run)) in pieces]


def _text(chars: Sequence[Char], run: Run) -> str:
    return "".join(c.text for c in chars[run.start : run.end]).strip()


def _sizes_of_text(chars: Sequence[Char], apart: Collection[Run]) -> set[int]:
    """Font sizes, in whole points, of which much of the page's text is that lies on nothing.

    A line of the text that another glyph disturbs is no stamp, be it larger than the figures of
    the tables.
    """
    over = Counter[int]()
    for run in apart:
        over[round(chars[run.start].size)] += run.end - run.start
    all_sizes = Counter(round(char.size) for char in chars)
    return {size for size, count in all_sizes.items() if count - over[size] >= _MUCH}


def _by_place(first: Char, run: Run, usual: float) -> bool:
    if run.light >= _T.pale:
        return run.crosses or first.size > _T.watermark_size * usual
    return run.crosses and first.size > _STAMP * usual
