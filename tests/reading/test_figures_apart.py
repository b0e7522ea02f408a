"""Where each of several figures of a cell stands, so that each can be shown with its own box."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.interpreting.tables.twin_columns import with_parted_columns
from pipeline.model.place import Box, Place
from pipeline.reading.model import Cell
from pipeline.reading.page.char import Char
from pipeline.reading.page.orientation import Turn
from pipeline.reading.page.page_place import PagePlace
from pipeline.reading.tables.cell_text import STACKED
from pipeline.reading.tables.figures_apart import figures_apart
from pipeline.reading.tables.part import PartCell
from tests.interpreting.paper import reading, table

BOX = Box(100, 20, 200, 50)


def cell(*lines: str, doubt: str = "") -> PartCell:
    """Each glyph 5 pt wide and 10 pt high, the first 30 pt from the left edge of the cell."""
    chars = [
        Char(c, 130 + 5 * i, 22 + 12 * k, 135 + 5 * i, 32 + 12 * k, 10)
        for k, line in enumerate(lines)
        for i, c in enumerate(line)
    ]
    return PartCell(0, 0, 1, 1, BOX, tuple(chars), doubt)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["1163/47"], [(130, 150), (155, 165)]),
        (["1163／4.7"], [(130, 150), (155, 170)]),
        (["1163(47)"], [(130, 150), (155, 165)]),
        (["1,163 / 4 7"], [(130, 155), (170, 185)]),
    ],
)
def test_figures_beside_each_other(lines: Sequence[str], found: list[tuple[float, float]]) -> None:
    assert [(box.x0, box.x1) for box in figures_apart(cell(*lines))] == found


def test_figures_below_each_other() -> None:
    found = figures_apart(cell("1163", "47", doubt=STACKED))
    assert found == (Box(130, 22, 150, 32), Box(130, 34, 140, 44))


@pytest.mark.parametrize("text", ["1163", "12.50", "8/", "人次/收入", "2月(数据)", ""])
def test_one_figure_or_none_has_no_other_box_than_its_cell(text: str) -> None:
    assert figures_apart(cell(text)) == ()


def parted(box: Box, *figures: Box) -> list[Box]:
    """The boxes of the halves of a cell that prints 5/6."""
    printed = table(
        "", [["单位", "人次/收入（元）"]], [["甲", "5/6"], ["乙", "7/8"], ["丙", "9/1"]]
    )
    place = Place(page=1, box=box)
    cells = [
        c.model_copy(update={"places": (place,), "figures": figures}) if c.text == "5/6" else c
        for c in printed.cells
    ]
    [found] = with_parted_columns(
        reading(printed.model_copy(update={"cells": tuple(cells)}))
    ).tables
    return [c.places[0].box for c in found.cells if c.text in ("5", "6")]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("lines", [["1163/47"], ["1163", "47"]], ids=["beside", "below"])
def test_each_half_holds_its_own_figure_on_any_page(degrees: int, lines: list[str]) -> None:
    """However the page is turned, the cut runs between the figures."""
    width, height = 400.0, 300.0
    turn = Turn(degrees, width, height)
    page = PagePlace(number=1, width=width, height=height, turn=turn)
    figures = figures_apart(cell(*lines, doubt=STACKED if len(lines) > 1 else ""))
    placed = [page.place(box).box for box in figures]
    halves = parted(page.place(BOX).box, *placed)
    for i in (0, 1):
        assert inside(placed[i], halves[i]) and not inside(placed[i], halves[1 - i])


def inside(inner: Box, outer: Box) -> bool:
    return (
        outer.x0 <= inner.x0 and inner.x1 <= outer.x1
        and outer.top <= inner.top and inner.bottom <= outer.bottom
    )  # fmt: skip


def test_without_their_boxes_the_cell_is_cut_in_proportion() -> None:
    first, second = parted(BOX)
    assert (first.x0, first.x1, second.x1) == (BOX.x0, second.x0, BOX.x1)
    assert first.x1 == 150


def test_a_reading_keeps_them() -> None:
    kept = Cell(row=0, col=0, text="1/2", places=(), figures=(Box(1, 2, 3, 4), Box(4, 2, 5, 4)))
    assert Cell.model_validate_json(kept.model_dump_json()) == kept
