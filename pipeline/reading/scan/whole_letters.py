"""Lines of text around whole letters, and the piece of a line that holds its digits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np

from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.page_image import Grey
from pipeline.reading.scan.recogniser import PrintedLine

_SHARED = 0.3
"""Share of a piece of ink from which it is of the line in whose box it is. Letters that the box
cuts have more, those of the next line less."""

_LARGEST = 1.6
"""Larger pieces of ink, in heights of the line, are no letters."""


def whole_letters(lines: Iterable[Pixels], ink: Grey) -> Iterator[Pixels]:
    """The lines, each grown or shrunk to its letters: a detector cuts large and ornate ones.

    Args:
        ink: 255 where there is ink, without the rules.
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    x, y, width, height = stats[1:, :4].T
    for line in lines:
        wide = np.minimum(x + width, line.right) - np.maximum(x, line.left)
        high = np.minimum(y + height, line.bottom) - np.maximum(y, line.top)
        shared = np.maximum(wide, 0) * np.maximum(high, 0) / (width * height)
        mine = (shared > _SHARED) & (np.maximum(width, height) <= _LARGEST * line.height)
        if not mine.any():
            yield line
            continue
        yield Pixels(
            int(x[mine].min()),
            int(y[mine].min()),
            int((x + width)[mine].max()),
            int((y + height)[mine].max()),
        )


def digits_in(line: PrintedLine, crop: Grey) -> Grey | None:
    """The piece of a picture of a line from before its first digit to after its last one.

    A character at each side stays. None where no digit was read.
    """
    digits = [i for i, glyph in enumerate(line.glyphs) if glyph.text.isdigit()]
    if not digits:
        return None
    cuts = [0.0, *((a.at + b.at) / 2 for a, b in zip(line.glyphs, line.glyphs[1:], strict=False))]
    cuts.append(1.0)
    first, last = max(digits[0] - 1, 0), min(digits[-1] + 1, len(line.glyphs) - 1)
    width = crop.shape[1]
    return crop[:, round(cuts[first] * width) : round(cuts[last + 1] * width)]
