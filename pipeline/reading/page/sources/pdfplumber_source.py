"""The geometry of a PDF's pages as pdfplumber finds it: by pdfminer, in pure Python.

It is the reference: slower by far, but it shows all that the file says.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1

from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.page.sources.display import Display, displayed
from pipeline.reading.page.sources.layers import Layers
from pipeline.reading.page.sources.pdfminer_page import Device, Interpreter


def pdfplumber_pages(path: Path) -> Iterator[PageGeometry]:
    """The pages of a PDF by pdfplumber, one at a time.

    Raises whatever pdfplumber and pdfminer raise on broken or encrypted files.
    """
    with PlumberDocument(path) as document:
        yield from document.pages()


class PlumberDocument:
    """A PDF opened by pdfplumber, whose pages are read as they are asked for."""

    def __init__(self, file: Path | BytesIO) -> None:
        for noisy in ("pdfminer", "pdfplumber"):
            logging.getLogger(noisy).setLevel(logging.ERROR)
        self._stream = file.open("rb") if isinstance(file, Path) else file
        try:
            self.pdf = pdfplumber.open(self._stream)
        except BaseException:
            self._stream.close()
            raise
        self.layers = Layers.of(self.pdf.doc.catalog)
        self._sheets = PDFPage.create_pages(self.pdf.doc)
        self._known: list[PDFPage] = []

    def __enter__(self) -> PlumberDocument:
        return self

    def __exit__(self, *_: object) -> None:
        # pdfplumber's own `close` makes all its pages first, and fails on some.
        self._stream.close()

    def pages(self) -> Iterator[PageGeometry]:
        number = 1
        while self._reach(number):
            yield self.page(number)
            number += 1

    def count(self) -> int:
        """How many pages pdfminer finds."""
        self._known += self._sheets
        return len(self._known)

    def page(self, number: int) -> PageGeometry:
        """One page, from 1.

        Raises whatever pdfminer raises on it, and IndexError where there is no such page.
        """
        if not self._reach(number):
            raise IndexError(f"pdfminer finds no page {number}")
        return self._geometry(self._known[number - 1], number)

    def _reach(self, number: int) -> bool:
        while len(self._known) < number:
            sheet = next(self._sheets, None)
            if sheet is None:
                return False
            self._known.append(sheet)
        return True

    def _geometry(self, sheet: PDFPage, number: int) -> PageGeometry:
        display = _display(sheet)
        device = Device(self.pdf.rsrcmgr, self.layers)
        interpreter = Interpreter(self.pdf.rsrcmgr, device)
        resources = resolve1(sheet.resources)
        interpreter.render_contents(
            resources if isinstance(resources, dict) else {}, sheet.contents, ctm=display.matrix
        )
        chars, hidden = device.found.seen(display.width, display.height)
        return PageGeometry(
            number=number,
            width=display.width,
            height=display.height,
            chars=tuple(chars),
            hidden=tuple(hidden),
            rules=tuple(device.found.rules),
            pictures=tuple(device.found.pictures),
            fills=tuple(device.found.fills),
            source="pdfplumber",
        )


def _display(sheet: PDFPage) -> Display:
    attributes = sheet.attrs
    rotate = resolve1(attributes.get("Rotate", 0))
    return displayed(
        _numbers(attributes.get("MediaBox")), _numbers(attributes.get("CropBox")),
        int(rotate) if isinstance(rotate, int | float) else 0,
    )  # fmt: skip


def _numbers(value: Any) -> list[float] | None:
    parts = resolve1(value)
    found = [resolve1(part) for part in parts] if isinstance(parts, list) else []
    return found if found and all(isinstance(part, int | float) for part in found) else None
