"""A column of names whose texts stand at two places: names at its left, 合计 in its middle."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

from pipeline.reading.page.lines import Line
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.header_leaves import leaves_of
from pipeline.reading.tables.unruled_columns import Column
from pipeline.reading.tables.unruled_headers import header_texts_of

_Row = list[list[str]]
"""The texts that a row has over each column."""


def with_whole_names(
    columns: list[Column], rows: Sequence[Sequence[Line]], header: Sequence[Line]
) -> list[Column] | None:
    """The columns with two that are one column of names together; None where there are none.

    No figure stands in either, no row fills both, one header text is above the two, and with
    them joined there are as many columns as header texts and as texts in most rows.

    Args:
        columns: as white space draws them.
        rows: each a line of figures with its half lines.
        header: the lines of the header.
    """
    if len(columns) < 3 or not header:
        return None
    leaves = leaves_of(header_texts_of(header), [(c.left, c.right) for c in columns])
    if len(leaves) != len(columns) - 1:
        return None
    texts = [_texts(row, columns) for row in rows]
    usual = Counter(sum(map(bool, row)) for row in texts).most_common(1)[0][0]
    if usual != len(leaves):
        return None
    for i, (a, b) in enumerate(itertools.pairwise(columns)):
        joined = Column(a.left, b.right)
        heads = sum(joined.overlap(leaf.box.x0, leaf.box.x1) > 0 for leaf in leaves)
        if heads == 1 and _are_names(texts, i):
            return [*columns[:i], joined, *columns[i + 2 :]]
    return None


def _texts(row: Sequence[Line], columns: Sequence[Column]) -> _Row:
    segments = [s for line in row for s in line.segments]
    return [[s.text for s in segments if c.overlap(s.box.x0, s.box.x1) > 0] for c in columns]


def _are_names(rows: Sequence[_Row], i: int) -> bool:
    """Does each row have a text, that is no figure, in column `i` or in the next, never in both?"""
    return all(
        bool(row[i]) != bool(row[i + 1])
        and not any(is_figure(text) for text in (*row[i], *row[i + 1]))
        for row in rows
    )
