"""Words spread over their cell (江　宁　区): runs of glyphs that white space parts, put together.

A spread word fills its column to the right edge, so that a figure in the next one may be nearer to
its last character than its characters are to each other.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.model.vocabulary import NUMBERS_AS_NAMES
from pipeline.reading.page.char import Char
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.lines
_FIGURES = frozenset("0123456789.,/")
_MANY = 3
"""So many characters show whether they are equally far apart."""

Run = list[Char]
"""Glyphs side by side, blanks included."""


def unspread(runs: list[Run]) -> list[Run]:
    """The runs of a line, left to right; those that are one spread word are one."""
    if len(runs) < 2 or not any(is_ideograph(run[0]) or is_ideograph(run[-1]) for run in runs):
        return runs
    groups: list[list[Run]] = []
    for run in _without_figures(runs):
        last = groups[-1][-1] if groups else None
        if last and len(run) == 1 and _single(run) and _single(last) and _is_near(last, run):
            groups[-1].append(run)
        else:
            groups.append([run])
    out = [word for group in groups for word in _words(group)]
    return _with_numbers(out) if len(out) < len(runs) else out


def _words(group: Sequence[Run]) -> list[Run]:
    """The words of characters near each other; those of a spread word are equally far apart.

    Where none are near each other, as the last characters of texts over two lines in the columns
    of a header, each is a text of its own.
    """
    if len(group) < _MANY:
        return [list(itertools.chain.from_iterable(group))]
    size = group[0][0].size
    gaps = [b[0].x0 - a[-1].x1 for a, b in itertools.pairwise(group)]
    within = min(gaps) + _T.spread_parted * size
    if max(gaps) > within > _T.spread_far * size:
        return list(group)
    out = [list(group[0])]
    for gap, run in zip(gaps, group[1:], strict=True):
        if gap <= within:
            out[-1] += run
        else:
            out.append(list(run))
    return out


def is_ideograph(char: Char) -> bool:
    """Is the glyph a Chinese character?"""
    return "\u4e00" <= char.text <= "\u9fff"


def _is_near(a: Run, b: Run) -> bool:
    return b[0].x0 - a[-1].x1 < _T.spread_gap * b[0].size


def _single(chars: Sequence[Char]) -> bool:
    """Chinese characters each for itself: no mark for a missing figure, no two side by side."""
    ideographs = all(is_ideograph(c) and c.text not in "无缺" for c in chars)
    pairs = itertools.pairwise(chars)
    return ideographs and all(b.x0 - a.x1 > _T.spread_apart * a.size for a, b in pairs)


def _without_figures(runs: Sequence[Run]) -> list[Run]:
    """Set figures apart that are as close to the first or last character of a spread word as
    texts are."""
    out: list[Run] = []
    for i, run in enumerate(runs):
        first, last = run[0], run[-1]
        cut = 0
        if len(run) < 2 or is_ideograph(first) == is_ideograph(last):
            pass
        elif is_ideograph(first):
            cut = 1 if i and _is_character(runs[i - 1]) else 0
        elif i + 1 < len(runs):
            cut = len(run) - 1 if is_ideograph(runs[i + 1][0]) else 0
        if cut and _are_figure_and_word(run[:cut], run[cut:]):
            out += [run[:cut], run[cut:]]
        else:
            out.append(run)
    return out


def _is_character(run: Run) -> bool:
    return len(run) == 1 and is_ideograph(run[0])


def _are_figure_and_word(a: Run, b: Run) -> bool:
    """Are the glyphs of one side those of a figure, with white space between both?"""
    figure = a if _is_character(b) else b
    apart = b[0].x0 - a[-1].x1 > _T.spread_figure * a[-1].size
    return apart and all(c.text in _FIGURES for c in figure)


def _with_numbers(runs: Sequence[Run]) -> list[Run]:
    """Put a number that is a name (12320) to the spread word beside it, of which it is a part."""
    out: list[Run] = []
    for run in runs:
        number = bool(out) and (is_number_name(out[-1]) or is_number_name(run))
        if number and _is_evenly_beside(out[-1], run):
            out[-1] = [*out[-1], *run]
        else:
            out.append(run)
    return out


def is_number_name(run: Sequence[Char]) -> bool:
    """Is a run of glyphs a number that is a name?"""
    return "".join(c.text for c in run).strip() in NUMBERS_AS_NAMES


def character_gap(word: Sequence[Char]) -> float | None:
    """The white space between the characters of a spread word, points; None without two."""
    glyphs = [c for c in word if c.text != " "]
    pairs = itertools.pairwise(glyphs)
    gaps = sorted(b.x0 - a.x1 for a, b in pairs if is_ideograph(a) and is_ideograph(b))
    return gaps[len(gaps) // 2] if gaps else None


def _is_evenly_beside(a: Run, b: Run) -> bool:
    """Is the white space between a number and a spread word that between the word's characters?"""
    word = b if is_number_name(a) else a
    gap = character_gap(word)
    return gap is not None and abs(b[0].x0 - a[-1].x1 - gap) < _T.spread_even * word[0].size
