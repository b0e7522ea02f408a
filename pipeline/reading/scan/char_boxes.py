"""Where the characters of a recognised line are: their share of its ink, and the gaps between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.char import Char
from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.page_image import Grey, PageImage
from pipeline.reading.scan.recogniser import Glyph, PrintedLine

_TOGETHER = 0.55
"""A narrower gap (em) in which the recogniser read no space is none: a “1” fills half of its
width, so that the ink of “11” and “.1” is as far apart as two words are. Wider ones are gaps
between columns."""

_CLOSING, _OPENING = "，。、；：！？”’）》】,;:!?)", "“‘（《【("
_BLANK_HALF = 0.5
"""So much (em) of a Chinese mark's square is blank: behind a closing one, before an opening one."""


def chars_of(
    line: PrintedLine, at: Pixels, ink: Grey, image: PageImage, usual: float
) -> Iterator[Char]:
    """The characters of a line, in points of the upright page.

    Args:
        at: where the line is in the picture.
        ink: the picture, 255 where there is ink.
        usual: height of most characters, pixels.
    """
    shown = [glyph for glyph in line.glyphs if glyph.text.strip()]
    if not shown:
        return
    part = ink[at.top : at.bottom, at.left : at.right]
    rows = np.flatnonzero(part.any(axis=1))
    top, bottom = (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, at.height)
    em = _em(line.text, bottom - top, usual)
    base = at.top + bottom + (0.08 * em if _has_han(line.text) else 0.0)
    base = min(base, at.top + (top + bottom) / 2 + 0.5 * em)
    shares = _runs(part, line.text, len(shown)) or _shares([glyph.at for glyph in shown], part)
    edges = _closed(shares, _together(line.glyphs), em, [glyph.text for glyph in shown])
    for glyph, (left, right) in zip(shown, edges, strict=True):
        box = image.box(at.left + left, base - 0.8 * em, at.left + right, base + 0.2 * em)
        yield Char(glyph.text, *box, size=em / image.scale)


def spans(positions: npt.NDArray[np.intp]) -> list[tuple[int, int]]:
    """Runs of positions that follow each other, each as its first and the one after its last."""
    if not len(positions):
        return []
    cuts = np.flatnonzero(np.diff(positions) > 1)
    starts = [int(positions[0]), *(int(positions[i + 1]) for i in cuts)]
    ends = [*(int(positions[i]) + 1 for i in cuts), int(positions[-1]) + 1]
    return list(zip(starts, ends, strict=True))


def _has_han(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)


def _em(text: str, high: int, usual: float) -> float:
    if _has_han(text):
        return high / 0.93
    if any(char.isdigit() for char in text):
        return max(high / 0.74, 0.8 * usual)
    return usual / 0.93


def _runs(part: Grey, text: str, count: int) -> list[tuple[float, float]]:
    """The runs of ink, where each is a character; a Chinese one may have several."""
    runs = spans(np.flatnonzero(part.any(axis=0)))
    if len(runs) != count or _has_han(text):
        return []
    return [(float(left), float(right)) for left, right in runs]


def _shares(middles: Sequence[float], part: Grey) -> list[tuple[float, float]]:
    """Left and right edge of each character: its share of ink that is cut between the middles."""
    high, width = part.shape
    filled = np.asarray(part.any(axis=0))
    pad = 2 * round(0.18 * max(high, 1))
    whole = width + 2 * pad
    xs = [min(max(m * whole - pad, 0.0), float(width)) for m in middles]
    cuts = [0.0, *((a + b) / 2 for a, b in pairwise(xs)), float(width)]
    out = []
    for left, right in pairwise(cuts):
        inside = np.flatnonzero(filled[int(left) : max(int(right), int(left) + 1)])
        if len(inside):
            out.append((int(left) + float(inside[0]), int(left) + float(inside[-1]) + 1))
        else:
            out.append((left, max(right, left + 1)))
    return out


def _together(glyphs: Sequence[Glyph]) -> list[bool]:
    """For each visible character but the first: was no space read before it?"""
    out, spaced = [], False
    for glyph in glyphs:
        if glyph.text.strip():
            out.append(not spaced)
        spaced = not glyph.text.strip()
    return out[1:]


def _closed(
    edges: Sequence[tuple[float, float]], together: Sequence[bool], em: float, texts: Sequence[str]
) -> list[tuple[float, float]]:
    """The edges without the narrow gaps in which no space was read."""
    lefts, rights = [left for left, _ in edges], [right for _, right in edges]
    for i, joins in enumerate(together):
        near = (_TOGETHER + _blank_between(texts[i], texts[i + 1])) * em
        if joins and 0 < lefts[i + 1] - rights[i] < near:
            rights[i] = lefts[i + 1] = (rights[i] + lefts[i + 1]) / 2
    return list(zip(lefts, rights, strict=True))


def _blank_between(before: str, after: str) -> float:
    """How much of the gap (em) is blank within the squares of Chinese marks.

    A recogniser may read them as Latin ones; beside a Chinese character or mark they are none.
    """
    behind = before in _CLOSING and (not before.isascii() or _is_chinese(after))
    ahead = after in _OPENING and (not after.isascii() or _is_chinese(before))
    return (behind + ahead) * _BLANK_HALF


def _is_chinese(char: str) -> bool:
    return _has_han(char) or (not char.isascii() and char in _CLOSING + _OPENING)
