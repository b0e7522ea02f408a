"""A row of totals below a table without a grid, set off from it by more than a blank row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.reading.page.lines import Line, Segment
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def is_total_of(line: Line, rows: Sequence[Line]) -> bool:
    """Does a line behind its label have figures of the rows' columns, none smaller than theirs?

    Sums of counts and amounts are not; the first row of another table would be by chance.
    """
    label, *figures = line.segments
    if is_figure(label.text) or len(figures) < 2 or len(rows) < _T.known_rows:
        return False
    return all(_is_largest(s, rows) for s in figures)


def _is_largest(figure: Segment, rows: Sequence[Line]) -> bool:
    own = _value(figure)
    above = [
        _value(s) for row in rows for s in row.segments
        if s.box.x0 < figure.box.x1 and figure.box.x0 < s.box.x1
    ]  # fmt: skip
    known = [value for value in above if value is not None]
    return own is not None and len(known) >= _T.known_rows and own >= max(known)


def _value(segment: Segment) -> float | None:
    text = segment.text.strip()
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
