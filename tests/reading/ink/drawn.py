"""Small pages with one table, drawn by hand as a producer would write them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.page.ink.judge import judged
from pipeline.reading.page.sources.choose import chosen_pages
from pipeline.reading.page_content import PageContent, read_page
from tests.hostile_pdfs import pdf, stream

XS = (100, 200, 300)
YS = (700, 660, 620)
"""Edges of the cells, points from the lower left: two columns and two rows."""

FIGURE = (210, 634)
"""Where the figure of the last cell begins, on its baseline."""

_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 800] /Contents 4 0 R %s /Resources << "
    b"/Font << /F 9 0 R >> /ExtGState << /Clear << /ca 0 /CA 0 >> /Light << /ca 0.12 >> "
    b"/Multiply << /BM /Multiply >> >> %s >> >>"
)


def table(inside: bytes = b"(4125) Tj", paint: bytes = b"0 g") -> bytes:
    """The operators of the table; `inside` shows the text of the last cell, at FIGURE."""
    lines = b"".join(b"%d %d m %d %d l S\n" % (XS[0], y, XS[-1], y) for y in YS)
    lines += b"".join(b"%d %d m %d %d l S\n" % (x, YS[0], x, YS[-1]) for x in XS)
    words = ((110, 674, b"Name"), (210, 674, b"Visits"), (110, 634, b"North"))
    text = b"".join(b"BT /F 12 Tf 0 g %d %d Td (%s) Tj ET\n" % word for word in words)
    return lines + text + b"q BT /F 12 Tf %s %d %d Td %s ET Q\n" % (paint, *FIGURE, inside)


def figure(text: bytes, paint: bytes = b"0 g", dx: float = 0, dy: float = 0) -> bytes:
    """Operators that show a text at FIGURE, moved by (dx, dy)."""
    x, y = FIGURE
    return b"q BT /F 12 Tf %s %f %f Td (%s) Tj ET Q\n" % (paint, x + dx, y + dy, text)


def patch(colour: bytes = b"1 g", left: float = 205, right: float = 295) -> bytes:
    """A filled rectangle over the inside of the last cell."""
    return b"q %s %f 622 %f 36 re f Q\n" % (colour, left, right - left)


def drawn(
    folder: Path,
    content: bytes,
    *,
    resources: bytes = b"",
    page: bytes = b"",
    objects: Mapping[int, bytes] | None = None,
    catalog: bytes = b"",
) -> Path:
    """A PDF of one page with these operators."""
    path = folder / "drawn.pdf"
    parts = {3: _PAGE % (page, resources), 4: stream(content), **(objects or {})}
    if catalog:
        parts[1] = b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog
    path.write_bytes(pdf(parts))
    return path


def geometry_of(path: Path) -> PageGeometry:
    (page,) = judged(path, chosen_pages(path))
    return page


def content_of(path: Path) -> PageContent:
    return read_page(geometry_of(path))


def last_cell(path: Path) -> tuple[str, str]:
    """Text and doubt of the table's last cell; all others hold what they should, certain."""
    (part,) = content_of(path).parts
    texts = {(c.row, c.col): (c.text, c.content.doubt) for c in part.cells}
    assert texts[0, 0] == ("Name", "")
    assert texts[0, 1] == ("Visits", "")
    assert texts[1, 0] == ("North", "")
    return texts[1, 1]
