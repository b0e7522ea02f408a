"""How many pages of a PDF are pictures: an estimate of milliseconds, before a run reads it.

The dictionaries of pictures are always plain in a PDF, whatever is packed or encrypted. Nothing is
parsed: this runs outside of the process with limits.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path

SECONDS_A_PAGE = 5.0
"""Processor time that recognition takes for a page. Measured on the two scans of an issue of five
pages, with all imports, on one thread of a machine that did nothing else: 4.5."""

_FEWEST_PIXELS = 480_000
"""A4 at 72 dpi has 500,000; photographs in a text mostly have fewer. Strips of a page together
reach it, and count as often as they do."""

_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_SIDES = re.compile(rb"/(Width|Height)\s+(\d{1,6})\b")
_DICTIONARY = 2048


def pages_to_recognise(path: Path) -> int:
    """About how many pages of a PDF are pictures; 0 where the file cannot be read."""
    try:
        with (
            path.open("rb") as source,
            mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            sizes = [_pixels(content, found.start()) for found in _PICTURE.finditer(content)]
    except (OSError, ValueError):
        return 0
    whole = sum(size >= _FEWEST_PIXELS for size in sizes)
    strips = sum(size for size in sizes if size < _FEWEST_PIXELS)
    return whole or strips // (4 * _FEWEST_PIXELS)


def _pixels(content: mmap.mmap, at: int) -> int:
    """Width times height of the picture whose dictionary holds this place."""
    before, after = content[max(0, at - _DICTIONARY) : at], content[at : at + _DICTIONARY]
    inside = before[before.rfind(b" obj") + 1 :] + after.partition(b"stream")[0]
    sides = {name: int(value) for name, value in _SIDES.findall(inside)}
    return sides.get(b"Width", 0) * sides.get(b"Height", 0)
