"""The sides of a circle are no rules; rules are, thick ones too."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.reading.scan.arcs import without_arcs


def opened(ink: np.ndarray, high: int) -> np.ndarray:
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((high, 1), np.uint8)))


def strokes(mask: np.ndarray) -> list[tuple[int, int, int, int]]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h, _ in stats[1:count]]


def test_the_sides_of_a_seal_are_no_rules() -> None:
    ink = cv2.circle(np.zeros((400, 400), np.uint8), (200, 200), 150, 255, 8)
    mask = opened(np.asarray(ink), 32)
    assert len(strokes(mask)) == 2
    assert without_arcs(strokes(mask), mask, horizontal=False) == []
    level = np.ascontiguousarray(mask.T)
    assert without_arcs(strokes(level), level, horizontal=True) == []


def test_rules_are_kept() -> None:
    ink = np.zeros((400, 400), np.uint8)
    ink[100:220, 50:52] = ink[100:220, 200:206] = 255
    cv2.line(ink, (300, 100), (302, 220), 255, 5)
    mask = opened(ink, 32)
    assert len(without_arcs(strokes(mask), mask, horizontal=False)) == len(strokes(mask)) >= 3
