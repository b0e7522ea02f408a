"""Fonts of this machine that stay loaded from one document to the next.

A document that names a Chinese font and does not hold it is drawn with one of this machine's,
which is read whole, all of its 20 MB and more, and let go with the document. That takes as long as
reading a quarter of the document. So a small document of our own that names the same font is kept
open in its stead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

import pypdfium2

MOST = 2
"""Fonts that are kept, each for its weight; every one takes the memory of its file."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Names that need no care to be written in a PDF."""

_STEM = 5
"""pdfium takes so many times the thickness of a font's stems for its weight, up to a limit."""

_WEIGHTS = range(_STEM, 701, _STEM)


class Request(NamedTuple):
    """What a document wants of this machine: a font of a weight (400 is usual) and a name."""

    weight: int
    name: str


class KeptFonts:
    """Which fonts documents ask for, and the documents of our own that keep them loaded."""

    def __init__(self) -> None:
        self._asked: dict[tuple[int, int], Request] = {}
        self._kept: dict[Request, Any] = {}

    @property
    def asked(self) -> tuple[Request, ...]:
        """The first requests; their fonts can be kept."""
        return tuple(self._asked.values())

    def ask(self, found: int, request: Request) -> bool:
        """Note a request; is its font one that can be kept?

        Args:
            found: stands for the font that this machine has for it; pdfium loads that once for
                all requests of one weight.
        """
        key = found, request.weight
        if key not in self._asked and len(self._asked) < MOST and _can_be_named(request):
            self._asked[key] = request
        return key in self._asked

    def keep(self, requests: Iterable[Request] = ()) -> None:
        """Keep the fonts of these requests, and those that documents asked for.

        While such a document is still open, this takes no time.
        """
        for request in (*requests, *self.asked):
            if request in self._kept or len(self._kept) == MOST or not _can_be_named(request):
                continue
            with suppress(pypdfium2.PdfiumError):
                document = pypdfium2.PdfDocument(naming(request))
                self._kept[request] = document, document[0]


def _can_be_named(request: Request) -> bool:
    return request.weight in _WEIGHTS and _NAME.fullmatch(request.name) is not None


def naming(request: Request) -> bytes:
    """A PDF of one page with a blank in the font of a request."""
    name = b"/" + request.name.encode()
    stem = b"%d" % (request.weight // _STEM)
    content = b"BT /F 9 Tf <0020> Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/UniGB-UCS2-H"
        b"/DescendantFonts[6 0 R]>>" % name,
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont%s/FontDescriptor 7 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>" % name,
        b"<</Type/FontDescriptor/FontName%s/Flags 6/FontBBox[0 0 1000 1000]/ItalicAngle 0"
        b"/Ascent 800/Descent -200/CapHeight 800/StemV %s>>" % (name, stem),
    )
    out, starts = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        starts.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    count = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (count, table, count, len(out))
    )
