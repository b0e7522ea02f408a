"""The text of a cell, from its lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.model.message import Message
from pipeline.reading.model import joined
from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import Line, Segment
from pipeline.reading.page.sources.glyph_faces import BELOW
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.figures_over_lines import broken_figure, holds_several_figures
from pipeline.reading.tables.small_digits import (
    is_small_mark,
    may_be_digits,
    may_be_hundredths,
    of_two_sizes,
    with_decimals,
)
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.cell_texts

SEVERAL_FIGURES = Message("several_figures")
BROKEN = Message("figure_broken")
STACKED = Message("two_figures_stacked")


class CellText(NamedTuple):
    """What is in a cell: its text, marks set off from it, and what is doubtful."""

    text: str = ""
    superscript: str = ""
    bold: bool = False
    doubt: str = ""
    other: str = ""


def cell_text(
    lines: Sequence[Line], doubt: str = "", other: str = "", width: float = math.inf
) -> CellText:  # fmt: skip
    """The text of a cell's lines, joined, raised small marks set apart.

    Args:
        doubt, other: as in `PartCell`; of several lines, another reading says nothing.
        width: of the cell, in points.
    """
    if not lines:
        return CellText(doubt=doubt, other=other)
    if len(lines) == 1 and lines[0].even:  # as in most cells
        line = lines[0]
        return CellText(line.text.strip(), "", line.bold, doubt, other)
    if len(lines) == 1:
        text, raised = with_decimals(*_without_marks(lines[0]))
        if raised and is_figure(text) and may_be_digits(lines[0], text, raised):
            doubt = doubt or Message("figure_of_two_sizes")
        if not raised and is_figure(text) and of_two_sizes(lines[0]):
            doubt = doubt or Message("figure_of_two_sizes")
        return CellText(text.strip(), raised, lines[0].bold, doubt, other)
    text, raised = "", ""
    several = doubt != BROKEN and holds_several_figures(lines, width)
    size = max(line.size for line in lines)
    for line in lines:
        if line.size < _T.small_mark * size and is_small_mark(line.text):
            raised += line.text
            continue
        plain, marks = _without_marks(line)
        raised += marks
        if text and plain and (several or doubt == STACKED):
            doubt = doubt or SEVERAL_FIGURES
            text += ("\n" if doubt == STACKED else " ") + plain.strip()
        elif text and plain and broken_figure(text, plain):
            doubt = doubt or BROKEN
            text += plain.strip()
        else:
            text = joined(text, plain)
    text, raised = with_decimals(text, raised)
    if may_be_hundredths(text, raised):
        doubt = doubt or Message("figure_of_two_sizes")
    return CellText(text, raised, all(line.bold for line in lines), doubt)


def _without_marks(line: Line) -> tuple[str, str]:
    """The text of a line without small marks above or below its height, and those marks."""
    if line.even:
        return line.text, ""
    chars = [c for s in line.segments for c in s.chars if c.text != " "]
    sizes = {c.size for c in chars}
    size = max(sizes)
    if min(sizes) >= _T.raised_size * size:
        return line.text, ""
    foot = max(c.bottom for c in chars if c.size == size)
    top = min(c.top for c in chars if c.size == size)

    def apart(c: Char) -> bool:
        if c.size >= _T.raised_size * size:
            return False
        raised = foot - c.bottom > _T.raised * size and c.top - top < _T.raised_top * size
        below_baseline = c.bottom - foot + BELOW * (size - c.size)
        return raised or below_baseline > _T.lowered * size

    marks = "".join(c.text for c in chars if apart(c))
    if not 0 < 2 * len(marks) <= len(chars):  # most are no marks of a few: a seal's lie on them
        return line.text, ""
    kept = [Segment(tuple(c for c in s.chars if not apart(c))) for s in line.segments]
    return " ".join(s.text for s in kept if s.text), marks
