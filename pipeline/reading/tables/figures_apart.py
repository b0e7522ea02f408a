"""Where each of several figures of a cell stands: 12345/678, 12345 (678), or one below another."""

from __future__ import annotations

import re

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import union
from pipeline.reading.tables.part import PartCell

_APART = re.compile(r"\d[^\d]*[/／;；|｜\n(（][^\d]*\d")
_STROKES = frozenset("/／;；|｜()（）")


def figures_apart(cell: PartCell) -> tuple[Box, ...]:
    """The box of each figure, in reading order, on the upright page; () where it is only one.

    Figures are apart by a stroke, a semicolon, a bracket or the end of a line.
    """
    text = cell.text
    if text.isdigit() or not _APART.search(text):
        return ()
    found: list[list[Char]] = []
    for line in cell.lines:
        found.append([])
        for char in (char for segment in line.segments for char in segment.chars):
            if char.text in _STROKES:
                found.append([])
            elif not char.text.isspace():
                found[-1].append(char)
    figures = [run for run in found if any(char.text.isdigit() for char in run)]
    return tuple(_box(run) for run in figures) if len(figures) > 1 else ()


def _box(run: list[Char]) -> Box:
    return union(Box(char.x0, char.top, char.x1, char.bottom) for char in run)
