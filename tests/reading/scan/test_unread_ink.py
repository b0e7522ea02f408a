"""What is not read is noticed: pale strokes in a cell, and print in pieces."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.unread_ink import has_pale_ink, unread_share

CELL = Pixels(10, 10, 110, 50)


def paper(grain: float) -> np.ndarray:
    values = 250 + np.random.default_rng(3).normal(0, grain, (60, 120))
    return np.asarray(np.clip(values, 0, 255), np.uint8)


@pytest.mark.parametrize("grain", [0, 3, 20])
def test_blank_paper_holds_no_ink_whatever_its_grain(grain: float) -> None:
    assert not has_pale_ink(paper(grain), CELL)


@pytest.mark.parametrize("grain", [0, 3])
def test_a_pale_figure_is_noticed(grain: float) -> None:
    page = paper(grain)
    cv2.putText(page, "31", (40, 38), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (205,), 2)
    assert has_pale_ink(page, CELL)


def test_rules_at_the_edge_of_a_cell_are_not_its_ink() -> None:
    page = paper(0)
    cv2.rectangle(page, CELL[:2], (CELL.right - 1, CELL.bottom - 1), 0, 2)
    assert not has_pale_ink(page, CELL)


def test_the_share_of_ink_that_no_line_took() -> None:
    ink = np.zeros((100, 100), np.uint8)
    ink[10:20, 10:20] = ink[60:70, 10:20] = 255
    line = Pixels(5, 5, 30, 30)
    assert unread_share(ink, [line], usual=12) == pytest.approx(0.5)
    assert unread_share(ink, [line, Pixels(5, 55, 30, 75)], usual=12) == 0
    ink[30:90, 40:99] = 255  # a picture is no print
    assert unread_share(ink, [line], usual=12) == pytest.approx(0.5)
