"""Rules of a table are found; strokes of large letters are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.reading.scan.page_image import PageImage
from pipeline.reading.scan.rules import rules_of


@pytest.mark.parametrize(("width", "height", "rules"), [(400, 160, 5), (90, 90, 0), (150, 300, 5)])
def test_a_frame_as_small_as_a_letter_is_no_table(width: int, height: int, rules: int) -> None:
    """A frame with a stroke through its middle, as 日 has."""
    grey = np.full((900, 700), 255, np.uint8)
    left, top = 100, 200
    cv2.rectangle(grey, (left, top), (left + width, top + height), 0, 3)
    cv2.line(grey, (left, top + height // 2), (left + width, top + height // 2), 0, 3)
    found, mask = rules_of(PageImage(grey, 0, 0.0, (252.0, 324.0), 200.0))
    assert len(found) == rules
    assert mask.any() == bool(rules)
