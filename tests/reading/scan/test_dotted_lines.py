"""Dotted lines are found; dots of a screen, of leaders and of print are none."""

from __future__ import annotations

import numpy as np

from pipeline.reading.scan.dotted_lines import dotted_lines


def dots(step: int, rows: range = range(40, 41)) -> np.ndarray:
    ink = np.zeros((100, 300), np.uint8)
    for row in rows:
        for left in range(20, 280, step):
            ink[row : row + 2, left : left + 2] = 255
    return ink


def test_a_level_and_an_upright_line_are_found() -> None:
    ink = dots(4)
    assert dotted_lines(ink)[ink > 0].mean() > 0.9
    turned = np.ascontiguousarray(ink.T)
    assert dotted_lines(turned)[turned > 0].mean() > 0.9


def test_leaders_and_screens_are_none() -> None:
    assert not dotted_lines(dots(10)).any()
    assert not dotted_lines(dots(4, range(10, 90, 4))).any()


def test_print_is_none() -> None:
    ink = np.zeros((100, 300), np.uint8)
    ink[30:50, 20:280] = 255
    ink[30:50, 30:280:14] = 0
    assert not dotted_lines(ink).any()
