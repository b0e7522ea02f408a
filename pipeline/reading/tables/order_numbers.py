"""Order numbers that are set so close to the names behind them that both look like one text."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.model.vocabulary import NUMBERS_AS_NAMES
from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import Line, Segment
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables


def parted_from_names(lines: Sequence[Line]) -> list[Line]:
    """The lines, each order number a segment of its own.

    Numbers before names are order numbers where they count from row to row: at the beginning of
    the lines, in these and in rows where they are apart, or in another column of names beside it.
    """
    out = _parted_first(lines)
    for column in _columns_of_numbers(out):
        close = [found for found in column if found[-1]]
        if any(_count([number for _, _, number, _ in found]) for found in (column, close)):
            for row, place, _, cut in reversed(close):
                out[row] = _parted(out[row], place, cut)
    return out


def _parted_first(lines: Sequence[Line]) -> list[Line]:
    cuts = [_digits_before_name(line.segments[0]) for line in lines]
    numbers = [
        _number(line.segments[0], cut)
        for line, cut in zip(lines, cuts, strict=True)
        if cut or line.segments[0].text.isdecimal()
    ]
    if not any(cuts) or not _count(numbers):
        return list(lines)
    return [_parted(line, 0, cut) if cut else line for line, cut in zip(lines, cuts, strict=True)]


def _columns_of_numbers(lines: Sequence[Line]) -> list[list[tuple[int, int, int, int]]]:
    """Numbers before names further right, by column: (line, segment, number, digits) of each.

    A number that is apart from the name behind it has 0 digits.
    """
    columns: list[tuple[float, list[tuple[int, int, int, int]]]] = []
    for row, line in enumerate(lines):
        for place, segment in enumerate(line.segments):
            cut = _digits_before_name(segment) if place else 0
            if not cut and not (place and segment.text.isdecimal()):
                continue
            right = _glyphs(segment)[cut - 1].x1
            near = [found for at, found in columns if abs(at - right) < segment.size]
            if not near:
                near = [[]]
                columns.append((right, near[0]))
            near[0].append((row, place, _number(segment, cut), cut))
    return [found for _, found in columns if any(cut for _, _, _, cut in found)]


def _count(numbers: Sequence[int]) -> bool:
    """Do the numbers of a column count up by one, perhaps with a slip or two exchanged?"""
    if len(numbers) < _T.wide_rows:
        return False
    on = sum(b - a == 1 for a, b in itertools.pairwise(numbers))
    whole = sorted(numbers) == list(range(min(numbers), min(numbers) + len(numbers)))
    steps = len(numbers) - 1
    return on == steps or on >= _T.counted * steps or (whole and 3 * on >= steps)


def _digits_before_name(segment: Segment) -> int:
    """With how many digits, set apart from what follows, does the text begin? 0 for none."""
    glyphs = _glyphs(segment)
    count = sum(1 for _ in itertools.takewhile(lambda c: c.text.isdecimal(), glyphs))
    for cut in range(1, min(count + 1, len(glyphs))):
        digit, name = glyphs[cut - 1], glyphs[cut]
        if name.x0 - digit.x1 > _T.gutter_gap * name.size:
            return cut if _begins_name(glyphs[cut:]) else 0
    return 0


def _number(segment: Segment, cut: int) -> int:
    return int("".join(c.text for c in _glyphs(segment)[: cut or None]))


def _begins_name(glyphs: Sequence[Char]) -> bool:
    """An ideograph, or a number that is a name (12320); a Latin word has a blank before it anyway:
    1 January is one text."""
    text = "".join(c.text for c in glyphs)
    number = any(text.startswith(name) for name in NUMBERS_AS_NAMES) and not text.isdecimal()
    return number or (text[0].isalpha() and not text[0].isascii())


def _glyphs(segment: Segment) -> list[Char]:
    return [c for c in segment.chars if c.text != " "]


def _parted(line: Line, place: int, count: int) -> Line:
    glyphs = _glyphs(line.segments[place])
    parts = (Segment(tuple(glyphs[:count])), Segment(tuple(glyphs[count:])))
    return Line((*line.segments[:place], *parts, *line.segments[place + 1 :]))
