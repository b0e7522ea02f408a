"""Figures too wide for the last column run out of the table; none of their digits is lost."""

from __future__ import annotations

import pytest

from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.page_content import read_page
from tests.reading.test_close_texts import page_of
from tests.reading.test_geometry import grid_rules, write


@pytest.mark.parametrize(("wide", "edge"), [(7, 163), (7, 150), (5, 148)])
def test_digits_beyond_the_right_edge(wide: float, edge: float) -> None:
    chars = write("单位", 5, 5) + write("人次", 55, 5) + write("收入", 105, 5)
    for i in range(4):
        chars += write("甲", 5, 25 + 20 * i) + write(str(31 + i), 60, 25 + 20 * i)
        chars += write("112.5", 110, 25 + 20 * i) if i else write("58567.64", 115, 25, 10, wide)
    rules = grid_rules([0, 50, 100, edge], [0, 20, 40, 60, 80, 100])
    (part,) = page_of(chars, rules)
    cell = part.grid[1][2]
    assert cell is not None and (cell.text, bool(cell.content.doubt)) == ("58567.64", True)
    assert not any(c.content.doubt for c in part.cells if c.row > 1)
    page = read_page(PageGeometry(1, 400, 400, tuple(chars), rules=tuple(rules)))
    assert not page.lines


def test_digits_beside_a_table_are_none_of_it() -> None:
    chars = write("单位", 5, 5) + write("人次", 55, 5)
    for i in range(4):
        y = 25.0 + 20 * i
        chars += write("甲", 5, y) + write(str(310 + i), 80, y) + write(str(i + 1), 103, y)
    (part,) = page_of(chars, grid_rules([0, 50, 100], [0, 20, 40, 60, 80, 100]))
    assert [part.row_texts(r)[1] for r in range(1, 5)] == ["310", "311", "312", "313"]
