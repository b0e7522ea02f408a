"""Places of a page that are marked to be blacked out, and still show what is to go.

Viewers show the mark or do not; the text below is there until somebody applies it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as raw

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.geometry import Spot
from pipeline.reading.page.ink.drawing import Sheet

REDACTED = Message("ink_redacted")


def redactions_on(sheet: Sheet) -> list[Spot]:
    """A spot for each quadrilateral, or else the rectangle, of each such mark."""
    out = []
    for index in range(raw.FPDFPage_GetAnnotCount(sheet.page)):
        with _annotation(sheet.page, index) as annotation:
            if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_REDACT:
                out += [Spot(_on_page(sheet, corners), REDACTED) for corners in _areas(annotation)]
    return out


@contextmanager
def _annotation(page: Any, index: int) -> Iterator[Any]:
    annotation = raw.FPDFPage_GetAnnot(page, index)
    try:
        yield annotation
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _areas(annotation: Any) -> list[list[tuple[float, float]]]:
    """The corners of what the mark covers, in the space of the page."""
    points = raw.FS_QUADPOINTSF()
    found = [
        [(points.x1, points.y1), (points.x2, points.y2), (points.x3, points.y3),
         (points.x4, points.y4)]
        for k in range(raw.FPDFAnnot_CountAttachmentPoints(annotation))
        if raw.FPDFAnnot_GetAttachmentPoints(annotation, k, ctypes.byref(points))
    ]  # fmt: skip
    box = raw.FS_RECTF()
    if not found and raw.FPDFAnnot_GetRect(annotation, ctypes.byref(box)):
        found = [[(box.left, box.top), (box.right, box.bottom)]]
    return found


def _on_page(sheet: Sheet, corners: list[tuple[float, float]]) -> Box:
    xs, ys = zip(*(sheet.on_page(x, y) for x, y in corners), strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))
