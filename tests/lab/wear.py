"""Ways in which paper, copiers and scanners spoil a page: each takes a picture and a seed.

A picture is rows × columns × 3 of 0 (dark) to 255 (paper), upright. Sizes are in shares of an inch,
so that a way spoils a page alike at every resolution.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Random = np.random.Generator
Spoil = Callable[[Picture, int, Random], Picture]
"""What becomes of a picture of so many dots an inch."""


@dataclass(frozen=True)
class Wear:
    """How a page is scanned.

    Attributes:
        dpi: of the scan.
        quality: of JPEG, 1 to 95; None where nothing is lost.
    """

    spoil: Spoil
    dpi: int = 150
    quality: int | None = 85


def _clipped(values: npt.NDArray[Any]) -> Picture:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def grey_of(picture: Picture) -> npt.NDArray[np.float32]:
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)


def coloured(grey: npt.NDArray[Any]) -> Picture:
    return np.repeat(_clipped(grey)[:, :, None], 3, axis=2)


def clean(picture: Picture, dpi: int, draw: Random) -> Picture:
    return picture


def noise(picture: Picture, dpi: int, draw: Random) -> Picture:
    """The grain of a cheap sensor."""
    return coloured(grey_of(picture) + draw.normal(0, 28, picture.shape[:2]))


def speckle(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Dust: black and white grains of one to three dots."""
    out = picture.copy()
    height, width = out.shape[:2]
    for tone in (0, 255):
        for _ in range(width * height // 900):
            y, x = int(draw.integers(height)), int(draw.integers(width))
            out[y : y + int(draw.integers(1, 3)), x : x + int(draw.integers(1, 3))] = tone
    return out


def bitonal(level: float) -> Spoil:
    """Black and white, with a threshold that is too low (thin strokes) or too high (fat ones)."""

    def spoil(picture: Picture, dpi: int, draw: Random) -> Picture:
        grey = cv2.GaussianBlur(grey_of(picture), (0, 0), 0.005 * dpi)
        return coloured(np.where(grey + draw.normal(0, 6, grey.shape) > level, 255.0, 0.0))

    return spoil


def fax(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Black and white, half as many lines as columns, a few lines lost."""
    height, width = picture.shape[:2]
    flat = cv2.resize(grey_of(picture), (width, height // 2), interpolation=cv2.INTER_AREA)
    lines = np.where(flat > 150, 255.0, 0.0)
    lines[draw.integers(0, len(lines), 4)] = 255
    return coloured(cv2.resize(lines, (width, height), interpolation=cv2.INTER_NEAREST))


def shade(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Light from one corner only."""
    height, width = picture.shape[:2]
    light = np.add.outer(np.linspace(0, 1, height), np.linspace(0, 1, width)) / 2
    return coloured(grey_of(picture) * (1 - 0.65 * light))


def fold(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A crease across the page: a dark line, the part below it darker and moved aside."""
    out = grey_of(picture)
    at = int(len(out) * draw.uniform(0.4, 0.6))
    out[at:] = np.roll(out[at:], max(1, dpi // 40), axis=1) * 0.9
    for thick in range(max(1, dpi // 60)):
        out[at + thick] *= 0.45
    return coloured(out)


def lean(degrees: float) -> Spoil:
    """The page lies askew, and the sensor has some grain."""

    def spoil(picture: Picture, dpi: int, draw: Random) -> Picture:
        height, width = picture.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
        turned = cv2.warpAffine(picture, matrix, (width, height), borderValue=(255, 255, 255))
        return coloured(grey_of(np.asarray(turned, np.uint8)) + draw.normal(0, 8, (height, width)))

    return spoil


def perspective(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A photograph from below: the upper edge is shorter."""
    height, width = picture.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = corners + np.array(
        [(0.03 * width, 0.01 * height), (-0.025 * width, 0), (0, 0), (0, -0.006 * height)],
        np.float32,
    )
    matrix = cv2.getPerspectiveTransform(corners, seen)
    out = cv2.warpPerspective(picture, matrix, (width, height), borderValue=(235, 235, 235))
    return np.asarray(out, np.uint8)


def curve(picture: Picture, dpi: int, draw: Random) -> Picture:
    """The page of a bound volume: lines sag towards the spine."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    sag = 0.06 * dpi * np.sin(np.pi * x / width).astype(np.float32)
    out = cv2.remap(picture, x, y + sag, cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    return np.asarray(out, np.uint8)


def blur(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Out of focus."""
    return coloured(cv2.GaussianBlur(grey_of(picture), (0, 0), 0.0095 * dpi))


def shaken(picture: Picture, dpi: int, draw: Random) -> Picture:
    """The page moved sideways while it was taken."""
    long = max(3, round(0.026 * dpi))
    return coloured(cv2.filter2D(grey_of(picture), -1, np.full((1, long), 1 / long)))


def pale(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A cartridge that is nearly empty: light print, patchy."""
    height, width = picture.shape[:2]
    patch = draw.uniform(0.12, 0.4, (height // dpi * 4 + 2, width // dpi * 4 + 2))
    ink = cv2.resize(patch, (width, height), interpolation=cv2.INTER_CUBIC)
    return coloured(255 - (255 - grey_of(picture)) * ink + draw.normal(0, 4, (height, width)))


def coffee(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A brown ring and a spill, through which the print is seen."""
    height, width = picture.shape[:2]
    out: npt.NDArray[Any] = picture.astype(np.float32) / 255
    stain = np.ones_like(out)
    middle = (int(width * 0.55), int(height * draw.uniform(0.35, 0.65)))
    cv2.circle(stain, middle, int(1.2 * dpi), (0.72, 0.58, 0.42), max(2, dpi // 12))
    spill = (int(width * 0.4), int(height * 0.3))
    cv2.ellipse(stain, spill, (dpi, dpi // 2), 20, 0, 360, (0.85, 0.75, 0.6), -1)
    return _clipped(out * cv2.GaussianBlur(stain, (0, 0), 0.01 * dpi) * 255)


def black_stamp(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A stamp in the ink of the print: a frame and two words across figures."""
    height, width = picture.shape[:2]
    mark = np.full((height, width), 255, np.uint8)
    left, top = int(width * 0.45), int(height * draw.uniform(0.35, 0.6))
    thick = max(2, dpi // 50)
    cv2.rectangle(mark, (left, top), (left + 2 * dpi, top + dpi * 7 // 10), 60, thick)
    cv2.putText(
        mark, "RECEIVED", (left + dpi // 8, top + dpi // 2), cv2.FONT_HERSHEY_SIMPLEX,
        dpi / 85, 60, thick, cv2.LINE_AA,
    )  # fmt: skip
    matrix = cv2.getRotationMatrix2D((left + dpi, top + dpi / 3), 12, 1)
    mark = np.asarray(cv2.warpAffine(mark, matrix, (width, height), borderValue=(255,)), np.uint8)
    return np.minimum(picture, mark[:, :, None])


def pen(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Ticks and strokes of a ball-pen among the figures."""
    out = picture.copy()
    height, width = out.shape[:2]
    thick = max(1, dpi // 70)
    for _ in range(25):
        x, y = int(draw.integers(width // 5, width - dpi // 2)), int(draw.integers(dpi, height))
        a, b = (int(v) for v in draw.integers(-dpi // 7, dpi // 7, 2))
        points = np.array([(x, y), (x + dpi // 18, y + dpi // 14), (x + dpi // 6 + a, y + b)])
        cv2.polylines(out, [points.astype(np.int32)], False, (45, 50, 70), thick, cv2.LINE_AA)
    return out


def punched(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Two holes, and the shadow of the binding at the left."""
    out = grey_of(picture)
    height, width = out.shape
    out *= 1 - 0.75 * np.exp(-np.arange(width) / (0.18 * dpi))
    for share in (0.36, 0.64):
        cv2.circle(out, (int(0.75 * dpi), int(height * share)), dpi // 8, 20.0, -1)
    return coloured(out)


def bleed(picture: Picture, dpi: int, draw: Random) -> Picture:
    """The back of the sheet shows through, mirrored and soft."""
    grey = grey_of(picture)
    back = cv2.GaussianBlur(np.roll(grey[:, ::-1], dpi // 9, axis=0), (0, 0), 0.008 * dpi)
    return coloured(np.minimum(grey, 255 - 0.35 * (255 - back)))


def drum(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Dark upright hairlines from a scratched drum."""
    out = grey_of(picture)
    for x in draw.integers(dpi // 2, out.shape[1] - dpi // 2, 14):
        out[:, x : x + max(1, dpi // 120)] *= draw.uniform(0.15, 0.5)
    return coloured(out)


def starved(picture: Picture, dpi: int, draw: Random) -> Picture:
    """White level lines, where a nozzle of the printer was blocked."""
    out = grey_of(picture)
    for y in draw.integers(0, out.shape[0] - 2, 60):
        out[y : y + max(1, dpi // 120)] = 255
    return coloured(out)


def halftone(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Grey print on grey paper, screened into dots as in a newspaper."""
    grey = 40 + grey_of(picture) * 0.75
    height, width = grey.shape
    bayer = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) * 16 + 8
    screen = np.tile(bayer, (height // 4 + 1, width // 4 + 1))[:height, :width]
    return coloured(np.where(grey > screen, 255.0, 0.0))


def moire(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A photograph of a screen: stripes that cross the print."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    wave = np.sin(x / 2.7 + y / 19) * 22 + np.sin(y / 2.3 - x / 23) * 22
    return coloured(grey_of(picture) * 0.85 + 20 + wave)


def thin(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A copy of a copy: strokes lose their edge."""
    return coloured(cv2.dilate(grey_of(picture), np.ones((2, 2))))


def fat(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Ink that ran into the paper: strokes grow, holes close."""
    return coloured(cv2.GaussianBlur(cv2.erode(grey_of(picture), np.ones((3, 3))), (0, 0), 0.6))


def ghost(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Every stroke twice: the sheet slipped in the press."""
    grey = grey_of(picture)
    again = np.roll(np.roll(grey, max(2, dpi // 45), axis=1), max(1, dpi // 75), axis=0)
    return coloured(np.minimum(grey, 255 - 0.55 * (255 - again)))


def gnawed(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Toner that flaked off: bits of strokes are gone."""
    grey = grey_of(picture)
    height, width = grey.shape
    holes = cv2.GaussianBlur(draw.normal(0, 1, (height, width)), (0, 0), 0.009 * dpi)
    return coloured(np.where(holes > 2.0 * holes.std(), 255.0, grey))


def strips(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A hand scanner: bands of the page, each moved aside by a little."""
    out = picture.copy()
    for top in range(0, len(out), dpi // 3):
        out[top : top + dpi // 3] = np.roll(
            out[top : top + dpi // 3], int(draw.integers(-2, 3)) * max(1, dpi // 150), axis=1
        )
    return out


WEAR: Mapping[str, Wear] = {
    "noise": Wear(noise),
    "speckle": Wear(speckle),
    "jpeg20": Wear(clean, quality=20),
    "thin_bitonal": Wear(bitonal(125), dpi=200, quality=None),
    "fat_bitonal": Wear(bitonal(215), dpi=200, quality=None),
    "fax": Wear(fax, dpi=200, quality=None),
    "shade": Wear(shade),
    "fold": Wear(fold, dpi=200),
    "lean": Wear(lean(2.0)),
    "lean_back": Wear(lean(-2.0)),
    "perspective": Wear(perspective, dpi=200),
    "curve": Wear(curve, dpi=200),
    "blur": Wear(blur),
    "shaken": Wear(shaken),
    "pale": Wear(pale),
    "coffee": Wear(coffee),
    "black_stamp": Wear(black_stamp, dpi=200),
    "pen": Wear(pen, dpi=200),
    "punched": Wear(punched),
    "bleed": Wear(bleed),
    "drum": Wear(drum),
    "starved": Wear(starved, dpi=200),
    "halftone": Wear(halftone, dpi=300, quality=None),
    "moire": Wear(moire, dpi=200),
    "thin": Wear(thin),
    "fat": Wear(fat),
    "ghost": Wear(ghost),
    "gnawed": Wear(gnawed),
    "strips": Wear(strips),
    "coarse": Wear(clean, dpi=100),
}
"""By name; none of them is among those that the settings of recognition were found with."""
