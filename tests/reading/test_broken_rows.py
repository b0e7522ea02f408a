"""A page break between the two lines of the figures of a row."""

from __future__ import annotations

import pytest

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.orientation import Turn
from pipeline.reading.page.page_place import PagePlace
from pipeline.reading.tables.page_breaks import join
from pipeline.reading.tables.part import Part, PartCell
from tests.reading.test_geometry import write

_X = (10.0, 80.0, 140.0, 180.0)


def _part(page: int, rows: list[list[str]]) -> Part:
    """Cells whose lines, parted by strokes, are below each other."""
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            lines = text.split("|")
            chars: list[Char] = []
            for i, line in enumerate(lines):
                chars += write(line, _X[c], 30.0 * r + 12 * i) if line else []
            box = Box(_X[c], 30.0 * r, _X[c] + 40, 30.0 * r + 30)
            cells.append(PartCell(r, c, 1, 1, box, tuple(chars)))
    xs = (*_X, 220.0)
    return Part(
        page=page, box=Box(0, 0, 220, 30.0 * len(rows)), xs=xs, rows=len(rows), header_rows=0,
        cells=tuple(cells), method="rules", confidence=1.0,
    )  # fmt: skip


UPPER = [
    ["江宁医院", "982517|00.00", "7975", "212307|4"],
    ["南京脑|科医院", "354658|70.00", "4252", "12307"],
    ["南京一", "335327", "3839", "17741"],
]
NEXT = ["南京二|院", "336537|10.00", "4371", "27229"]


def _texts(upper: list[list[str]], lower: list[list[str]]) -> list[list[str]]:
    parts = [_part(1, upper), _part(2, lower)]
    places = [
        PagePlace(number=p.page, width=600, height=800, turn=Turn(0, 600, 800)) for p in parts
    ]
    table = join(list(zip(parts, places, strict=True)))
    return [[c.text for c in table.cells if c.row == row] for row in range(table.rows)]


def test_the_rests_of_its_figures_belong_to_the_row_above() -> None:
    found = _texts(UPPER, [["民医院", "70.00", "", ""], NEXT])
    assert len(found) == 4
    assert found[2] == ["南京一民医院", "33532770.00", "3839", "17741"]


@pytest.mark.parametrize(
    "below",
    [
        ["溧水医院", "70.00", "4171", "27229"],  # a whole row
        ["溧水医院", "", "71", ""],  # below a figure that does not fill its column
        ["溧水医院", "", "", "71"],  # above it is room for a figure more
    ],
)
def test_another_row_stays_one(below: list[str]) -> None:
    assert len(_texts(UPPER, [below, NEXT])) == 5
