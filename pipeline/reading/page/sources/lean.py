"""Pages whose content leans by a degree or so, as one placed by hand does: made straight in memory.

Lines of text and rules then are level, as everything that reads tables takes them to be.
"""

from __future__ import annotations

import ctypes
import math
from io import BytesIO
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.pdfium_glyphs import Glyphs
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.lean


def lean_of(glyphs: Glyphs) -> float:
    """Degrees by which nearly all text of a page leans, counter-clockwise; 0.0 where it does not.

    Text that runs along a side of the page does not lean.
    """
    step = max(len(glyphs.objects) // _T.glyphs, 1)
    places = [i for i in range(0, len(glyphs.objects), step) if glyphs.objects[i]]
    if len(places) < _T.fewest:
        return 0.0
    angles = [
        math.degrees(math.atan2(b, a))
        for a, b, _, _ in pdfium.glyph_matrices(glyphs.page, places)
    ]  # fmt: skip
    leans = [angle - 90 * round(angle / 90) for angle in angles]
    usual = median(leans)
    alike = sum(abs(lean - usual) < _T.alike for lean in leans)
    leaning = _T.least <= abs(usual) <= _T.most and alike >= _T.share * len(leans)
    return usual if leaning else 0.0


def straightened(document: Any, index: int, lean: float) -> Any:
    """The page of an open document, its content turned back about the middle of the page.

    The file stays as it is.

    Raises:
        pypdfium2.PdfiumError: the page cannot be loaded.
    """
    page = document[index]
    left, bottom, right, top = pdfium.page_box(pdfium.address_of(page.raw))
    x, y = (left + right) / 2, (bottom + top) / 2
    cosine, sine = math.cos(math.radians(lean)), math.sin(math.radians(lean))
    matrix = raw.FS_MATRIX(
        cosine, -sine, sine, cosine, x - cosine * x - sine * y, y + sine * x - cosine * y
    )
    raw.FPDFPage_TransFormWithClip(page.raw, ctypes.byref(matrix), None)
    page.close()
    return document[index]


def saved_page(document: Any, index: int) -> BytesIO:
    """A PDF of one page of an open document, as it is now.

    Raises:
        ValueError: the page cannot be copied.
    """
    copy = pypdfium2.PdfDocument.new()
    out = BytesIO()
    try:
        copy.import_pages(document, [index])
        copy.save(out)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from error
    finally:
        copy.close()
    out.seek(0)
    return out
