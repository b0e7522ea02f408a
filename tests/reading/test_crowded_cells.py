"""A cell that holds several lines of figures is never one figure."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page_content import read_page
from pipeline.reading.tables.cell_text import SEVERAL_FIGURES
from pipeline.reading.tables.part import Part
from pipeline.reading.tolerances import TOLERANCES
from tests.reading.test_geometry import write

HEADER = ["单位", "人次", "收入"]
ROWS = [[f"第{n}医院", str(100 + n), f"{n}.5"] for n in range(1, 13)]


def table(rows: list[list[str]], shift: float = 0.0) -> Part:
    """A grid with one rule below the header and none between the rows.

    `shift` moves each figure of the last column down by so much of a row more than the one above.
    """
    chars: list[Char] = []
    for r, row in enumerate([HEADER, *rows]):
        for c, text in enumerate(row):
            down = shift * r if c == 2 else 0
            chars += write(text, 25 + 90 * c, 25 + 20 * r + down)
    bottom = 30 + 20 * (len(rows) + 1)
    flats = [Rule(True, y, 20, 290) for y in (20, 40, bottom)]
    walls = [Rule(False, x, 20, bottom) for x in (20, 110, 200, 290)]
    (part,) = read_page(PageGeometry(1, 400, 600, tuple(chars), rules=(*flats, *walls))).parts
    return part


def test_rows_without_rules_are_rows() -> None:
    part = table(ROWS)
    assert [part.row_texts(r) for r in range(part.rows)] == [HEADER, *ROWS]
    assert not part.doubts


def test_a_few_blank_cells_do_not_hold_them_together() -> None:
    rows = [[name, count if n % 3 else "", sum_] for n, (name, count, sum_) in enumerate(ROWS)]
    rows = [[name if n % 4 else "", count, sum_] for n, (name, count, sum_) in enumerate(rows)]
    rows[0][0] = ROWS[0][0]
    part = table(rows)
    assert [part.row_texts(r) for r in range(part.rows)] == [HEADER, *rows]


@pytest.mark.parametrize("count", [3, 12])
def test_where_they_cannot_be_parted_they_are_doubted(count: int) -> None:
    part = table(ROWS[:count], shift=-6.0 if count == 3 else -1.0)
    if part.rows > 2:
        assert [part.row_texts(r)[1] for r in range(1, part.rows)] == [r[1] for r in ROWS[:count]]
        return
    crowded = [cell for cell in part.cells if cell.row == 1 and cell.col]
    assert {cell.content.doubt for cell in crowded} == {SEVERAL_FIGURES}
    assert crowded[0].text.split() == [row[1] for row in ROWS[:count]]
    assert part.doubts and part.confidence == TOLERANCES.unruled_tables.unsure_confidence


def test_a_frame_around_rows_of_a_name_and_a_figure_is_no_cell() -> None:
    """Two frames beside each other, rules around them and below their header only."""
    chars: list[Char] = []
    for left in (25, 225):
        for r, (name, figure, _) in enumerate([HEADER, *ROWS[:6]]):
            chars += write(name, left, 25 + 20 * r) + write(figure, left + 110, 25 + 20 * r)
    flats = [Rule(True, y, 20, 420) for y in (20, 40, 170)]
    walls = [Rule(False, x, 20, 170) for x in (20, 220, 420)]
    (part,) = read_page(PageGeometry(1, 500, 600, tuple(chars), rules=(*flats, *walls))).parts
    texts = [part.row_texts(r) for r in range(part.rows)]
    assert texts == [row[:2] * 2 for row in [HEADER, *ROWS[:6]]]
