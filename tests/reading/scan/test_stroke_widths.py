"""A digit that is bolder than those beside it is noticed; print is not."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.reading.scan.stroke_widths import has_bolder_digit


def figure(text: str = "3851", bold: int | None = None, thick: int = 2) -> np.ndarray:
    """Digits of a plain font, one of which a broad pen may have gone over."""
    out = np.full((24, 22 * len(text)), 255, np.uint8)
    for i, digit in enumerate(text):
        at = (22 * i + 4, 21)
        cv2.putText(out, digit, at, cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, thick, cv2.LINE_AA)
        if i == bold:
            cv2.line(out, (22 * i + 8, 5), (22 * i + 8, 20), 0, 5, cv2.LINE_AA)
    return out


def test_print_has_strokes_of_one_width() -> None:
    assert not has_bolder_digit(figure())
    assert not has_bolder_digit(figure(thick=4))
    assert not has_bolder_digit(figure("1"))


def test_an_overwritten_digit_is_bolder() -> None:
    assert has_bolder_digit(figure(bold=1))


def test_dirt_in_a_digit_is_noticed() -> None:
    spoiled = figure()
    cv2.circle(spoiled, (10, 10), 4, 0, -1)
    assert has_bolder_digit(spoiled)


def test_dirt_between_two_digits_makes_both_bolder() -> None:
    spoiled = figure("38517")
    cv2.rectangle(spoiled, (38, 8), (54, 14), 0, -1)
    assert has_bolder_digit(spoiled)


def test_a_point_is_no_digit() -> None:
    pointed = figure("38 51")
    cv2.circle(pointed, (52, 20), 4, 0, -1)
    assert not has_bolder_digit(pointed)
