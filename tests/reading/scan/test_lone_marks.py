"""What ink that is alone in its cell is, by its shape."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.reading.scan.lone_marks import Ink, has_size_of_zero, is_ring, stroke_of


def stroke(start: tuple[int, int], end: tuple[int, int], thick: int = 3) -> Ink:
    return np.asarray(cv2.line(np.zeros((40, 60), np.uint8), start, end, 255, thick), np.uint8)


def leaning(slope: float) -> Ink:
    """A stroke 24 pixels high that moves to the right by this share of it."""
    across = round(24 * slope / 2)
    return stroke((30 - across, 32), (30 + across, 8))


@pytest.mark.parametrize(
    ("slope", "mark"),
    [(0.0, "1"), (0.1, None), (0.18, "/ or 1"), (0.31, "/"), (0.5, "/"), (1.0, "/")],
)
def test_a_stroke_is_what_its_slope_says(slope: float, mark: str | None) -> None:
    assert stroke_of(leaning(slope)) == mark


def test_a_stroke_to_the_left_is_no_mark() -> None:
    assert stroke_of(leaning(-0.4)) is None


def test_a_flat_stroke_is_a_dash_and_two_pieces_are_none() -> None:
    assert stroke_of(stroke((10, 20), (50, 20))) == "-"
    assert stroke_of(stroke((10, 20), (25, 20)) | stroke((35, 20), (50, 20))) is None


def oval(width: int, height: int) -> Ink:
    axes = (width // 2, height // 2)
    out = cv2.ellipse(np.zeros((40, 60), np.uint8), (30, 20), axes, 0, 0, 360, 255, 3)
    return np.asarray(out, np.uint8)


@pytest.mark.parametrize(
    ("width", "height", "is_zero"), [(12, 18, True), (20, 20, False), (6, 8, False)]
)
def test_a_full_stop_and_a_circle_are_no_zero(width: int, height: int, is_zero: bool) -> None:
    ink = oval(width, height)
    ink = ink[ink.any(axis=1)]
    assert is_ring(oval(12, 18))
    assert has_size_of_zero(ink, usual=24.0) is is_zero
