"""Words that stand on their side in a header cell are read as if they lay level."""

from __future__ import annotations

from typing import Literal

import pytest

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.tables.part import PartCell
from pipeline.reading.tables.turned_cells import turned_boxes, with_turned_words

HEAD, BELOW, RIGHT = Box(100, 100, 120, 180), Box(100, 180, 120, 200), Box(120, 100, 140, 180)
Turn = Literal[0, 90, 180, 270] | None


def glyph(text: str, x: float, y: float, turn: Turn = 0, size: float = 9.0) -> Char:
    return Char(text, x, y, x + 9, y + 9, size, turn=turn)


def level(text: str, box: Box) -> tuple[Char, ...]:
    return tuple(glyph(c, box.x0 + 2 + 9 * i, box.top + 5) for i, c in enumerate(text))


def cells(head: str = "", right: str = "单位") -> list[PartCell]:
    return [
        PartCell(0, 0, 1, 1, HEAD, level(head, HEAD)),
        PartCell(0, 1, 1, 1, RIGHT, level(right, RIGHT)),
        PartCell(1, 0, 1, 1, BELOW, level("12", BELOW)),
    ]


def upwards(text: str, x: float = 105, **more: float) -> list[Char]:
    return [glyph(c, x, 160 - 9 * i, 90, **more) for i, c in enumerate(text)]


@pytest.mark.parametrize(
    "turned",
    [
        upwards("快速预约"),
        upwards("快速", 101) + upwards("预约", 110),
        [glyph(c, 105, 110 + 9 * i, 270) for i, c in enumerate("快速预约")],
        [glyph(c, 101 + 4 * i, 150 - 7 * i, None) for i, c in enumerate("快速预约")],
    ],
    ids=["upwards", "two lines", "downwards", "askew"],
)
def test_turned_words_of_a_header_cell_are_its_text(turned: list[Char]) -> None:
    found = with_turned_words(cells(), turned)
    assert [c.text for c in found] == ["快速预约", "单位", "12"]
    assert turned_boxes(found) == [HEAD]


def test_turned_words_over_text_below_the_header_large_or_pale_are_not_of_the_table() -> None:
    assert with_turned_words(cells("小计"), upwards("内部")) == cells("小计")
    assert with_turned_words(cells(), upwards("内部", size=20)) == cells()
    assert with_turned_words(cells(), [c._replace(light=0.9) for c in upwards("内部")]) == cells()
    blank = [*cells(), PartCell(2, 0, 1, 1, Box(100, 200, 120, 280))]
    low = [c._replace(top=c.top + 100, bottom=c.bottom + 100) for c in upwards("内部")]
    assert with_turned_words(blank, low) == blank
