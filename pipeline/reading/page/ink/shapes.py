"""Digits that are drawn like another digit: the font says of a glyph what it is not.

A font may tell a wrong character for each of its glyphs, and nothing but their shapes shows it. On
one page most digits of a kind look alike; those that look just like the usual digit of another kind
are of a font that lies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.columns import ZERO, are_digits, codes_of
from pipeline.reading.page.ink.faces import distances_to_digits
from pipeline.reading.page.ink.windows import Windows

Each = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

_FEWEST = 20
"""Digits of a page from which on it shows how each of them looks."""

_EXAMPLES = 3
"""Digits of a kind from which on their mean is how it looks."""

_ALIKE = 0.35
"""So much nearer to another digit than to its own is one that is drawn as that one. The digits of
two faces come to 0.40 (0 and 6), those of a face that lies from 0.01 to 0.33."""

_TYPICAL = 1.1
"""It is as near to that digit as those are, which differ by the place of their pixels."""

_TWICE = 2
"""Digits drawn as the same other one, from which on all of their kind are in doubt; a single one
may be a blot."""

_ODD = 0.4
"""A digit so far from the mean of its kind is of another face, or drawn as another digit."""

_KNOWN, _NEARER = 0.4, 0.5
"""It is drawn as another one where a known face has that so near, and its own kind twice as far: of
1100 digits of a page at most one is."""

_ROUNDS = 3
"""Means are taken again without the digits that are nearer to another: they draw them towards
it."""


def drawn_as_others(windows: Windows, texts: Sequence[str], usable: Each) -> list[int]:
    """Places of the digits of each kind of which some are drawn as another digit of the page.

    Which of them are is not certain: 6 and 8 differ little. Of a kind with a single one it is that
    one alone.

    Args:
        windows: the ink of all glyphs, 0 to 255, as if they read to the right.
        usable: glyphs whose ink is their own.
    """
    codes = codes_of(texts)
    digits = np.flatnonzero(are_digits(codes))
    places = digits[usable[digits]]
    if len(places) < _FEWEST:
        return []
    kinds = codes[places].astype(np.intp) - ZERO
    ink = small(windows[places])
    own, other, nearest = _distances(ink, kinds)
    strong = other < _ALIKE * own
    if strong.any():
        strong &= other < _TYPICAL * _typical(own, other, kinds)[nearest]
    pairs = Counter(zip(kinds[strong].tolist(), nearest[strong].tolist(), strict=True))
    odd = np.flatnonzero(own > _ODD)
    drawn, pairs_in_faces = _as_in_faces(windows[places[odd]], kinds[odd])
    pairs += Counter(pairs_in_faces)
    if not pairs:
        return []
    doubted = {kind for (kind, _), count in pairs.items() if count >= _TWICE}
    single = set(places[odd[drawn]].tolist())
    return [i for i in digits.tolist() if int(texts[i]) in doubted or i in single]


def _as_in_faces(windows: Windows, kinds: Places) -> tuple[Each, list[tuple[int, int]]]:
    """Which digits a known face draws as another one; what those are said to be and drawn as.

    A font that lies may have few digits on a page, or half of them: then they are like none of the
    page's own.
    """
    if not len(kinds):
        return np.zeros(0, np.bool_), []
    apart = distances_to_digits(windows)
    own, least, nearest = apart[np.arange(len(kinds)), kinds], apart.min(1), apart.argmin(1)
    drawn = (nearest != kinds) & (least < _KNOWN) & (least < _NEARER * own)
    return drawn, list(zip(kinds[drawn].tolist(), nearest[drawn].tolist(), strict=True))


def small(windows: Windows) -> Floats:
    """Half as many samples down and across, as vectors of the length 1."""
    half = np.add(windows[:, 0::2], windows[:, 1::2], dtype=np.uint16, order="C")
    pairs = half.view(np.uint32)  # of samples side by side
    small = ((pairs & 0xFFFF) + (pairs >> 16)).astype(np.float32).reshape(len(windows), -1)
    return np.asarray(small / (np.sqrt(np.einsum("ij,ij->i", small, small)) + 1)[:, None])


def _distances(ink: Floats, kinds: Places) -> tuple[Floats, Floats, Places]:
    """Of each digit the distance to its own kind, to the nearest other and which that is."""
    rows = np.arange(len(kinds))
    kept = np.ones(len(kinds), np.bool_)
    far = np.float32(np.inf)
    for _ in range(_ROUNDS):
        share = np.zeros((10, len(kinds)), np.float32)
        share[kinds[kept], rows[kept]] = 1
        count = share.sum(axis=1)
        mean = share @ ink / np.maximum(count, 1)[:, None]
        apart = 1 - 2 * ink @ mean.T + (mean * mean).sum(axis=1)
        own = np.maximum(apart[rows, kinds], 0)
        apart[:, count < _EXAMPLES] = far
        apart[rows, kinds] = far
        nearest = apart.argmin(axis=1)
        other = apart[rows, nearest]
        before, kept = kept, other >= own
        if (kept == before).all():
            break
    return own, other, nearest


def _typical(own: Floats, other: Floats, kinds: Places) -> Floats:
    """How far the digits of each kind usually are from their mean."""
    kept = other >= own
    of_kinds = [own[kept & (kinds == kind)] for kind in range(10)]
    return np.array([np.mean(of) if len(of) else np.nan for of in of_kinds], np.float32)
