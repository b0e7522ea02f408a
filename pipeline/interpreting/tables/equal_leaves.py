"""Columns that share their lowest header text, and of which the headers above know one only."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.interpreting.tables.headers import Layout
from pipeline.interpreting.tables.measures import Measure
from pipeline.interpreting.tables.recognise import Claim


def unsure_by_parent(claim: Claim) -> Iterator[tuple[int, int, Measure]]:
    """A column, the unknown one with the same header text, and the measure of the first.

    Where no rules divide the header, what is above a text was inferred. If 人次 is below 门急诊信息
    once and below a header that no measure is known for once, the headers above may belong to other
    columns than they seem to.
    """
    layout = claim.layouts[0]
    if claim.table.method == "lines":
        return
    for column, measures in layout.measure_columns().items():
        twin = _unknown_twin(layout, column)
        if twin is not None and not _names_itself(layout, column, measures[0]):
            yield column, twin, measures[0]


def _unknown_twin(layout: Layout, column: int) -> int | None:
    leaf = layout.headers[column].leaf
    return next((c for c in layout.unknown if leaf and layout.headers[c].leaf == leaf), None)


def _names_itself(layout: Layout, column: int, measure: Measure) -> bool:
    """Does the text of the column say without a header above what it prints?"""
    leaf = layout.headers[column].leaf
    return not measure.parents or any(parent in leaf for parent in measure.parents)
