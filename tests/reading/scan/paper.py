"""Pages of a PDF as a scanner would give them: drawn, turned, made worse, and put into a PDF."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageFilter


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
) -> Path:
    """Write a PDF in which the given pages (from 1) of another one are pictures.

    Args:
        skew: degrees, counter-clockwise.
        quarter_turns: of 90 degrees, counter-clockwise.
        noise: standard deviation, of 255.
        blur: radius in pixels.
        bilevel: black and white only.
    """
    draw = np.random.default_rng(7)
    pictures = []
    with pdfium.PdfDocument(source) as document:
        for number in pages:
            picture = document[number - 1].render(scale=dpi / 72).to_pil().convert("L")
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
    pictures[0].save(target, save_all=True, append_images=pictures[1:], resolution=dpi, quality=85)
    return target
