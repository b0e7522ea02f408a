"""How sure a figure of a scan is: what was measured for such cells."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.interpreting.collect import Collector, Figure
from pipeline.model.place import Box, Place
from pipeline.reading.model import Cell
from pipeline.reading.scan.confidence import CERTAIN

PLACE = Place(page=2, box=Box(0, 0, 9, 9))


@pytest.mark.parametrize(
    ("page", "doubt", "of_cell", "expected"),
    [
        (1, "", "", 1.0),
        (2, "", "", CERTAIN),
        (2, "two readings", "two readings", 0.4),
        (2, "31 is too many", "two readings", 0.5),  # a doubt of interpreting itself
        (2, "31 is too many", "", 0.5),
    ],
)
def test_a_figure_has_the_confidence_of_its_cell(
    page: int, doubt: str, of_cell: str, expected: float
) -> None:
    out = Collector("2030-05", "0" * 64, frozenset({page}) & {2})
    cell = Cell(row=0, col=0, text="31", places=(PLACE,), doubt=of_cell, sure=0.4)
    figure = Figure(Decimal(31), "31", "", place=PLACE, doubt=doubt, cell=cell)
    out.observe("platform_by_hospital", None, "jia", "realtime_days", figure)
    assert out.observations[0].confidence == expected
