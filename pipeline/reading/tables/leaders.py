"""Dots that lead from a name to its figure, which are no part of either.

A table of contents has such dots too: there one short number follows, that of a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import Line, Segment
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables
_DOTS = ".．·•・…‥⋯_"
_LEADER = re.compile(r"([.．·•・_])\s*(?:\1\s*){3,}|([…‥⋯])\s*(?:\2\s*)+")
_PAGE_NUMBER = 3
"""Digits of a page number at most."""


def lines_without_leaders(lines: Sequence[Line]) -> list[Line]:
    """The lines; where dots lead from words to figures, the words and the figures apart.

    Beside such lines a dot or two behind a longer name are what its leader has room for.
    """
    parted = [_parted(x) if _LEADER.search(x.text) else x for x in lines]
    found = sum(new is not old for new, old in zip(parted, lines, strict=True))
    return parted if found < _T.row_texts - 1 else [_without_ends(x) for x in parted]


def part_without_leaders(part: Part) -> Part:
    """The part without the dots behind its names.

    They are leaders where they are many, where other names have many, and where most names of a
    column have some.
    """
    dotted = [c for c in part.cells if c.chars and _ends_with_dots(c.text)]
    if not dotted:
        return part
    found = [c for c in dotted if _LEADER.search(c.text)]
    if len(found) < _T.row_texts - 1:
        counts = Counter(c.col for c in dotted)
        words = Counter(c.col for c in part.cells if c.text and not is_figure(c.text))
        most = {col for col, n in counts.items() if n >= _T.row_texts and 2 * n > words[col]}
        dotted = [*found, *(c for c in dotted if c.col in most)]
    bare = {id(c): _bare(c) for c in dotted}
    return replace(part, cells=tuple(bare.get(id(c), c) for c in part.cells))


def _parted(line: Line) -> Line:
    """The pieces of a line of a table; a line of a table of contents stays as it is."""
    pieces = [piece for s in line.segments for piece in _pieces(s)]
    figures = [s.text for s in pieces if is_figure(s.text)]
    long = any(sum(c.isdigit() for c in text) > _PAGE_NUMBER for text in figures)
    at_end = len(pieces) == len(line.segments)
    if len(pieces) > len(figures) and (long or at_end or len(figures) >= _T.row_texts - 1):
        return Line(tuple(pieces))
    return line


def _pieces(segment: Segment) -> list[Segment]:
    """What is between the leaders of a segment."""
    if not _LEADER.search(segment.text):
        return [segment]
    runs: list[list[Char]] = [[]]
    chars = [c for c in segment.chars if c.text != " "]
    for i, char in enumerate(chars):
        if _is_in_leader(chars, i):
            runs.append([])
        else:
            runs[-1].append(char)
    return [Segment(tuple(run)) for run in runs if run]


def _is_in_leader(chars: Sequence[Char], i: int) -> bool:
    """Is the glyph a dot beside an equal one?"""
    text = chars[i].text
    if text[0] not in _DOTS:
        return False
    before = chars[i - 1].text if i else ""
    after = chars[i + 1].text if i + 1 < len(chars) else ""
    return text in (before, after)


def _without_ends(line: Line) -> Line:
    segments = [s for s in line.segments if s.text.strip(_DOTS + " ")]
    if len(segments) == len(line.segments) and not any(map(_ends_with_dots, _texts(line))):
        return line
    return Line(
        tuple(Segment(tuple(_rest(s.chars))) if _ends_with_dots(s.text) else s for s in segments)
    )


def _texts(line: Line) -> list[str]:
    return [s.text for s in line.segments]


def _ends_with_dots(text: str) -> bool:
    """Are there dots behind words, or behind a total (合计: 12....)?"""
    return text[-1:] in _DOTS and bool(text.strip(_DOTS + " "))


def _rest(chars: Sequence[Char]) -> list[Char]:
    """The glyphs, left to right, without the dots at the end."""
    out = sorted(chars, key=lambda c: c.x0)
    while out and not out[-1].text.strip(_DOTS + " "):
        out.pop()
    return out


def _bare(cell: PartCell) -> PartCell:
    lines = [[c for s in line.segments for c in s.chars] for line in cell.lines]
    kept = {id(c) for line in lines[:-1] for c in line} | {id(c) for c in _rest(lines[-1])}
    return replace(cell, chars=tuple(c for c in cell.chars if id(c) in kept))
