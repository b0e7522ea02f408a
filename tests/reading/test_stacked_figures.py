"""Two figures below each other in a cell that has room for a longer one are two figures."""

from __future__ import annotations

import pytest

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.tables.cell_text import STACKED
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tables.stacked_figures import with_stacked_figures


def cell(row: int, *lines: str, width: float) -> PartCell:
    box = Box(100, 30 * row, 100 + width, 30 * row + 30)
    chars = [
        Char(c, 103 + 5 * i, box.top + 2 + 12 * k, 108 + 5 * i, box.top + 12 + 12 * k, 10)
        for k, line in enumerate(lines)
        for i, c in enumerate(line)
    ]
    return PartCell(row, 0, 1, 1, box, tuple(chars))


def part(*rows: tuple[str, ...], width: float) -> Part:
    cells = [cell(r, *lines, width=width) for r, lines in enumerate(rows)]
    return Part(1, Box(100, 0, 200, 200), (100, 200), len(rows), 1, tuple(cells), "lines")


PAIRS = [("102172", "62427.71"), ("22779", "4920.3"), ("5000", "/")]


def test_figures_that_leave_room_behind_them_are_two() -> None:
    found = with_stacked_figures(part(("人次",), *PAIRS, ("/",), width=90))
    assert [c.text for c in found.cells][1:] == [
        "102172\n62427.71",
        "22779\n4920.3",
        "5000\n/",
        "/",
    ]
    assert found.doubts == (STACKED,)
    assert [c.content.doubt for c in found.cells[1:]] == [STACKED] * 3 + [""]


@pytest.mark.parametrize(
    "rows",
    [
        [("人次",), *PAIRS[:2]],
        [("人次",), *PAIRS, ("12",), ("13",), ("14",), ("15",)],
    ],
    ids=["few", "in few rows"],
)
def test_few_of_them_are_broken_figures(rows: list[tuple[str, ...]]) -> None:
    same = part(*rows, width=90)
    assert with_stacked_figures(same) is same


def test_a_figure_that_fills_its_cell_is_broken() -> None:
    same = part(("人次",), ("102172624", "27.71"), ("102172624", "2"), ("122172624", "2"), width=52)
    assert with_stacked_figures(same) is same
