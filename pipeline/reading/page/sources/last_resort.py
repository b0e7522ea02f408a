"""A font for text whose own font is neither in the file nor on this machine.

Without one pdfium finds no ink for such text and leaves it out of the text of the page. With this
one the text is there with its places, and is drawn: Latin characters with their shapes, as pdfium
does by itself, all others as a hollow box. What covers or cuts them is seen; their shapes are not.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.kept_fonts import KeptFonts, Request

FAMILY = "Last Resort Boxes"
"""By which a text shows that it is drawn with this font."""

LAST_DRAWN = 0xFF
"""The last character (its code in Unicode) that has a shape of its own in the font."""

_FILE = Path(__file__).with_name("last_resort.ttf")
"""Made by `tests/lab/last_resort_font.py`."""

_CHARSETS = frozenset({
    raw.FXFONT_GB2312_CHARSET, raw.FXFONT_CHINESEBIG5_CHARSET, raw.FXFONT_SHIFTJIS_CHARSET,
    raw.FXFONT_HANGEUL_CHARSET,
})  # fmt: skip
"""For other fonts pdfium has shapes itself."""

_HANDLE = 1
"""Stands for the font between pdfium and this module; others are addresses."""


_COLLECTION = 0x74746366
"""pdfium asks for the size of a file of several fonts (ttcf) under this name of a table."""

_kept = KeptFonts()


class _Fonts(pypdfium2.PdfSysfontBase):  # type: ignore[misc]
    """The fonts of the machine, and the last one."""

    def __init__(self) -> None:
        super().__init__()
        self._lasting: int | None = None
        """The font that is asked for, where it may stay loaded."""

    @cached_property
    def content(self) -> bytes:
        return _FILE.read_bytes()

    def MapFont(
        self, this: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any
    ) -> int | None:
        found: int | None = super().MapFont(this, weight, italic, charset, pitch, face, exact)
        self._lasting = None
        if found and charset == raw.FXFONT_GB2312_CHARSET and not italic:
            name = ctypes.cast(face, ctypes.c_char_p).value or b""
            if _kept.ask(found, Request(weight, name.decode("latin-1"))):
                self._lasting = found
        return _HANDLE if found is None and charset in _CHARSETS else found

    def GetFontData(self, this: Any, font: int, table: int, buffer: Any, size: int) -> int:
        if font == _HANDLE:
            return 0 if table else _copied(self.content, buffer, size)
        if font == self._lasting:
            # pdfium reads a file of several fonts each time that it is asked for one of them, any
            # other file once. The first of several is the one that it takes anyway.
            if table == _COLLECTION:
                return 0
            table = table or self._file(this, font)
        return int(super().GetFontData(this, font, table, buffer, size))

    def _file(self, this: Any, font: int) -> int:
        """The name under which the whole file of a font is had."""
        return _COLLECTION if super().GetFontData(this, font, _COLLECTION, None, 0) else 0

    def GetFaceName(self, this: Any, font: int, buffer: Any, size: int) -> int:
        if font != _HANDLE:
            return int(super().GetFaceName(this, font, buffer, size))
        return _copied(FAMILY.encode() + b"\0", buffer, size)

    def GetFontCharset(self, this: Any, font: int) -> int:
        if font != _HANDLE:
            return int(super().GetFontCharset(this, font))
        return int(raw.FXFONT_GB2312_CHARSET)

    def DeleteFont(self, this: Any, font: int) -> None:
        if font != _HANDLE:
            super().DeleteFont(this, font)


def _copied(content: bytes, buffer: Any, size: int) -> int:
    """The length of the content, which is copied where there is room for it."""
    if size >= len(content):
        ctypes.memmove(buffer, content, len(content))
    return len(content)


@cache
def install_last_resort() -> None:
    """Have pdfium use the font in this process, from the next document on."""
    with suppress(pypdfium2.PdfiumError):  # It knows no fonts of this machine at all.
        _Fonts().setup()


def keep_fonts(requests: Iterable[Request] = ()) -> None:
    """Keep fonts of this machine loaded: those of the requests, and those of open documents."""
    install_last_resort()
    _kept.keep(requests)


def asked_fonts() -> tuple[Request, ...]:
    """The fonts of this machine that documents asked this process for, and that can be kept."""
    return _kept.asked


def is_missing(font: int) -> bool:
    """Is a font, by its address, drawn with the last one?"""
    return pdfium.drawn_family(font) == FAMILY.encode()
