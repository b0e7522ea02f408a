"""Boxes of other PDF libraries on the page as displayed."""

from __future__ import annotations

import pytest

from pipeline.model.place import Box
from pipeline.reading.page.frame import PageFrame

# A page of 100 × 200 with 10 points of bleed, and a mark near the upper left of what is printed.
MEDIA, CROP = (5.0, 5.0, 125.0, 225.0), (15.0, 15.0, 115.0, 215.0)


@pytest.mark.parametrize(
    ("rotate", "edges", "displayed"),
    [
        (0, (12, 180, 32, 190), Box(2, 20, 22, 30)),
        (90, (180, 88, 190, 108), Box(170, 2, 180, 22)),
        (180, (88, 30, 108, 40), Box(78, 170, 98, 180)),
        (270, (30, 12, 40, 32), Box(20, 78, 30, 98)),
    ],
)
def test_rotated_pages(rotate: int, edges: tuple[float, ...], displayed: Box) -> None:
    left, bottom, right, top = edges
    assert PageFrame(MEDIA, CROP, rotate).displayed((left, bottom, right, top)) == displayed


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turn_of_the_engine_is_taken_back(rotate: int) -> None:
    upright = {0: (12, 180, 32, 190), 90: (180, 88, 190, 108)}
    upright |= {180: (88, 30, 108, 40), 270: (30, 12, 40, 32)}
    frame = PageFrame(MEDIA, CROP, rotate)
    for more in (-90, 90):
        turned = upright[(rotate + more) % 360]
        assert frame.displayed(turned, more) == frame.displayed(upright[rotate])
