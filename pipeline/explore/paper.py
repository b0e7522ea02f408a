"""The piece of a page around a figure, cut out of the release's picture of the page by the browser.

No PDF is opened: a strip is an address of a picture and what part of it to show.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.layout import REPORT
from pipeline.model.place import Box
from pipeline.report.pages import picture_path
from pipeline.report.render_scale import SCALE

_MARGIN_PT = 45.0
_PNG_SIZE = slice(16, 24)
"""Where a PNG says its width and height."""


@dataclass(frozen=True)
class Strip:
    """A strip of a page as wide as the page, with a box in it; all sizes but the ratio in per cent.

    Attributes:
        picture: address of the picture of the page.
        ratio: width of the strip divided by its height.
        tall, up: height of the picture, and how far up it is moved, in heights of the strip.
        left, top, width, height: of the box.
    """

    picture: str
    page: int
    ratio: float
    tall: float
    up: float
    left: float
    top: float
    width: float
    height: float


def strip(release: Path, sha256: str, page: int, box: Box) -> Strip | None:
    """The strip of a page around a box in points; None where the release has no such picture."""
    name = picture_path(sha256, page)
    size = _size(release / REPORT / name)
    if size is None:
        return None
    wide, high = size
    first = max(box.top - _MARGIN_PT, 0.0)
    last = max(min(box.bottom + _MARGIN_PT, high), first + 1)
    tall = last - first
    return Strip(
        f"/{name}", page, round(wide / tall, 4), _percent(high, tall), _percent(first, tall),
        _percent(box.x0, wide), _percent(box.top - first, tall), _percent(box.width, wide),
        _percent(box.height, tall),
    )  # fmt: skip


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 3)


def _size(path: Path) -> tuple[float, float] | None:
    """Width and height of a page in points, from its picture."""
    try:
        with path.open("rb") as file:
            width, height = struct.unpack(">II", file.read(24)[_PNG_SIZE])
    except (OSError, struct.error):
        return None
    return width / SCALE, height / SCALE
