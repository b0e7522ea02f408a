"""Pictures of tables on a page of text: pasted into it, or a scan over which something is printed.

A picture is drawn small and looked at only as far as it takes to see thin straight strokes in two
directions, which photographs, logos and seals do not have. Nothing of recognition is imported.
"""

from __future__ import annotations

from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.model.place import Box
from pipeline.reading.page.geometry import PageGeometry, within

_DPI = 100
"""A hairline of a table is a pixel wide at this resolution."""

_LEAST = (120.0, 40.0)
"""Width and height of a picture that may hold a table, points: three columns and three rows."""

_APART = 2.0
"""Pictures that are no further apart than this (points) are strips of one."""

_LINES = 3
"""A picture over which more lines of text are printed is the ground of that text."""

_INSIDE, _RULES = 4.0, 2
"""With so many rules of the page further inside of a picture than this (points), it lies over or
under a table; a frame around it lies at its edge."""

_LEVEL, _UPRIGHT = 3, 2
"""A table has so many level rules and so many upright ones."""

_LONG = 0.3
"""A rule is longer than this share of the picture."""

_DARKER = 40
"""A rule is so much darker than the paper, of 255."""

_WIDE, _THIN = 3, 0.7
"""On a side of a rule there is paper at this distance (pixels), along this share of it: a
photograph has none, and other rules cross it."""

_Picture = npt.NDArray[np.uint8]


def pasted_tables(path: Path, page: PageGeometry) -> list[Box]:
    """The pictures of a page that may show a table of which its text has nothing, top to bottom."""
    boxes = [
        box
        for box in _joined(page)
        if _is_large(box) and not _is_ground(box, page) and not _is_over_table(box, page)
    ]
    if not boxes:
        return []
    import pypdfium2

    with closing(pypdfium2.PdfDocument(path)) as document:
        drawn = document[page.number - 1].render(scale=_DPI / 72, grayscale=True)
        grey = np.asarray(drawn.to_numpy()).reshape(drawn.height, drawn.width, -1)[:, :, 0]
        return [box for box in boxes if has_rules(_cut(grey, box, _DPI / 72))]


def has_rules(grey: _Picture) -> bool:
    """Are there thin straight strokes in both directions, as a table has?

    Args:
        grey: 0 (ink) to 255.
    """
    if not grey.size:
        return False
    dark = grey < float(np.median(grey)) - _DARKER
    return _strokes(dark) >= _LEVEL and _strokes(dark.T) >= _UPRIGHT


def _strokes(dark: npt.NDArray[np.bool_]) -> int:
    """Level strokes that are long and thin; one that leans by a pixel in three rows counts."""
    if len(dark) <= 2 * _WIDE + 2:
        return 0
    near = dark[:-2] | dark[1:-1] | dark[2:]
    padded = np.pad(dark, ((_WIDE, _WIDE), (0, 0)))
    around = (padded[: -2 * _WIDE] & padded[2 * _WIDE :])[1:-1]
    thin = (near & ~around).sum(axis=1) > _THIN * near.sum(axis=1)
    long = [_longest(row) > _LONG * dark.shape[1] for row in near]
    rows = np.flatnonzero(thin & np.array(long))
    return bool(len(rows)) + sum(int(b) - int(a) > _WIDE for a, b in pairwise(rows))


def _longest(row: npt.NDArray[np.bool_]) -> int:
    """Length of the longest run of dark pixels."""
    gaps = np.flatnonzero(~np.concatenate(([False], row, [False])))
    return int(np.diff(gaps).max()) - 1


def _joined(page: PageGeometry) -> list[Box]:
    """The pictures, strips of one put together, cut at the edge of the page."""
    out: list[Box] = []
    for box in sorted(page.pictures, key=lambda b: (b.top, b.x0)):
        right, bottom = min(box.x1, page.width), min(box.bottom, page.height)
        mine = Box(max(box.x0, 0.0), max(box.top, 0.0), right, bottom)
        for other in [o for o in out if _touch(o, mine)]:
            out.remove(other)
            mine = Box(
                min(mine.x0, other.x0), min(mine.top, other.top),
                max(mine.x1, other.x1), max(mine.bottom, other.bottom),
            )  # fmt: skip
        out.append(mine)
    return out


def _touch(a: Box, b: Box) -> bool:
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    return min(across, down) >= -_APART


def _is_large(box: Box) -> bool:
    return box.width >= _LEAST[0] and box.height >= _LEAST[1]


def _is_ground(box: Box, page: PageGeometry) -> bool:
    """Is the picture the ground of text: a form, a letterhead, a watermark?"""
    seen = sorted((c.cy, c.size) for c in within(box, page.chars) if c.text != " ")
    lines = bool(seen) + sum(
        below - above > size / 2 for (above, size), (below, _) in pairwise(seen)
    )
    return lines > _LINES


def _is_over_table(box: Box, page: PageGeometry) -> bool:
    """Does the page itself draw rules there: a seal over its table, a form to be filled in?"""
    inside = [
        r
        for r in page.rules
        if (box.top if r.horizontal else box.x0) + _INSIDE < r.at
        and r.at < (box.bottom if r.horizontal else box.x1) - _INSIDE
        and r.start < (box.x1 if r.horizontal else box.bottom)
        and r.end > (box.x0 if r.horizontal else box.top)
    ]
    return len(inside) >= _RULES


def _cut(grey: _Picture, box: Box, scale: float) -> _Picture:
    left, top, right, bottom = (round(v * scale) for v in box)
    return grey[max(top, 0) : bottom, max(left, 0) : right]
