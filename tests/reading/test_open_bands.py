"""Rows without rules between their cells, in a grid whose other rows have them."""

from __future__ import annotations

import pytest

from pipeline.reading.page.columns import columns_of
from pipeline.reading.page.geometry import Rule
from pipeline.reading.tables.grid import grids_of
from pipeline.reading.tables.ruled_table import part_from_grid
from tests.reading.test_close_texts import texts
from tests.reading.test_geometry import write

XS = (0.0, 80.0, 140.0, 180.0)
ROWS = [["项目", "数量", "单位"], ["受理电话", "58266", "个"], ["咨询类", "15979", "个"],
        ["医疗投诉", "2986", "个"], ["电话预约", "21581", "个"]]  # fmt: skip


def read(rows: list[list[str]], open_: set[int], shift: float = 0.0) -> list[list[str]]:
    chars = [
        char
        for r, row in enumerate(rows)
        for x, text in zip(XS, row, strict=False)
        if text
        for char in write(text, x + 8 + (shift if r in open_ and x else 0), 5.0 + 20 * r)
    ]
    rules = [Rule(True, 20.0 * i, XS[0], XS[-1]) for i in range(len(rows) + 1)]
    rules += [Rule(False, x, 0, 20.0 * len(rows)) for x in (XS[0], XS[-1])]
    for r in range(len(rows)):
        if r not in open_:
            rules += [Rule(False, x, 20.0 * r, 20.0 * r + 20) for x in XS[1:-1]]
    (grid,) = grids_of(rules)
    return texts(part_from_grid(grid, columns_of(chars), page=1))


def test_each_text_of_such_a_row_is_in_its_column() -> None:
    assert read(ROWS, {2, 4}) == ROWS


@pytest.mark.parametrize(
    ("row", "shift"),
    [
        (["咨询类", "15979", "个"], -20.0),
        (["咨询类", "以下", "为区"], 0.0),
        (["合计", "", ""], 0.0),
    ],
    ids=["a figure over two columns", "no figure", "one text"],
)
def test_others_are_one_cell(row: list[str], shift: float) -> None:
    found = read([*ROWS[:2], row, *ROWS[3:]], {2}, shift)
    assert len(set(found[2])) == 1


NUMBERED = [["序号", "单位", "数量"], *([str(n), f"第{n}医院", str(100 * n)] for n in range(1, 5))]
NAMED = [["单位", "人次", "收入"], *([f"第{n}区", str(70 * n), str(100 * n)] for n in range(1, 5))]


@pytest.mark.parametrize("rows", [NUMBERED, NAMED], ids=["numbers", "figures"])
def test_a_column_beside_the_names_needs_no_rule(rows: list[list[str]]) -> None:
    chars = [
        char
        for r, row in enumerate(rows)
        for x, text in zip(XS, row, strict=False)
        for char in write(text, x + 8, 5.0 + 20 * r)
    ]
    rules = [Rule(True, 20.0 * i, XS[0], XS[-1]) for i in range(len(rows) + 1)]
    rules += [Rule(False, x, 0, 20.0 * len(rows)) for x in (XS[0], XS[2], XS[3])]
    (grid,) = grids_of(rules)
    assert texts(part_from_grid(grid, columns_of(chars), page=1)) == rows
