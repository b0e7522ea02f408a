"""Lines of a pen and of dirt are no rules; rules that are broken, open or cut off stay rules."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from pipeline.reading.scan.page_image import Grey, PageImage
from pipeline.reading.scan.rules import rules_of

LEFT, RIGHT, TOP, BOTTOM, ROW, COLUMN = 100, 900, 200, 800, 60, 200
Line = tuple[tuple[int, int], tuple[int, int]]

UNDERLINED = ((270, 240), (560, 240))
SPECK_ON_GLASS = ((640, 0), (640, 1199))
WHOLE_ROW_STRUCK = ((LEFT, 291), (RIGHT, 291))


def paper() -> Grey:
    """A table of ten rows and four columns, a figure in each cell."""
    page = np.full((1200, 1000), 255, np.uint8)
    for y in range(TOP, BOTTOM + 1, ROW):
        cv2.line(page, (LEFT, y), (RIGHT, y), 0, 2)
    for x in range(LEFT, RIGHT + 1, COLUMN):
        cv2.line(page, (x, TOP), (x, BOTTOM), 0, 2)
        for y in range(TOP, BOTTOM, ROW):
            at = (x + 60, y + 42)
            cv2.putText(page, "1280", at, cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)
    return page


def rules(page: Grey) -> int:
    return len(rules_of(PageImage(page, 0, 0.0, (360.0, 432.0), 200))[0])


WHOLE = 11 + 5


@pytest.mark.parametrize("pen", [UNDERLINED, SPECK_ON_GLASS, WHOLE_ROW_STRUCK])
def test_a_line_that_somebody_drew_is_no_rule(pen: Line) -> None:
    page = paper()
    cv2.line(page, *pen, 0, 2)
    assert rules(page) == WHOLE


def without_right_border(page: Grey) -> None:
    page[:, RIGHT - 3 :] = 255
    for y in range(TOP, BOTTOM + 1, ROW):
        cv2.line(page, (RIGHT - COLUMN, y), (RIGHT - 50, y), 0, 2)


def with_a_gap(page: Grey) -> None:
    page[TOP + ROW - 3 : TOP + ROW + 4, 320:480] = 255


def in_crumbs(page: Grey) -> None:
    """The end of a rule in pieces too short to be one."""
    for first in range(4):
        page[TOP + ROW - 3 : TOP + ROW + 4, 720 + first : RIGHT : 20] = 255


def faded_at_one_end(page: Grey) -> None:
    page[TOP + ROW - 3 : TOP + ROW + 4, 760 : RIGHT - 3] = 255


def with_a_folded_corner(page: Grey) -> None:
    """A shadow that touches the frame."""
    cv2.fillPoly(page, [np.array([(0, 0), (350, 0), (0, 350)])], (40,))


def moved_to_the_edge(page: Grey) -> None:
    page[:, :-150] = page[:, 150:]
    page[:, -150:] = 255
    page[:, :20] = 255
    for y in range(TOP, BOTTOM + 1, ROW):
        cv2.line(page, (0, y), (30, y), 0, 2)


@pytest.mark.parametrize(
    ("damage", "left"),
    [
        (without_right_border, WHOLE - 1),
        (with_a_gap, WHOLE + 1),
        (in_crumbs, WHOLE),
        (faded_at_one_end, WHOLE),
        (with_a_folded_corner, WHOLE),
        (moved_to_the_edge, WHOLE - 1),
    ],
)
def test_what_is_left_of_a_rule_is_one(damage: Callable[[Grey], None], left: int) -> None:
    page = paper()
    damage(page)
    assert rules(page) == left


def test_a_stamp_over_a_rule_leaves_it_a_rule() -> None:
    page = paper()
    at = (310, TOP + ROW + 14)
    cv2.putText(page, "RECEIVED", at, cv2.FONT_HERSHEY_SIMPLEX, 1.1, 60, 3, cv2.LINE_AA)
    assert rules(page) == WHOLE
