"""Strokes too thin or too pale to be ink beside those that are: the hairlines of a digit.

The slanting stroke of a thin “4” may be paler than half-way between ink and paper. A line that ends
at the ink is then cut through the digit, which both recognisers read as “1”, with certainty.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.page_image import Grey
from pipeline.reading.scan.rules import ink_level

_FAINT = 0.4
"""How far between ink and paper a faint stroke is; the back of a sheet that shows through is
paler."""

_ASIDE, _ABOVE = 0.6, 0.3
"""A line grows by so much at most at its sides, and above and below, in heights of a character:
by the part of a digit."""

_BESIDE = 0.25
"""So near to a line (in heights of a character), what is faint is of its letters' edges."""

_EDGE = 4
"""Pixels at each side of a cell in which its rules may leave a trace."""

_PIECE = 0.02
"""A faint piece is larger than this, in squares of the height of a character."""


def faint_of(grey: Grey) -> Grey:
    """255 where there is ink or what may be the paler part of a stroke."""
    level = ink_level(grey)
    return np.asarray((grey < level + _FAINT * (255 - level)) * 255, np.uint8)


def grown(line: Pixels, cell: Pixels, faint: Grey, usual: float) -> Pixels:
    """A line of print with the faint strokes that touch it, inside of its cell.

    Args:
        faint: see `faint_of`, without the rules.
        usual: height of most characters, pixels.
    """
    aside, above = round(_ASIDE * usual), round(_ABOVE * usual)
    left = max(cell.left + _EDGE, line.left - aside, 0)
    right = min(cell.right - _EDGE, line.right + aside)
    columns = np.any(faint[line.top : line.bottom, :] > 0, axis=0)
    left = line.left - _run(columns[left : line.left][::-1])
    right = line.right + _run(columns[line.right : max(right, line.right)])
    top = max(cell.top + _EDGE, line.top - above, 0)
    bottom = min(cell.bottom - _EDGE, line.bottom + above)
    rows = np.any(faint[:, left:right] > 0, axis=1)
    top = line.top - _run(rows[top : line.top][::-1])
    bottom = line.bottom + _run(rows[line.bottom : max(bottom, line.bottom)])
    return Pixels(left, top, right, bottom)


def _run(filled: npt.NDArray[np.bool_]) -> int:
    """How many of them are filled before the first that is not."""
    empty = np.flatnonzero(~filled)
    return int(empty[0]) if len(empty) else len(filled)


def has_faint_rest(faint: Grey, cell: Pixels, lines: Iterable[Pixels], usual: float) -> bool:
    """Is there a faint stroke in a cell away from its lines: a digit that has faded?"""
    part = faint[cell.top + _EDGE : cell.bottom - _EDGE, cell.left + _EDGE : cell.right - _EDGE]
    if part.size == 0:
        return False
    rest, near = part.copy(), round(_BESIDE * usual)
    for line in lines:
        top, left = line.top - cell.top - _EDGE - near, line.left - cell.left - _EDGE - near
        rest[
            max(top, 0) : top + line.height + 2 * near, max(left, 0) : left + line.width + 2 * near
        ] = 0
    if not rest.any():
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
    return bool((stats[1:, cv2.CC_STAT_AREA] > _PIECE * usual**2).any())
