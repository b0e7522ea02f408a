"""Order numbers that are set so close to the names behind them that both look like one text."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.reading.page.geometry import Char
from pipeline.reading.page.lines import Line, Segment
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables


def parted_from_names(lines: Sequence[Line]) -> list[Line]:
    """The lines, each order number a segment of its own.

    Numbers before names are order numbers where they count from row to row, in these and in rows
    where they are apart.
    """
    cuts = [_digits_before_name(line) for line in lines]
    numbers = [
        int("".join(c.text for c in _glyphs(line)[: cut or None]))
        for line, cut in zip(lines, cuts, strict=True)
        if cut or line.segments[0].text.isdecimal()
    ]
    steps = [b - a for a, b in itertools.pairwise(numbers)]
    if not any(cuts) or len(numbers) < _T.wide_rows or any(step != 1 for step in steps):
        return list(lines)
    return [_parted(line, cut) if cut else line for line, cut in zip(lines, cuts, strict=True)]


def _digits_before_name(line: Line) -> int:
    """With how many digits, set apart from what follows, does the line begin? 0 for none."""
    glyphs = _glyphs(line)
    count = sum(1 for _ in itertools.takewhile(lambda c: c.text.isdecimal(), glyphs))
    if not 0 < count < len(glyphs):
        return 0
    digit, name = glyphs[count - 1], glyphs[count]
    apart = name.x0 - digit.x1 > _T.gutter_gap * name.size
    return count if apart and _is_ideograph(name.text) else 0


def _is_ideograph(text: str) -> bool:
    """Between a number and a Latin word there is a blank anyway: 1 January is one text."""
    return text.isalpha() and not text.isascii()


def _glyphs(line: Line) -> list[Char]:
    return [c for c in line.segments[0].chars if c.text != " "]


def _parted(line: Line, count: int) -> Line:
    glyphs = _glyphs(line)
    return Line(
        (Segment(tuple(glyphs[:count])), Segment(tuple(glyphs[count:])), *line.segments[1:])
    )
