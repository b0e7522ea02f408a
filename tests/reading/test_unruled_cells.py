"""Lines into cells, once the columns are known."""

from __future__ import annotations

import pytest

from pipeline.model.place import Box
from pipeline.reading.page.lines import lines_of
from pipeline.reading.tables.unruled_cells import PartBuilder
from pipeline.reading.tables.unruled_columns import Column
from pipeline.reading.tables.unruled_headers import Header
from tests.reading.test_geometry import write


@pytest.mark.parametrize("lower", [20, 52, 55, 90])
def test_a_figure_is_in_its_box_where_the_header_reaches_below_it(lower: float) -> None:
    chars = []
    for y in (40.0, 60.0, 80.0):
        chars += write("甲院", 10, y) + write("1203", 100, y) + write("3304", 150, y)
    columns = [Column(10, 30), Column(100, 120), Column(150, 170)]
    builder = PartBuilder(1, Box(5, 10, 180, 100), columns, (), Header((), 0, True))
    builder.body(lines_of(chars), lower)
    assert builder.rows == 3
    for cell in builder.cells:
        assert cell.box.top < cell.box.bottom
        assert all(cell.box.top <= (c.top + c.bottom) / 2 <= cell.box.bottom for c in cell.chars)
