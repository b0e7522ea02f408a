"""Further ways to spoil a page, as `tests.lab.wear`: by feeders, apps, light and hands."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from tests.lab.wear import Picture, Random, Spoil, Wear, clean, coloured, grey_of, lean


def _over(picture: Picture, paper: tuple[float, float, float]) -> Picture:
    """The picture as if it were printed on paper of this colour, 0 to 1."""
    return np.asarray(np.clip(picture * np.array(paper), 0, 255), np.uint8)


def _rows_of_print(picture: Picture, dpi: int) -> npt.NDArray[np.intp]:
    """The rows of a picture that cross print, and no level rule of a table if there are others."""
    light = grey_of(picture).mean(axis=1)[dpi:-dpi]
    print_ = np.flatnonzero((light < 248) & (light > 215))
    return (print_ if len(print_) else np.flatnonzero(light < 248)) + dpi


def tidy(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A good scan: grey, straight but for half a degree, with little grain."""
    return lean(draw.uniform(-0.7, 0.7))(picture, dpi, draw)


def yellowed(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Old paper, browner at its edges, in colour."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    nearest = np.minimum(np.minimum(x, width - x), np.minimum(y, height - y)) / (0.6 * dpi)
    brown = np.exp(-nearest)[:, :, None] * np.array([0.15, 0.25, 0.4])
    out = _over(picture, (0.95, 0.87, 0.68)) * (1 - brown) + draw.normal(0, 4, picture.shape)
    return np.asarray(np.clip(out, 0, 255), np.uint8)


def pink_paper(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Printed on coloured paper."""
    return _over(picture, (0.97, 0.66, 0.72))


def whitened(picture: Picture, dpi: int, draw: Random) -> Picture:
    """An app of a telephone: light made even, all that is pale made white, edges sharpened."""
    height, width = picture.shape[:2]
    light = 1 - 0.4 * np.add.outer(np.linspace(0, 1, height), np.linspace(1, 0, width)) / 2
    seen = cv2.GaussianBlur(grey_of(picture) * light, (0, 0), 0.005 * dpi)
    seen = seen + draw.normal(0, 5, seen.shape)
    paper = cv2.GaussianBlur(seen.astype(np.float32), (0, 0), 0.15 * dpi)
    even = (seen / paper - 0.55) / 0.35 * 255
    soft = cv2.GaussianBlur(even.astype(np.float32), (0, 0), 0.008 * dpi)
    return coloured(even + 0.8 * (even - soft))


def thin_paper(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Printed on both sides of thin paper: the back is seen, sharp and mirrored."""
    grey = grey_of(picture)
    back = np.roll(grey[:, ::-1], (dpi // 4, -dpi // 7), axis=(0, 1))
    return coloured(np.minimum(grey, 255 - 0.22 * (255 - back)))


def dots(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A screened copy: dots in rows at 45 degrees, that grow with the darkness."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    pitch = 2 * np.pi / (dpi / 75)
    screen = np.cos((x + y) * pitch / 2**0.5) * np.cos((x - y) * pitch / 2**0.5)
    return coloured(np.where(30 + 0.8 * grey_of(picture) > 128 + 100 * screen, 255.0, 0.0))


def highlighted(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A highlighter in yellow, pink and green over rows, in colour."""
    out = picture.astype(np.float32)
    for ink in ((1.0, 0.98, 0.3), (1.0, 0.5, 0.75), (0.5, 0.95, 0.5)):
        top = int(draw.integers(dpi, len(out) - dpi))
        out[top : top + dpi // 6, dpi // 2 : -dpi // 2] *= np.array(ink, np.float32)
    return np.asarray(out, np.uint8)


def stapled(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A corner folded at its staple: a dark triangle, a shadow, the staple itself."""
    grey = grey_of(picture)
    height, width = grey.shape
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    away = (x + y) / dpi - 1.6
    grey *= 1 - 0.6 * np.exp(-np.abs(away) * 12)
    grey[away < 0] = 70
    cv2.line(grey, (dpi // 2, dpi), (dpi, dpi // 2), 15.0, max(2, dpi // 40))
    return coloured(grey)


def struck(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Some figures struck out with a ruler: thin level lines through rows of print."""
    out = picture.copy()
    for y in draw.choice(_rows_of_print(picture, dpi), 10):
        left = int(draw.uniform(0.15, 0.75) * out.shape[1])
        out[y : y + max(1, dpi // 100), left : left + int(draw.uniform(0.3, 2.5) * dpi)] = 40
    return out


def feeder_line(picture: Picture, dpi: int, draw: Random) -> Picture:
    """One upright line over the whole page: a speck on the glass of a feeder."""
    out = picture.copy()
    x = int(draw.uniform(0.35, 0.85) * out.shape[1])
    out[:, x : x + max(1, dpi // 100)] = draw.integers(20, 110)
    return out


def dithered(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Black and white as for photographs: greys are scattered dots."""
    grey = Image.fromarray(np.asarray(np.clip(grey_of(picture) * 0.9 + 12, 0, 255), np.uint8))
    return coloured(np.asarray(grey.convert("1"), np.float32) * 255)


def sharpened(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Soft, then sharpened too much by the scanner: white halos, hard grain."""
    soft = cv2.GaussianBlur(grey_of(picture), (0, 0), 0.006 * dpi)
    soft = (soft * 0.85 + 25 + draw.normal(0, 4, soft.shape)).astype(np.float32)
    return coloured(soft + 2.5 * (soft - cv2.GaussianBlur(soft, (0, 0), 0.01 * dpi)))


def jpeg_2000(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Packed to a hundredth by JPEG 2000."""
    packed = BytesIO()
    Image.fromarray(picture).save(
        packed, "JPEG2000", quality_mode="rates", quality_layers=[100], irreversible=True
    )
    return np.array(Image.open(packed).convert("RGB"))


def misregistered(picture: Picture, dpi: int, draw: Random) -> Picture:
    """The three colours are taken one after the other while the page moves."""
    step = max(1, dpi // 110)
    moved = [np.roll(picture[:, :, i], i * step, axis=0) for i in range(3)]
    return np.dstack(moved)


def jolted(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A feeder that slips: some lines are pulled long, some are skipped, and the page sways."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    slip = np.cumsum(draw.normal(0, 0.12, height // 8 + 2)).repeat(8)[:height]
    sway = 0.006 * dpi * np.sin(2 * np.pi * y / (0.7 * dpi))
    down = (y + (slip - slip.mean())[:, None]).astype(np.float32)
    out = cv2.remap(
        grey_of(picture), (x + sway).astype(np.float32), down, cv2.INTER_LINEAR,
        borderValue=(255,),
    )  # fmt: skip
    return coloured(out)


def lid_open(picture: Picture, dpi: int, draw: Random) -> Picture:
    """The lid was open: the sheet lies small and askew before black."""
    height, width = picture.shape[:2]
    around = cv2.getRotationMatrix2D((width / 2, height / 2), draw.uniform(-2, 2), 0.92)
    out = cv2.warpAffine(picture, around, (width, height), borderValue=(12, 12, 12))
    return np.asarray(out, np.uint8)


def pale_evenly(strength: float) -> Spoil:
    """Print of this strength (of 1) on white paper, without a flaw."""

    def spoil(picture: Picture, dpi: int, draw: Random) -> Picture:
        grey = grey_of(picture)
        return coloured(255 - strength * (255 - grey) + draw.normal(0, 2, grey.shape))

    return spoil


def four_greys(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Soft, and stored with four greys."""
    soft = cv2.GaussianBlur(grey_of(picture), (0, 0), 0.004 * dpi)
    return coloured(np.round(soft / 85) * 85)


def underlined(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Pencil lines below some figures, by hand: they rise, fall and touch digits."""
    out = picture.copy()
    for y in draw.choice(_rows_of_print(picture, dpi), 16):
        left, long = int(draw.uniform(0.15, 0.75) * out.shape[1]), draw.uniform(0.3, 0.8) * dpi
        end = (int(left + long), int(y + draw.uniform(-0.03, 0.03) * dpi))
        cv2.line(out, (left, int(y)), end, (95, 95, 95), max(1, dpi // 100), cv2.LINE_AA)
    return out


def crumpled(picture: Picture, dpi: int, draw: Random) -> Picture:
    """Smoothed out after it was crumpled: bent here and there, with grey creases."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    coarse = draw.normal(0, 1, (3, height // dpi * 2 + 3, width // dpi * 2 + 3))
    a, b, c = (cv2.resize(m, (width, height), interpolation=cv2.INTER_CUBIC) for m in coarse)
    out = cv2.remap(
        grey_of(picture), (x + 0.012 * dpi * a).astype(np.float32),
        (y + 0.012 * dpi * b).astype(np.float32), cv2.INTER_LINEAR, borderValue=(255,),
    )  # fmt: skip
    return coloured(out * (1 - 0.35 * np.exp(-np.abs(c) * 12)))


def glare(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A lamp is mirrored by the paper: print fades to nothing around one place."""
    grey = grey_of(picture)
    height, width = grey.shape
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    cx, cy = width * draw.uniform(0.4, 0.7), height * draw.uniform(0.3, 0.6)
    far = np.hypot(x - cx, (y - cy) * 1.6) / (1.1 * dpi)
    return coloured(255 - (255 - grey) * (1 - np.exp(-(far**4))) + draw.normal(0, 3, grey.shape))


def thumb(picture: Picture, dpi: int, draw: Random) -> Picture:
    """A thumb holds the page at its side."""
    out = picture.copy()
    at = (int(out.shape[1] - 0.7 * dpi), int(len(out) * draw.uniform(0.3, 0.7)))
    cv2.ellipse(out, at, (dpi, dpi // 3), -8, 0, 360, (205, 160, 140), -1, cv2.LINE_AA)
    return out


GOOD: Mapping[str, Wear] = {
    "tidy_150": Wear(tidy, dpi=150, quality=80),
    "tidy_200": Wear(tidy, dpi=200, quality=80),
    "tidy_300": Wear(tidy, dpi=300, quality=80),
}
"""Good scans, by name: less than a hundredth of their figures may be doubted."""

OFFICE_WEAR: Mapping[str, Wear] = {
    "yellowed": Wear(yellowed, quality=75),
    "pink_paper": Wear(pink_paper, dpi=200),
    "whitened": Wear(whitened, dpi=200),
    "thin_paper": Wear(thin_paper, dpi=200),
    "dots": Wear(dots, dpi=200, quality=None),
    "highlighted": Wear(highlighted),
    "stapled": Wear(stapled),
    "struck": Wear(struck, dpi=200),
    "feeder_line": Wear(feeder_line, dpi=200),
    "dithered": Wear(dithered, dpi=200, quality=None),
    "sharpened": Wear(sharpened),
    "jpeg_2000": Wear(jpeg_2000, dpi=200),
    "g4": Wear(clean, dpi=300, quality=None),
    "misregistered": Wear(misregistered, dpi=200),
    "jolted": Wear(jolted, dpi=200),
    "lid_open": Wear(lid_open, dpi=200),
    "pale_half": Wear(pale_evenly(0.45)),
    "pale_quarter": Wear(pale_evenly(0.22), dpi=200),
    "four_greys": Wear(four_greys),
    "underlined": Wear(underlined, dpi=200),
    "crumpled": Wear(crumpled, dpi=200),
    "glare": Wear(glare, dpi=200),
    "thumb": Wear(thumb),
}
"""By name; no setting or check of recognition was found on them, unless docs/scans.md says so."""
