"""Pages of a PDF as a scanner would give them: drawn, turned, made worse, and put into a PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter


def scanned(
    source: Path,
    target: Path,
    pages: tuple[int, ...],
    *,
    dpi: int = 150,
    skew: float = 0.0,
    quarter_turns: int = 0,
    noise: float = 0.0,
    blur: float = 0.0,
    bilevel: bool = False,
    quality: int = 85,
    damage: Callable[[Image.Image, np.random.Generator], Image.Image] | None = None,
) -> Path:
    """Write a PDF in which the given pages (from 1) of another one are pictures.

    Args:
        skew: degrees, counter-clockwise.
        quarter_turns: of 90 degrees, counter-clockwise.
        noise: standard deviation, of 255.
        blur: radius in pixels.
        bilevel: black and white only.
        quality: of JPEG, 1 to 95.
        damage: what else becomes of a picture before it is made black and white.
    """
    draw = np.random.default_rng(7)
    pictures = []
    with pdfium.PdfDocument(source) as document:
        for number in pages:
            picture = document[number - 1].render(scale=dpi / 72).to_pil().convert("L")
            if damage:
                picture = damage(picture, draw)
            if skew:
                picture = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
            if blur:
                picture = picture.filter(ImageFilter.GaussianBlur(blur))
            if noise:
                values = np.asarray(picture, float) + draw.normal(0, noise, picture.size[::-1])
                picture = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
            if bilevel:
                picture = picture.point(lambda value: 255 if value > 150 else 0).convert("L")
            if quarter_turns:
                picture = picture.rotate(90 * quarter_turns, expand=True)
            pictures.append(picture)
    pictures[0].save(
        target, save_all=True, append_images=pictures[1:], resolution=dpi, quality=quality
    )
    return target


def stamped(picture: Image.Image, _: np.random.Generator) -> Image.Image:
    """A round red stamp over the middle of the page."""
    out = picture.convert("RGB")
    width, height = out.size
    middle, radius = (width * 0.55, height * 0.45), width * 0.13
    box = (*(m - radius for m in middle), *(m + radius for m in middle))
    ImageDraw.Draw(out).ellipse(box, outline=(200, 40, 40), width=max(3, width // 150))
    return out


def streaked(picture: Image.Image, draw: np.random.Generator) -> Image.Image:
    """Light upright streaks, as a dirty roller leaves them."""
    values = np.asarray(picture, float)
    for x in draw.integers(0, values.shape[1] - 3, 12):
        values[:, x : x + 2] += 0.6 * (255 - values[:, x : x + 2])
    return Image.fromarray(values.astype(np.uint8))


def shone_through(picture: Image.Image, _: np.random.Generator) -> Image.Image:
    """The page's own mirror image shines through, pale."""
    values = np.asarray(picture, float)
    return Image.fromarray(
        np.minimum(values, 255 - 0.22 * (255 - values[:, ::-1])).astype(np.uint8)
    )


def faded(picture: Image.Image, _: np.random.Generator) -> Image.Image:
    """Grey ink on greyish paper."""
    return picture.point(lambda value: round(110 + value * 0.5))
