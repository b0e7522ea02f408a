"""PDFs that are made to hurt whoever reads them, each with an idea of its own."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Mapping
from functools import cache

from tests import bad_pdfs

_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 9 0 R >> >> >>"  # fmt: skip # noqa: E501
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_TEXT = b"BT /F 12 Tf 50 700 Td (not much) Tj ET"


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"", prev: int | None = None) -> bytes:
    """A PDF of the objects, in place of or beside those of a plain page.

    Args:
        trailer: more entries of the trailer.
        prev: where the trailer says that the table of references before it stands; -1: itself.
    """
    plain = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: _PAGES, 3: _PAGE, 4: stream(_TEXT), 9: _FONT}  # fmt: skip # noqa: E501
    out, places = b"%PDF-1.5\n", {}
    for number, content in sorted({**plain, **objects}.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, size = len(out), max(places) + 1
    rows = (b"%010d %05d %s \n" % (places.get(n, 0), 0, b"n" if n in places else b"f") for n in range(size))  # fmt: skip # noqa: E501
    back = b"" if prev is None else b"/Prev %d" % (start if prev < 0 else prev)
    return (
        out + b"xref\n0 %d\n" % size + b"".join(rows)
        + b"trailer\n<< /Size %d /Root 1 0 R %s %s >>\n" % (size, back, trailer)
        + b"startxref\n%d\n%%%%EOF\n" % start
    )  # fmt: skip


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


@cache
def packed(megabytes: int, times: int = 1) -> bytes:
    """That much of a page's operators, packed several times over."""
    packer = zlib.compressobj(1)
    piece = b"0 0 m 1 1 l S\n" * (2**20 // 14)
    content = b"".join(packer.compress(piece) for _ in range(megabytes)) + packer.flush()
    for _ in range(times - 1):
        content = zlib.compress(content, 9)
    return content


def bomb() -> bytes:
    return pdf({4: stream(packed(100), b"/Filter /FlateDecode")})


def nested_bomb() -> bytes:
    return pdf({4: stream(packed(100, 3), b"/Filter [/FlateDecode /FlateDecode /FlateDecode]")})


def hidden_bomb() -> bytes:
    """Its filters are written in hexadecimal, where no look at the stream can see them."""
    content = base64.b16encode(packed(450)) + b">"
    return pdf({4: stream(content, b"/Filter [/ASCIIHexDecode /FlateDecode]")})


def page_tree_loop() -> bytes:
    return pdf({2: b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>"})


def deep_page_tree() -> bytes:
    """A chain of 5,000 nodes."""
    chain = {
        10 + n: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>"
        % ((11 + n) if n < 4999 else 3, 9 + n if n else 2)
        for n in range(5000)
    }
    return pdf({2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>", **chain})


def xref_loop() -> bytes:
    return pdf({}, prev=-1)


def broken_xref() -> bytes:
    whole = pdf({})
    return whole.replace(b"startxref\n", b"startxref\n9").replace(b" 00000 n", b" 00000 x")


def object_stream_loop() -> bytes:
    """Two object streams that go on in each other, and one that holds itself."""
    inside = stream(b"10 0 << /Type /ObjStm >>", b"/Type /ObjStm /N 1 /First 5 /Extends 11 0 R")
    return pdf({10: inside, 11: inside.replace(b"11 0 R", b"10 0 R")}, b"/Info 10 0 R")


def reference_loop() -> bytes:
    return pdf({4: b"5 0 R", 5: b"4 0 R"})


def length_loop() -> bytes:
    return pdf({4: b"<< /Length 4 0 R >>\nstream\n%s\nendstream" % _TEXT})


def recursive_forms() -> bytes:
    """Ten forms, each of which draws the next ten times, and the last the first."""
    next_form = b"/Resources << /XObject << /X %d 0 R >> >>"
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + next_form
    forms = {20 + n: stream(b"/X Do " * 10, form % (20 + (n + 1) % 10)) for n in range(10)}
    page = _PAGE.replace(b"/Font <<", b"/XObject << /X 20 0 R >> /Font <<")
    return pdf({3: page, 4: stream(b"/X Do"), **forms})


def enormous_page() -> bytes:
    return pdf({3: _PAGE.replace(b"595 842", b"1e30 99999999999999999999")})


def many_pages() -> bytes:
    kids = b" ".join([b"3 0 R"] * 1500)
    return pdf({2: b"<< /Type /Pages /Kids [%s] /Count 1500 >>" % kids})


def many_glyphs() -> bytes:
    """10^6 glyphs on a page, from a file of a few kilobytes."""
    line = b"1 0 0 1 50 700 Tm (" + b"a" * 1000 + b") Tj\n"
    content = b"BT /F 1 Tf " + line * 1000 + b"ET"
    return pdf({4: stream(zlib.compress(content, 9), b"/Filter /FlateDecode")})


def many_rules() -> bytes:
    """A grid of 1,500 by 1,500 lines."""
    lines = b"".join(
        b"%f 0 m %f 842 l S 0 %f m 595 %f l S\n" % (n / 3, n / 3, n / 2, n / 2) for n in range(1500)
    )
    return pdf({4: stream(zlib.compress(lines), b"/Filter /FlateDecode")})


def deep_arrays() -> bytes:
    return pdf({4: stream(b"[" * 80_000 + b"]" * 80_000)})


def many_states() -> bytes:
    return pdf({4: stream(b"q " * 2_000_000)})


def locked() -> bytes:
    return bad_pdfs.with_password()


def no_structure() -> bytes:
    return bad_pdfs.damaged()


ALL: tuple[Callable[[], bytes], ...] = (
    bomb, nested_bomb, hidden_bomb, page_tree_loop, deep_page_tree, xref_loop, broken_xref,
    object_stream_loop, reference_loop, length_loop, recursive_forms, enormous_page, many_pages,
    many_glyphs, many_rules, deep_arrays, many_states, locked, no_structure,
)  # fmt: skip
