"""What reading computes once for a process: patterns, shapes of digits, the libraries' own tables.

A file is read in a fork of a process that serves many. What the fork computes is gone with it, so
that each would do it again, which takes a quarter of the time of a usual file.
"""

from __future__ import annotations

import ctypes
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from pipeline.reading.model import Reading
from pipeline.reading.reader import read_pdf

_FONT = b"Helvetica"
_SIZE, _LEFT, _TOP = 10, 60, 700
_ROWS, _COLS, _HIGH, _WIDE = 14, 5, 18, 90
_RULE = 0.5


def warm_up(_: Path) -> Reading:
    """Read a page with a table that no file has a part in, drawn with a font of pdfium's own."""
    with tempfile.TemporaryDirectory(prefix="bulletins-") as folder:
        path = Path(folder) / "page.pdf"
        with closing(pypdfium2.PdfDocument.new()) as document:
            _draw(document)
            document.save(path)
        return read_pdf(path, "0" * 64, recognise=None)


def _draw(document: Any) -> None:
    page = document.new_page(595, 842)
    font = raw.FPDFText_LoadStandardFont(document, _FONT)
    for line in range(3):
        _write(document, page, font, _LEFT, 760 - 14 * line, "A line of text that is no table.")
    for row in range(_ROWS):
        for col in range(_COLS):
            text = f"{(row * 7919 + col * 104729) % 90_000 + 1}" if row and col else f"name {row}"
            y = _TOP - _HIGH * (row + 1) + 5
            _write(document, page, font, _LEFT + _WIDE * col + 5, y, text)
    right, bottom = _LEFT + _WIDE * _COLS, _TOP - _HIGH * _ROWS
    for row in range(_ROWS + 1):
        _rule(page, (_LEFT, _TOP - _HIGH * row), (right, _TOP - _HIGH * row))
    for col in range(_COLS + 1):
        _rule(page, (_LEFT + _WIDE * col, _TOP), (_LEFT + _WIDE * col, bottom))
    raw.FPDFPage_GenerateContent(page)
    page.close()


def _write(document: Any, page: Any, font: Any, x: float, y: float, text: str) -> None:
    item = raw.FPDFPageObj_CreateTextObj(document, font, _SIZE)
    raw.FPDFText_SetText(item, (ctypes.c_ushort * (len(text) + 1))(*map(ord, text), 0))
    raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, x, y)
    raw.FPDFPage_InsertObject(page, item)


def _rule(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    path = raw.FPDFPageObj_CreateNewPath(*start)
    raw.FPDFPath_LineTo(path, *end)
    raw.FPDFPageObj_SetStrokeWidth(path, _RULE)
    raw.FPDFPath_SetDrawMode(path, raw.FPDF_FILLMODE_NONE, True)
    raw.FPDFPage_InsertObject(page, path)
