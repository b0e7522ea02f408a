"""The picture of a scanned page: drawn by pdfium, freed of its background, made upright.

A scan is drawn at the picture's own resolution, so that strips, masks and /Rotate come out as a
viewer shows them. Small pictures are enlarged, since the recognisers were trained on larger text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.place import Box
from pipeline.reading.scan.dark_bands import with_dark_letters

Grey = npt.NDArray[np.uint8]

WORKING_DPI = 200
"""Text of 9 points is then 25 pixels high, which both recognisers read best; finer pictures are
reduced to it, coarser ones enlarged."""

_COARSEST_DPI = 72
_FINEST_DPI = 300
_A4_LONG, _LONGEST, _SHORTEST = 842.0, 1300.0, 500.0
"""Longer side of A4, points; pages are no longer than A3, and shorter than A5 only where the
picture is fine."""

_COLOURED = 50
"""Largest difference of channels from which a pixel is coloured ink (a stamp), of 255."""

_PRINT = 0.3
"""Percent of a page that is print at least: a few lines."""

_PALE, _PALEST = 100, 230
"""Print whose darkest part is as pale as this (of 255) is stretched; paler is grain of paper."""

_DARK = 30
"""Where the darkest print then is."""

_WIDEST_SKEW = 6.0
_SKEW_WIDTH = 700


@dataclass(frozen=True)
class PageImage:
    """A page as a grey picture, dark on white, upright.

    Attributes:
        grey: rows × columns, 0 (ink) to 255 (paper).
        quarter_turns: how often the page as displayed was turned by 90 degrees counter-clockwise.
        skew: by how many degrees the text then leaned, counter-clockwise; it has been undone.
        points: width and height of the page as displayed, points.
        dpi: resolution of the picture in the PDF.
    """

    grey: Grey
    quarter_turns: int
    skew: float
    points: tuple[float, float]
    dpi: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page, points."""
        width, height = self.points
        return (height, width) if self.quarter_turns % 2 else (width, height)

    @property
    def scale(self) -> float:
        """Pixels a point."""
        return float(self.grey.shape[1] / self.size[0])

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """A box in pixels as one in points of the upright page."""
        k = self.scale
        return Box(left / k, top / k, right / k, bottom / k)


def draw(page: Any, dpi: float) -> npt.NDArray[np.uint8]:
    """The page as displayed, in colour, at the resolution of its picture within bounds."""
    inch = 72 * _enlarged(max(page.get_size()), dpi)
    scale = min(max(dpi * inch / 72, _COARSEST_DPI), _FINEST_DPI) / inch
    bitmap = page.render(scale=scale, may_draw_forms=True, rev_byteorder=True)
    pixels: npt.NDArray[np.uint8] = bitmap.to_numpy()[:, :, :3]
    wanted = WORKING_DPI / inch / scale
    if abs(wanted - 1) < 0.05:
        return np.ascontiguousarray(pixels)
    way = cv2.INTER_CUBIC if wanted > 1 else cv2.INTER_AREA
    size = (round(pixels.shape[1] * wanted), round(pixels.shape[0] * wanted))
    return np.asarray(cv2.resize(np.ascontiguousarray(pixels), size, interpolation=way), np.uint8)


def _enlarged(long: float, dpi: float) -> float:
    """By how much a page is drawn larger in the PDF than its paper was: 1 where it may be as large.

    Some programs make a pixel a point, so that a page of A4 is two metres high, or shrink it.

    Args:
        long: its longer side, points.
        dpi: resolution of its picture.
    """
    is_odd = long > _LONGEST or (long < _SHORTEST and dpi > _FINEST_DPI)
    return long / _A4_LONG if is_odd else 1.0


def without_background(colour: npt.NDArray[np.uint8]) -> Grey:
    """Dark ink on white paper: coloured ink to its brightest channel, shadows divided out."""
    red, green, blue = cv2.split(colour)
    brightest = cv2.max(cv2.max(red, green), blue)
    darkest = cv2.min(cv2.min(red, green), blue)
    grey = cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY)
    grey = np.where(cv2.subtract(brightest, darkest) > _COLOURED, brightest, grey)
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(small, np.ones((11, 11), np.uint8))
    paper = cv2.medianBlur(paper, 21)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, np.maximum(paper, 1), scale=255)
    return with_dark_letters(_stretched(np.asarray(even, np.uint8)))


def _stretched(grey: Grey) -> Grey:
    """Pale print as dark as print is; a page without print stays as it is."""
    darkest = float(np.percentile(grey[::2, ::2], _PRINT))
    if not _PALE <= darkest <= _PALEST:
        return grey
    tones = np.arange(256) - darkest
    table = np.clip(_DARK + tones * (255 - _DARK) / (255 - darkest), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(grey, table), np.uint8)


def skew_of(grey: Grey) -> float:
    """The lean of the lines of text, degrees counter-clockwise: where rows are parted best."""
    k = _SKEW_WIDTH / grey.shape[1]
    small = cv2.resize(grey, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
    ink = np.asarray(255 - small, np.uint8)
    ink[ink < 64] = 0
    best = 0.0
    for step, reach in ((0.5, _WIDEST_SKEW), (0.1, 0.5), (0.025, 0.1)):
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(angles, key=lambda a: _sharpness(ink, float(a))))
    return best


def _sharpness(ink: Grey, angle: float) -> float:
    rows = turned(ink, -angle, fill=0, way=cv2.INTER_LINEAR).sum(axis=1, dtype=np.int64)
    return float(np.square(np.diff(rows)).sum())


def turned(
    picture: Grey, degrees: float, fill: int = 255, way: int = cv2.INTER_CUBIC
) -> npt.NDArray[Any]:
    """A picture turned about its middle, counter-clockwise, its size kept."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(picture, matrix, (width, height), flags=way, borderValue=fill))
