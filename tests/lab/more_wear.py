"""Further ways to spoil a page, as `tests.lab.wear`: by copiers, printers and people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from tests.lab.wear import Picture, Random, Wear, coloured, grey_of


def copied_twice(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A copy of a copy: each a little larger, softer and harder, with dust of its own."""
    grey = grey_of(picture)
    height, width = grey.shape
    for _ in range(2):
        around = cv2.getRotationMatrix2D((width / 2, height / 2), draw.uniform(-0.4, 0.4), 1.006)
        grey = cv2.warpAffine(grey, around, (width, height), borderValue=(255,)).astype(np.float32)
        grey = cv2.GaussianBlur(grey, (0, 0), 0.0045 * dpi).astype(np.float32)
        grey = np.clip((grey - 128) * 1.5 + 135, 0, 255)
        grey[draw.random(grey.shape) > 0.9997] = 0
    return coloured(grey)


def low_contrast(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Grey on grey, as with a lamp that is too strong for the sensor."""
    return coloured(150 + grey_of(picture) * 0.24 + draw.normal(0, 3, picture.shape[:2]))


def half_shadow(picture: Picture, dpi: int, draw: Random) -> Picture:
    """The shadow of a hand or a shelf over half of the page, with a hard edge that leans."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    edge = (x - width * draw.uniform(0.4, 0.6) + (y - height / 2) * 0.2) / (0.03 * dpi)
    return coloured(grey_of(picture) * (1 - 0.55 / (1 + np.exp(-np.clip(edge, -30, 30)))))


def curled(picture: Picture, dpi: int, draw: Random) -> Picture:
    """The right edge rises from the glass: narrower, bent and darker there."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    rise = np.clip((x - 0.7 * width) / (0.3 * width), 0, 1) ** 2
    out = cv2.remap(
        grey_of(picture), (x + 0.18 * dpi * rise).astype(np.float32),
        (y + 0.12 * dpi * rise * (y / height - 0.3)).astype(np.float32),
        cv2.INTER_LINEAR, borderValue=(255,),
    )  # fmt: skip
    return coloured(out * (1 - 0.5 * rise))


def pins(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A dot-matrix printer, two of whose pins are dead: dots in rows, some rows missing."""
    grey = grey_of(picture)
    height, width = grey.shape
    step = dpi / 72
    x, y = np.meshgrid(np.arange(width) / step, np.arange(height) / step)
    dots = 0.55 + 0.45 * np.cos(2 * np.pi * x) * np.cos(2 * np.pi * y)
    dead = np.isin(np.floor(y).astype(int) % 24, draw.integers(0, 24, 2))
    return coloured(255 - (255 - grey) * np.where(dead, 0.15, np.clip(dots + 0.25, 0, 1)))


def faint_rules(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Hairlines of the table nearly gone, while the print is whole."""
    grey = grey_of(picture)
    dark = np.asarray(255 - grey, np.uint8)
    long = round(0.4 * dpi)
    rules = cv2.max(
        cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, long), np.uint8)),
        cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8)),
    )
    return coloured(grey + rules * draw.uniform(0.75, 0.9) + draw.normal(0, 4, grey.shape))


def scribbled(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Figures written by hand over and beside those in print, in a pen as dark as they are."""
    out = picture.copy()
    height, width = out.shape[:2]
    for _ in range(18):
        digit = str(draw.integers(0, 10))
        at = int(draw.integers(width // 4, width - dpi // 2)), int(draw.integers(dpi, height - dpi))
        font = cv2.FONT_HERSHEY_SCRIPT_SIMPLEX
        cv2.putText(out, digit, at, font, dpi / 190, (40, 40, 40), max(1, dpi // 90), cv2.LINE_AA)
    return out


def upscaled(picture: Picture, dpi: int, draw: Random) -> Picture:
    """120 dpi, enlarged by a program that says it is more."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, None, fx=120 / dpi, fy=120 / dpi, interpolation=cv2.INTER_AREA)
    large = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    return coloured(grey_of(np.asarray(large, np.uint8)))


def cut(picture: Picture, dpi: int, draw: Random) -> Picture:
    """The sheet lay too far aside: the outer half of the last column is not on the picture."""
    grey = grey_of(picture)
    columns = np.flatnonzero((grey < 128).sum(axis=0) > 0.1 * len(grey))
    edge = int(columns[-1]) if len(columns) else grey.shape[1]
    away = grey.shape[1] - edge + round(draw.uniform(0.3, 0.5) * dpi)
    return coloured(np.pad(grey[:, :-away], ((0, 0), (away, 0)), constant_values=250))


def marker(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Rows that somebody marked, in a copy without colour: grey bands with hard edges."""
    out: npt.NDArray[Any] = grey_of(picture)
    for _ in range(6):
        top = int(draw.integers(dpi, len(out) - dpi))
        out[top : top + dpi // 6, dpi // 2 : -dpi // 2] *= draw.uniform(0.45, 0.7)
    return coloured(out)


MORE_WEAR: Mapping[str, Wear] = {
    "copied_twice": Wear(copied_twice, dpi=200),
    "low_contrast": Wear(low_contrast, quality=60),
    "half_shadow": Wear(half_shadow, quality=60),
    "curled": Wear(curled, dpi=200),
    "pins": Wear(pins, dpi=200),
    "faint_rules": Wear(faint_rules),
    "scribbled": Wear(scribbled, dpi=200),
    "upscaled": Wear(upscaled, dpi=200, quality=50),
    "cut": Wear(cut),
    "marker": Wear(marker),
}
"""By name; found after the settings of recognition were."""
