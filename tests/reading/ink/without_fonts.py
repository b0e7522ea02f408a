"""Reads a page on a machine whose fonts pdfium does not find: what it reads, as JSON.

A process of its own, since pdfium looks for fonts once.
"""

from __future__ import annotations

import ctypes
import json
import sys
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw

from tests.reading.ink.drawn import geometry_of


def _without_fonts(folder: bytes) -> None:
    """Have pdfium look for fonts in an empty folder only."""
    paths = (ctypes.c_char_p * 2)(folder, None)
    raw.FPDF_DestroyLibrary()
    settings = raw.FPDF_LIBRARY_CONFIG(version=2)
    settings.m_pUserFontPaths = ctypes.cast(paths, type(settings.m_pUserFontPaths))
    raw.FPDF_InitLibraryWithConfig(settings)


def main(path: str, folder: str) -> None:
    _without_fonts(folder.encode())
    page = geometry_of(Path(path))
    with pypdfium2.PdfDocument(path) as document:
        picture = document[0].render(grayscale=True).to_numpy()
    found = {
        "text": "".join(c.text for c in page.chars),
        "hidden": "".join(c.text for c in page.hidden),
        "marks": "".join(c.text for c in page.marks),
        "spots": [spot.reason for spot in page.spots],
        "unsure": page.unsure,
        "source": page.source,
        "drawn": bool((picture < 255).any()),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
