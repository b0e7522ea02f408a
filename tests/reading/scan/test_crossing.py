"""A stroke that crosses a figure is noticed; digits that touch each other are print."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.reading.scan.crossing import is_crossed, large_ink
from pipeline.reading.scan.detector import Pixels

FIGURE = Pixels(40, 40, 100, 60)


def page() -> np.ndarray:
    """Three digits, two of which touch."""
    ink = np.zeros((120, 160), np.uint8)
    ink[40:60, 40:52] = ink[40:60, 55:77] = ink[40:60, 88:100] = 255
    return ink


def test_print_is_not_crossed() -> None:
    assert not is_crossed(large_ink(page(), usual=20), FIGURE)


def test_a_stroke_across_a_figure_is_noticed() -> None:
    ink = np.asarray(cv2.line(page(), (20, 20), (120, 90), 255, 2), np.uint8)
    assert is_crossed(large_ink(ink, usual=20), FIGURE)
    assert not is_crossed(large_ink(ink, usual=20), Pixels(0, 90, 30, 110))
