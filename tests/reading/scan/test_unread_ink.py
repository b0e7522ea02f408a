"""What is not read is noticed: pale strokes in a cell, and print in pieces."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.unread_ink import has_pale_ink, pale_share, unread_share

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


def with_code(top: int) -> np.ndarray:
    """A read line, and a square code of small blocks below it."""
    ink = np.zeros((400, 400), np.uint8)
    ink[10:30, 10:200] = 255
    blocks = np.random.default_rng(1).random((20, 20)) < 0.5
    blocks[0] = blocks[-1] = blocks[:, 0] = blocks[:, -1] = True
    ink[top : top + 120, 50:170] = np.kron(blocks, np.full((6, 6), 255, np.uint8))
    return ink


LINE = Pixels(5, 5, 210, 35)


def test_a_code_outside_of_tables_is_not_meant_to_be_read() -> None:
    assert unread_share(with_code(100), [LINE], usual=20) < 0.02


def test_in_a_table_whatever_is_unread_counts() -> None:
    table = Pixels(40, 90, 390, 390)
    assert unread_share(with_code(100), [LINE], usual=20, tables=[table]) == 1


def test_text_within_a_seal_is_not_meant_to_be_read() -> None:
    ink = np.zeros((400, 400), np.uint8)
    ink[10:30, 10:200] = 255
    cv2.circle(ink, (200, 200), 90, (255,), 4)
    for x in range(140, 250, 24):
        ink[190:208, x : x + 16] = 255
    assert unread_share(ink, [LINE], usual=20) < 0.02


def test_lines_of_print_in_pieces_are_no_picture() -> None:
    ink = np.zeros((400, 400), np.uint8)
    for y in range(20, 380, 32):
        for x in range(20, 380, 7):
            ink[y : y + 20 : 6, x : x + 4] = ink[y : y + 9, x : x + 2] = 255
    assert unread_share(ink, [], usual=20) == 1


@pytest.mark.parametrize("grain", [0, 3, 20])
def test_print_that_faded_away_from_the_other_is_noticed(grain: float) -> None:
    values = 250 + np.random.default_rng(3).normal(0, grain, (400, 400))
    page = np.asarray(np.clip(values, 0, 255), np.uint8)
    cv2.putText(page, "12345678", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (20,), 2)
    ink = np.asarray(np.where(page < 128, 255, 0), np.uint8)
    assert pale_share(page, ink, usual=20) < 0.01
    if grain < 10:
        cv2.putText(page, "12345678", (20, 300), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (205,), 2)
        assert pale_share(page, ink, usual=20) > 0.2
