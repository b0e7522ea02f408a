"""Small PDFs, each with one thing that sources may see in two ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdf(objects: Mapping[int, bytes], catalog: bytes = b"") -> bytes:
    """A file of the given objects; 1 is the catalog and 2 the page tree with page 3."""
    whole = {
        1: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        **objects,
    }
    out, places = b"%PDF-1.7\n", {}
    for number, body in sorted(whole.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(whole) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %c \n" % (places.get(number, 0), b"n" if number in places else b"f")
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return out + trailer % (size, start)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), entries, content)


def page(
    content: bytes,
    *,
    boxes: bytes = b"/MediaBox[0 0 612 792]",
    font: bytes = HELVETICA,
    resources: bytes = b"",
    objects: Mapping[int, bytes] | None = None,
    catalog: bytes = b"",
) -> bytes:
    """One page with a content; /F1 is `font`, further `resources` and `objects` from 6 on."""
    leaf = b"<</Type/Page/Parent 2 0 R%s/Resources<</Font<</F1 5 0 R>>%s>>/Contents 4 0 R>>"
    parts = {3: leaf % (boxes, resources), 4: stream(content), 5: font, **(objects or {})}
    return pdf(parts, catalog)


def text(words: bytes, *, matrix: bytes = b"1 0 0 1 100 700", before: bytes = b"") -> bytes:
    """Ten-point text; `before` goes in front of the matrix."""
    return b"BT /F1 10 Tf %s %s Tm (%s) Tj ET\n" % (before, matrix, words)


def chinese(texts: Sequence[str], content: bytes, vertical: bool = False) -> bytes:
    """A page whose font maps code 1 to the first of the texts, and so on; "" is not mapped."""
    lines = b"".join(
        b"<%04x><%s>\n" % (code, one.encode("utf-16-be", "surrogatepass").hex().encode())
        for code, one in enumerate(texts, start=1)
        if one
    )
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap /CMapName /X def /CMapType 2 def\n"
        b"1 begincodespacerange <0000><ffff> endcodespacerange\n"
        b"%d beginbfchar\n%sendbfchar\nendcmap end" % (sum(map(bool, texts)), lines)
    )
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Song/Encoding/Identity-%c"
        b"/DescendantFonts[6 0 R]/ToUnicode 8 0 R>>" % (b"V" if vertical else b"H")
    )
    objects = {
        6: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+Song/DW 1000/FontDescriptor 7 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        7: b"<</Type/FontDescriptor/FontName/AAAAAA+Song/Flags 4/FontBBox[0 -200 1000 800]"
        b"/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
        8: stream(cmap),
    }
    return page(content, font=font, objects=objects)


def layered(content: bytes, config: bytes, properties: bytes = b"", **more: bytes) -> bytes:
    """A page with two layers: 10 is /A and 11 is /B."""
    objects = {
        10: b"<</Type/OCG/Name(A)%s>>" % more.get("usage", b""),
        11: b"<</Type/OCG/Name(B)>>",
        12: stream(
            text(b"FORM", matrix=b"1 0 0 1 100 500"),
            b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/OC 11 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>",
        ),
    }
    return page(
        content,
        resources=b"/Properties<</A 10 0 R/B 11 0 R%s>>/XObject<</X 12 0 R>>" % properties,
        objects=objects,
        catalog=b"/OCProperties<</OCGs[10 0 R 11 0 R]/D<<%s>>>>" % config,
    )
