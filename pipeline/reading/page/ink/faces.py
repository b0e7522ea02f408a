"""Digits of a whole page that are drawn like other digits: a font that lies of all of them.

Where some digits lie the others of the page show it (`shapes`). Where all do, only what digits
look like in common faces does: those of the standard fonts that pdfium brings along.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as raw

from pipeline.reading.page.columns import ZERO, Codes, are_digits
from pipeline.reading.page.ink.windows import Windows

Each = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Kinds = npt.NDArray[np.intp]

_FACES = (b"Helvetica", b"Helvetica-Bold", b"Times-Roman", b"Times-Bold", b"Courier")

_MANY = 80
"""Digits of a page among which each kind is found at least once."""

_EXAMPLES = 3
"""Glyphs that are drawn as a digit which the page lacks; a single one may be a blot."""

_NEARER = 0.6
"""So much nearer to another digit than to its own is a kind that lies. Of 116 pages and of
the digits of 60 faces, slanted ones too, two kinds of one face never do; of those that lie most."""

_KINDS = 2
"""Kinds that lie from which on the font does: a single one may be an odd shape. Two that are drawn
as each other, however near, are never odd shapes."""

_ALIKE = 0.4
"""A shape is a digit up to this distance; another is none that is known."""

_ROWS, _COLS = 12, 8
"""Samples down and across the ink of a digit."""

_FINER = 2
"""So many are taken for one of them, each way."""

_EDGE = 0.3
"""Share of a digit's strongest ink from which on it is its ink."""

_SIZE, _STEP = 20, 40
"""Font size and distance of the digits of a face, in points, as they are drawn to be known."""

_TINY = 1e-6


def lying_kinds(windows: Windows, codes: Codes, usable: Each) -> set[str]:
    """The digits of a page that are drawn like others by the faces that are known.

    Args:
        windows: the ink of all glyphs, 0 to 255, as if they read to the right.
        codes: their characters.
        usable: glyphs whose ink is their own.
    """
    places = np.flatnonzero(usable & are_digits(codes))
    said = codes[places].astype(np.intp) - ZERO
    count = np.bincount(said, minlength=10)
    kinds = np.flatnonzero(count)
    if len(kinds) < _KINDS:
        return set()
    means = _means(windows[places[np.argsort(said, kind="stable")]], count[kinds])
    lying = _lying(distances_to_digits(means), kinds).tolist()
    if len(places) >= _MANY:
        for lost in np.flatnonzero(count == 0).tolist():
            lying += _drawn_as(lost, windows[places], said)
    return {str(kind) for kind in lying}


def _means(windows: Windows, counts: Kinds) -> Floats:
    """The mean of so many windows one after the other, and of so many further ones."""
    starts = np.cumsum(counts) - counts
    sums = np.add.reduceat(windows, starts, axis=0, dtype=np.uint32)
    return np.asarray(sums / counts[:, None, None])


def distances_to_digits(pictures: npt.NDArray[Any]) -> Floats:
    """How far each picture is from each of the ten digits, in the face that is nearest."""
    return np.asarray(1 - np.einsum("ki,fdi->kfd", _shapes(pictures), _known()).max(axis=1))


def _drawn_as(digit: int, windows: Windows, said: Kinds) -> list[int]:
    """What is said of glyphs that are drawn as a digit which no glyph of the page is said to be."""
    apart = distances_to_digits(windows)
    own = apart[np.arange(len(said)), said]
    near = (apart[:, digit] < _NEARER * own) & (apart[:, digit] < _ALIKE)
    count = np.bincount(said[near & (apart.argmin(axis=1) == digit)], minlength=10)
    return [int(kind) for kind in np.flatnonzero(count >= _EXAMPLES)]


def _lying(apart: Floats, kinds: Kinds) -> Kinds:
    """Those of the kinds that are nearer to another one, if the font of the page lies.

    Args:
        apart: how far each kind is from each of the ten digits.
    """
    own = apart[np.arange(len(kinds)), kinds]
    nearest, least = apart.argmin(axis=1), apart.min(axis=1)
    other = (nearest != kinds) & (least < _ALIKE)
    strong = nearest[other & (least < _NEARER * own)]
    drawn = dict(zip(kinds[other].tolist(), nearest[other].tolist(), strict=True))
    changed = any(drawn.get(shape) == kind for kind, shape in drawn.items())
    return kinds[nearest != kinds] if changed or len(set(strong.tolist())) >= _KINDS else kinds[:0]


@cache
def _known() -> Floats:
    """Faces by digits by samples."""
    return np.stack([_shapes(face) for face in _drawn()])


def _drawn() -> Iterator[npt.NDArray[np.float32]]:
    """The ink of the ten digits of each face."""
    with closing(pypdfium2.PdfDocument.new()) as document:
        page = document.new_page(10 * _STEP, len(_FACES) * _STEP)
        for row, name in enumerate(reversed(_FACES)):
            font = raw.FPDFText_LoadStandardFont(document, name)
            for digit in range(10):
                text = raw.FPDFPageObj_CreateTextObj(document, font, _SIZE)
                raw.FPDFText_SetText(text, (ctypes.c_ushort * 2)(ord(str(digit)), 0))
                x, y = (digit + 0.25) * _STEP, (row + 0.25) * _STEP
                raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, x, y)
                raw.FPDFPage_InsertObject(page, text)
        raw.FPDFPage_GenerateContent(page)
        picture = 255 - page.render(grayscale=True).to_numpy()
    for row in picture.reshape(len(_FACES), _STEP, 10, _STEP):
        yield row.transpose(1, 0, 2).astype(np.float32)


def _shapes(pictures: npt.NDArray[Any]) -> Floats:
    """The ink of each picture at _ROWS by _COLS places, as a vector of the length 1."""
    strong = pictures > _EDGE * pictures.max(axis=(1, 2), keepdims=True)
    ys = _within(strong.any(axis=2), _ROWS * _FINER)
    xs = _within(strong.any(axis=1), _COLS * _FINER)
    fine = pictures[np.arange(len(pictures))[:, None, None], ys[:, :, None], xs[:, None, :]]
    count = len(pictures)
    small = fine.reshape(count, _ROWS, _FINER, _COLS, _FINER).mean(axis=(2, 4))
    vectors = _blurred(small).reshape(count, -1)
    vectors -= vectors.mean(axis=1, keepdims=True)
    length = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return np.asarray(vectors / np.maximum(length, _TINY), np.float32)


def _within(used: npt.NDArray[np.bool_], count: int) -> npt.NDArray[np.intp]:
    """Places from the first to the last used row of each picture."""
    first = used.argmax(axis=1)[:, None]
    end = used.shape[1] - used[:, ::-1].argmax(axis=1)[:, None]
    steps = (np.arange(count) + 0.5) / count
    return np.asarray((first + (end - first) * steps).astype(np.intp))


def _blurred(pictures: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Each sample with a share of its neighbours: strokes of two faces differ by a little."""
    wide = np.pad(pictures, ((0, 0), (1, 1), (1, 1)))
    down = wide[:, :-2] + 2 * wide[:, 1:-1] + wide[:, 2:]
    return np.asarray(down[:, :, :-2] + 2 * down[:, :, 1:-1] + down[:, :, 2:])
