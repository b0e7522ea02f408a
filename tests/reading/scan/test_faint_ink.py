"""Thin strokes that touch a line are of it; those apart from it put its cell in doubt."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.faint_ink import faint_of, grown, has_faint_rest
from pipeline.reading.scan.page_image import Grey

CELL = Pixels(10, 10, 150, 60)
LINE = Pixels(60, 25, 100, 45)
USUAL = 20.0


def paper(tone: int, *faint: tuple[int, int, int, int]) -> Grey:
    """A line of black print, and strokes of a tone: left, top, right, bottom."""
    page = np.full((80, 200), 255, np.uint8)
    page[LINE.top : LINE.bottom, LINE.left : LINE.right : 2] = 0
    for left, top, right, bottom in faint:
        page[top:bottom, left:right] = tone
    return page


def test_a_line_grows_by_the_faint_stroke_that_touches_it() -> None:
    page = paper(160, (54, 30, 60, 32), (100, 40, 103, 43), (70, 22, 72, 25))
    assert grown(LINE, CELL, faint_of(page), USUAL) == Pixels(54, 22, 103, 45)


@pytest.mark.parametrize("at", [(50, 30, 57, 32), (70, 48, 80, 50)])
def test_it_does_not_grow_over_paper(at: tuple[int, int, int, int]) -> None:
    assert grown(LINE, CELL, faint_of(paper(160, at)), USUAL) == LINE


def test_it_grows_by_the_part_of_a_digit_and_never_out_of_its_cell() -> None:
    page = paper(160, (10, 30, 60, 32), (100, 30, 200, 32))
    assert grown(LINE, CELL, faint_of(page), USUAL) == Pixels(48, 25, 112, 45)
    narrow = Pixels(50, 10, 105, 60)
    assert grown(LINE, narrow, faint_of(page), USUAL) == Pixels(54, 25, 101, 45)


@pytest.mark.parametrize(
    ("tone", "at", "rest"),
    [
        (160, (30, 25, 34, 45), True),
        (220, (30, 25, 34, 45), False),
        (160, (55, 25, 58, 45), False),
        (160, (10, 10, 13, 60), False),
    ],
)
def test_a_faded_digit_is_a_rest_and_the_trace_of_a_rule_is_none(
    tone: int, at: tuple[int, int, int, int], rest: bool
) -> None:
    assert has_faint_rest(faint_of(paper(tone, at)), CELL, [LINE], USUAL) is rest
