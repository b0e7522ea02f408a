"""A table that runs into the edge of its picture is cut off; one that is closed there is not."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.model.place import Box
from pipeline.reading.page.geometry import Rule
from pipeline.reading.scan.cut_off import cut_off
from pipeline.reading.scan.page_image import PageImage
from pipeline.reading.tables.grid import grids_of

PAGE = Box(0, 0, 400, 600)


def table(x0: float, top: float, x1: float, bottom: float, without: str = "") -> list[Rule]:
    """Two columns and three rows; `without` its rule at that side, beyond which it runs on."""
    middle, step = (x0 + x1) / 2, (bottom - top) / 3
    sides = {"left": x0, "middle": middle, "right": x1}
    levels = {"top": top, "a": top + step, "b": bottom - step, "bottom": bottom}
    return [
        *(Rule(True, y, x0, x1) for name, y in levels.items() if name != without),
        *(Rule(False, x, top, bottom) for name, x in sides.items() if name != without),
    ]


def cut(rules: list[Rule], skew: float = 0.0) -> list[Box]:
    image = PageImage(np.zeros((6, 4), np.uint8), 0, skew, (400, 600), 72)
    return cut_off(grids_of(rules), rules, image, PAGE)


@pytest.mark.parametrize(
    ("side", "rules"),
    [
        ("left", table(1, 100, 300, 300, "left")),
        ("right", table(100, 100, 399, 300, "right")),
        ("top", table(100, 1, 300, 300, "top")),
        ("bottom", table(100, 300, 300, 599, "bottom")),
    ],
)
def test_the_end_at_the_edge_is_doubted(side: str, rules: list[Rule]) -> None:
    (end,) = cut(rules)
    place = {"left": end.x0, "right": end.x1, "top": end.top, "bottom": end.bottom}
    assert place[side] in (1, 399, 599)


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_open_sides_away_from_the_edge_are_print(side: str) -> None:
    assert cut(table(60, 60, 340, 500, side)) == []


def test_a_picture_cropped_along_the_frame_is_whole() -> None:
    assert cut(table(1, 1, 399, 599)) == []


def test_the_edge_leans_as_the_page_did() -> None:
    """Made straight by 5 degrees, a corner of the page lies 26 points inside of its old edge."""
    rules = table(100, 20, 375, 60, "right")
    assert cut(rules) == []
    assert cut(rules, skew=-5.0)
