"""The lines of text in a picture, found by the PP-OCRv6 detector."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from pipeline.reading.scan.page_image import WORKING_DPI, Grey
from pipeline.reading.scan.recogniser import session_of

_DPI = 110
"""Resolution at which lines are looked for; finer ones cost more and find no more."""

_TEXT = 0.3
_SURE = 0.5
_UNCLIP = 1.6


class Pixels(NamedTuple):
    """A rectangle of pixels, right and bottom not included."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def of(self, picture: Grey) -> Grey:
        """What a picture shows there."""
        return picture[self.top : self.bottom, self.left : self.right]


def lines_in(grey: Grey, dpi: int = _DPI) -> list[Pixels]:
    """Boxes around lines of text, top to bottom.

    Args:
        dpi: resolution at which lines are looked for.
    """
    k = dpi / WORKING_DPI
    height, width = grey.shape
    wide, high = (max(32, round(n * k / 32) * 32) for n in (width, height))
    small = cv2.resize(grey, (wide, high), interpolation=cv2.INTER_AREA)
    tensor = np.repeat(((small.astype(np.float32) / 255 - 0.5) / 0.5)[None, None], 3, axis=1)
    session = session_of("detector")
    (found,) = session.run(None, {session.get_inputs()[0].name: tensor})
    chance = found[0, 0]
    mask = np.asarray(chance > _TEXT, np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    out = []
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        if (
            min(w, h) < 3
            or float(chance[y : y + h, x : x + w][mask[y : y + h, x : x + w] > 0].mean()) < _SURE
        ):
            continue
        grow = area * _UNCLIP / (2 * (w + h)) * 0.5 + 1
        out.append(
            Pixels(
                max(0, round((x - grow) * width / wide)),
                max(0, round((y - grow) * height / high)),
                min(width, round((x + w + grow) * width / wide)),
                min(height, round((y + h + grow) * height / high)),
            )
        )
    return sorted(out, key=lambda b: (b.top, b.left))
