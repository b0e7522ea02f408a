"""Two sources under one contract: what pdfium and pdfplumber find is the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from pipeline.errors import RejectedFile
from pipeline.reading.page.geometry import NOBODY, PageGeometry, Rule
from pipeline.reading.page.sources import choose, pdfium_glyphs, pdfium_source, pdfium_text
from pipeline.reading.page.sources.choose import chosen_pages
from pipeline.reading.page.sources.compare import differences
from pipeline.reading.page.sources.pdfium_source import pdfium_pages
from pipeline.reading.page.sources.pdfplumber_source import PlumberDocument, pdfplumber_pages
from tests.reading.sources.small_pdfs import chinese, layered, page, stream, text

Write = Callable[[bytes], Path]
SEPARATION = b"/ColorSpace<</S[/Separation/Black/DeviceCMYK<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 0 0 1]/N 1>>]>>"  # noqa: E501
INDEXED = b"/ColorSpace<</S[/Indexed/DeviceRGB 1<ffffff000000>]>>"
LAB = b"/ColorSpace<</S[/Lab<</WhitePoint[.95 1 1.09]/Range[-100 100 -100 100]>>]>>"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def save(content: bytes) -> Path:
        path = tmp_path / "small.pdf"
        path.write_bytes(content)
        return path

    return save


def words(found: PageGeometry) -> str:
    return "".join(char.text for char in found.chars if char.text != " ")


def both(path: Path) -> tuple[PageGeometry, PageGeometry]:
    (one,), (two,) = pdfium_pages(path), pdfplumber_pages(path)
    return one, two


@pytest.mark.parametrize("source", [pdfium_pages, pdfplumber_pages])
def test_a_box_reaches_from_origin_to_advance_about_the_baseline(
    write: Write, source: Callable[[Path], object]
) -> None:
    (found,) = list(source(write(page(text(b"A1")))))  # type: ignore[call-overload]
    first = found.chars[0]
    assert (first.x0, first.x1) == pytest.approx((100, 106.67), abs=0.02)
    assert (first.top, first.bottom) == pytest.approx((84, 94), abs=0.01)
    assert (first.size, first.turn, first.bold, first.light) == (10, 0, False, 0)


TURNED = {
    "up": b"0 1 -1 0 100 500", "down": b"0 -1 1 0 100 500", "back": b"-1 0 0 -1 300 500",
    "askew": b".7 .7 -.7 .7 100 500", "leaning": b"1 0 .3 1 100 500", "flat": b"2 0 0 1 100 500",
    "mirrored": b"1 0 0 -1 100 500",
}  # fmt: skip
SET = {
    "negative size": b"BT /F1 -10 Tf -1 0 0 -1 100 500 Tm (A12) Tj ET",
    "narrow": text(b"A12", before=b"50 Tz"),
    "raised": text(b"A12", before=b"4 Ts"),
    "spread": text(b"A1 2", before=b"3 Tc 5 Tw"),
    "two strings": b"BT /F1 10 Tf 2 Tc 100 500 Td (A1) Tj (23) Tj [(4) -500 (5) 90 (6)] TJ ET",
    "next line": b"BT /F1 10 Tf 12 TL 100 500 Td (A-) Tj T* (12) ' ET",
}
BOXES = {
    "inverted": b"/MediaBox[612 792 0 0]",
    "none": b"",
    "empty crop": b"/MediaBox[0 0 612 792]/CropBox[0 0 0 0]",
    "crop": b"/MediaBox[0 0 612 792]/CropBox[50 60 500 750]",
    "crop beyond": b"/MediaBox[0 0 612 792]/CropBox[-50 60 900 750]",
    "moved": b"/MediaBox[-30 40 612 792]",
    "turned": b"/MediaBox[0 0 612 792]/Rotate 90/CropBox[50 60 500 750]",
    "over": b"/MediaBox[612 792 0 0]/Rotate 180/CropBox[500 750 50 60]",
    "turned back": b"/MediaBox[10 0 612 792]/Rotate -90",
}


@pytest.mark.parametrize(
    "content",
    [
        *(page(text(b"A12", matrix=matrix)) for matrix in TURNED.values()),
        *(page(content) for content in SET.values()),
        *(
            page(text(b"A12") + text(b"34", matrix=TURNED["up"]), boxes=box)
            for box in BOXES.values()
        ),
    ],
    ids=[*TURNED, *SET, *BOXES],
)
def test_text_lies_alike_in_both(write: Write, content: bytes) -> None:
    one, two = both(write(content))
    assert (one.width, one.height) == pytest.approx((two.width, two.height), abs=0.01)
    assert words(one) == words(two) != ""
    assert not one.unsure
    for a, b in zip(
        (c for c in one.chars if c.text != " "),
        (c for c in two.chars if c.text != " "), strict=True,
    ):  # fmt: skip
        assert (a.x0, a.top, a.x1, a.bottom) == pytest.approx((b.x0, b.top, b.x1, b.bottom), abs=0.02)  # fmt: skip # noqa: E501
        assert (a.text, a.size, a.turn, a.light) == (b.text, b.size, b.turn, b.light)


def test_a_page_is_displayed_by_its_crop_box_and_rotation(write: Write) -> None:
    for found in both(write(page(text(b"A"), boxes=BOXES["turned"]))):
        assert (found.width, found.height) == (690, 450)
        assert found.chars[0].turn == 270
        assert found.chars[0].top == pytest.approx(50, abs=0.01)


def test_glyphs_come_in_drawing_order(write: Write) -> None:
    content = text(b"2", matrix=b"1 0 0 1 300 700") + text(b"1") + text(b"0", matrix=b"1 0 0 1 9 9")
    assert [words(found) for found in both(write(page(content)))] == ["210", "210"]


def test_forms_are_placed_and_coloured_by_what_draws_them(write: Write) -> None:
    resources = b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</Font<</F1 5 0 R>>"
    inner = stream(text(b"12", matrix=b"1 0 0 1 5 5"), resources + b">>/Matrix[1 0 0 1 3 4]")
    outer = stream(b"q 2 0 0 2 10 10 cm /Y Do Q", resources + b"/XObject<</Y 7 0 R>>>>")
    content = b"1 g q 1 0 0 1 100 200 cm /X Do Q 0 g " + text(b"3")
    white = page(content, resources=b"/XObject<</X 6 0 R>>", objects={6: outer, 7: inner})
    for found in both(write(white)):
        assert (words(found), [c.text for c in found.hidden]) == ("3", ["1", "2"])
        assert found.hidden[0].x0 == pytest.approx(100 + 10 + 2 * 8, abs=0.01)
        assert found.hidden[0].size == 20


@pytest.mark.parametrize("mode", [b"3 Tr", b"7 Tr"])
def test_invisible_text_is_hidden(write: Write, mode: bytes) -> None:
    for found in both(write(page(text(b"12", before=mode) + text(b"3", before=b"0 Tr")))):
        assert (words(found), len(found.hidden)) == ("3", 2)


def test_text_without_width_is_not_seen(write: Write) -> None:
    for found in both(write(page(text(b"12", before=b"0 Tz") + text(b"3", before=b"100 Tz")))):
        assert words(found) == "3"


def test_transparent_text_is_hidden(write: Write) -> None:
    states = b"/ExtGState<</G<</ca 0>>/H<</ca .2>>>>"
    content = b"q /G gs " + text(b"00") + b"Q q /H gs " + text(b"8") + b"Q " + text(b"3")
    for found in both(write(page(content, resources=states))):
        assert [(c.text, round(c.light, 1)) for c in found.chars] == [("8", 0.8), ("3", 0)]
        assert len(found.hidden) == 2


@pytest.mark.parametrize(
    ("space", "ink", "paper"),
    [
        (SEPARATION, b"1 scn", b"0 scn"),
        (INDEXED, b"1 sc", b"0 sc"),
        (LAB, b"0 0 0 sc", b"100 0 0 sc"),
    ],
)  # fmt: skip
def test_colours_are_evaluated_or_kept(
    write: Write, space: bytes, ink: bytes, paper: bytes
) -> None:
    content = b"/S cs %s " % ink + text(b"12") + b"%s " % paper + text(b"3", matrix=b"1 0 0 1 9 9")
    one, two = both(write(page(content, resources=space)))
    assert (words(one), len(one.hidden)) == ("12", 1)
    assert words(two).startswith("12")


def test_bold_drawn_twice_is_read_once(write: Write) -> None:
    content = text(b"12") + text(b"12", matrix=b"1 0 0 1 100.3 700")
    for found in both(write(page(content))):
        assert words(found) == "12"


def test_white_text_stands_for_none_that_is_seen(write: Write) -> None:
    path = write(page(b"1 g " + text(b"12") + b"0 g " + text(b"12")))
    (found,) = chosen_pages(path)
    assert (words(found), found.source) == ("12", "pdfplumber")
    assert found.unsure == (pdfium_text.LOST,)


RULES = {
    "line": (b"100 100 m 200 100 l S", [Rule(True, 692, 100, 200)]),
    "bar": (b"100 100 100 1 re f", [Rule(True, 691.5, 100, 200)]),
    "white bar": (b"1 g 100 100 100 1 re f", []),
    "dots": (
        b"100 100 1 1 re 102 100 1 1 re f",
        [
            Rule(True, 691.5, 100, 101), Rule(False, 100.5, 691, 692),
            Rule(True, 691.5, 102, 103), Rule(False, 102.5, 691, 692),
        ],
    ),
    "polygon": (b"100 100 m 200 100 l 201 101 l 100 101 l f", [Rule(True, 691.5, 100, 201)]),
    "round ends": (
        b"100 100 m 150 99 160 99 200 100 c 200 101 l 150 102 140 102 100 101 c f",
        [Rule(True, 691.5, 100, 200)],
    ),
    "a stroke of a letter": (b"100 100 m 103 99 106 99 109 100 c 109 101 l 100 101 l f", []),
    "frame": (
        b"100 100 50 20 re S",
        [
            Rule(True, 672, 100, 150), Rule(True, 692, 100, 150),
            Rule(False, 100, 672, 692), Rule(False, 150, 672, 692),
        ],
    ),
    "several": (
        b"100 100 50 1 re 100 200 1 50 re f",
        [Rule(True, 691.5, 100, 150), Rule(False, 100.5, 542, 592)],
    ),
    "corner": (
        b"100 100 m 200 100 l 200 150 l S",
        [Rule(True, 692, 100, 200), Rule(False, 200, 642, 692)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "rules"), RULES.values(), ids=list(RULES))
def test_rules_are_found_alike(write: Write, content: bytes, rules: list[Rule]) -> None:
    for found in both(write(page(content))):
        assert len(found.rules) == len(rules)
        for got, want in zip(found.rules, rules, strict=True):
            assert got.horizontal == want.horizontal
            assert (got.at, got.start, got.end) == pytest.approx((want.at, want.start, want.end), abs=0.01)  # fmt: skip # noqa: E501


PIXEL = b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"


@pytest.mark.parametrize(("entries", "seen"), [(b"", "3"), (b"/SMask 7 0 R", "123")])
def test_an_opaque_picture_hides_text(write: Write, entries: bytes, seen: str) -> None:
    content = text(b"12") + b"q 50 0 0 20 95 690 cm /I Do Q " + text(b"3", matrix=b"1 0 0 1 9 9")
    objects = {6: stream(b"x", PIXEL + entries), 7: stream(b"x", PIXEL)}
    path = write(page(content, resources=b"/XObject<</I 6 0 R>>", objects=objects))
    (found,) = chosen_pages(path)
    assert (words(found), found.unsure) == (seen, (pdfium_source.COVERED,))


def test_ligatures_and_characters_of_two_halves_are_whole(write: Write) -> None:
    content = b"BT /F1 10 Tf 100 700 Td <000100020003> Tj ET"
    for found in both(write(chinese(["A", "fi", "\U00020000"], content))):
        assert [c.text for c in found.chars] == ["A", "fi", "\U00020000"]
        assert found.chars[1].x1 - found.chars[1].x0 == pytest.approx(10, abs=0.02)


def test_circled_digits_radicals_and_ligatures_are_read_alike(write: Write) -> None:
    content = b"BT /F1 10 Tf 100 700 Td <00010002000300040005> Tj ET"
    for found in both(write(chinese(["A", "①", "⼾", "ﬁ", "\u2f47"], content))):
        assert words(found) == "A①户fi日"


def test_half_a_character_is_unreadable(write: Write) -> None:
    (found,) = pdfium_pages(
        write(chinese(["A", "\ud840"], b"BT /F1 10 Tf 9 9 Td <00010002> Tj ET"))
    )
    assert words(found).encode() in (b"A", "A\ufffd".encode())


def test_a_glyph_without_character_is_for_pdfplumber(write: Write) -> None:
    path = write(chinese(["A", "", "B"], b"BT /F1 10 Tf 9 9 Td <000100020003> Tj ET"))
    (found,) = chosen_pages(path)
    assert (words(found), found.unsure) == ("A(cid:2)B", (pdfium_text.NO_UNICODE,))


def test_figures_in_one_place_are_for_pdfplumber(write: Write) -> None:
    (found,) = chosen_pages(write(chinese(["A", "11"], b"BT /F1 10 Tf 9 9 Td <00010002> Tj ET")))
    assert (words(found), found.source) == ("A11", "pdfplumber")


def test_vertical_writing_is_for_pdfplumber(write: Write) -> None:
    content = b"BT /F1 10 Tf 100 700 Td <000100020001> Tj ET"
    path = write(chinese(["A", "B"], content, vertical=True))
    (found,) = chosen_pages(path)
    assert found.unsure == (pdfium_text.VERTICAL,)
    assert [round(c.x0) for c in found.chars] == [95] * 3
    tops = [c.top for c in found.chars]
    assert [b - a for a, b in itertools.pairwise(tops)] == pytest.approx([10, 10])


def test_glyphs_are_read_and_not_the_text_in_their_stead(write: Write) -> None:
    content = (
        b"/Span<</ActualText(999)>>BDC "
        + text(b"123")
        + b"EMC "
        + text(b"4", matrix=b"1 0 0 1 9 9")
    )
    for found in both(write(page(content))):
        assert words(found) == "1234"


TYPE_3 = (
    b"<</Type/Font/Subtype/Type3/FontBBox[0 0 10 10]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 49"
    b"/LastChar 49/Widths[6]/CharProcs<</one 6 0 R>>/Resources<<>>"
    b"/Encoding<</Type/Encoding/Differences[49/one]>>>>"
)


def test_a_font_of_type_3_is_for_pdfplumber(write: Write) -> None:
    objects = {6: stream(b"6 0 0 0 6 8 d1 0 0 6 8 re f")}
    (found,) = chosen_pages(write(page(text(b"1"), font=TYPE_3, objects=objects)))
    assert (words(found), found.source) == ("1", "pdfplumber")
    assert pdfium_text.TYPE_3 in found.unsure


def test_a_font_name_may_be_bytes_of_gbk(write: Write) -> None:
    name = "黑体".encode("gbk").hex().encode()
    font = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/Hei/Encoding/WinAnsiEncoding/FirstChar 49"
        b"/LastChar 49/Widths[600]/FontDescriptor 6 0 R>>"
    )
    objects = {6: b"<</Type/FontDescriptor/FontName<%s>/Flags 32/Ascent 800/Descent -200>>" % name}
    for found in both(write(page(text(b"1"), font=font, objects=objects))):
        assert [(c.text, c.bold) for c in found.chars] == [("1", True)]


MARKED = (
    b"/OC/A BDC "
    + text(b"A")
    + b"EMC /OC/B BDC "
    + text(b"B", matrix=b"1 0 0 1 9 9")
    + b"EMC /X Do "
)
LAYERS = {
    "all on": (b"", b"", b"", "ABFORM"),
    "one off": (b"/OFF[11 0 R]", b"", b"", "A"),
    "base off": (b"/BaseState/OFF/ON[10 0 R]", b"", b"", "A"),
    "by usage": (
        b"/AS[<</Event/View/Category[/View]/OCGs[10 0 R]>>]", b"",
        b"/Usage<</View<</ViewState/OFF>>>>", "BFORM",
    ),
    "for print": (
        b"/AS[<</Event/Print/Category[/Print]/OCGs[10 0 R]>>]", b"",
        b"/Usage<</View<</ViewState/OFF>>>>", "ABFORM",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("config", "more", "usage", "seen"), LAYERS.values(), ids=list(LAYERS))
def test_layers_that_are_off_are_not_read(
    write: Write, config: bytes, more: bytes, usage: bytes, seen: str
) -> None:
    (found,) = chosen_pages(write(layered(MARKED, config, more, usage=usage)))
    assert words(found) == seen
    assert found.unsure == ((choose.LAYERS,) if b"O" in config and seen != "ABFORM" else ())


MEMBERS = {
    "any on": (b"/P/AnyOn", "A"), "all on": (b"/P/AllOn", ""),
    "any off": (b"/P/AnyOff", "A"), "all off": (b"/P/AllOff", ""),
    "expression": (b"/VE[/And 10 0 R[/Not 11 0 R]]", "A"),
    "or": (b"/VE[/Or 11 0 R[/And 11 0 R 10 0 R]]", ""),
}  # fmt: skip


@pytest.mark.parametrize(("policy", "seen"), MEMBERS.values(), ids=list(MEMBERS))
def test_a_membership_is_shown_by_its_policy(write: Write, policy: bytes, seen: str) -> None:
    group = b"/M<</Type/OCMD/OCGs[10 0 R 11 0 R]%s>>" % policy
    content = b"/OC/M BDC " + text(b"A") + b"EMC"
    (found,) = chosen_pages(write(layered(content, b"/OFF[11 0 R]", group)))
    assert (words(found), len(found.hidden)) == (seen, 1 - len(seen))


def test_pdfium_serves_where_pdfplumber_fails(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise KeyError("odd")

    path = write(chinese(["A", "", "B"], b"BT /F1 10 Tf 9 9 Td <000100020003> Tj ET"))
    monkeypatch.setattr(
        "pipeline.reading.page.sources.pdfplumber_source.PlumberDocument.page", fails
    )
    (found,) = chosen_pages(path)
    assert found.source == "pdfium"
    assert found.unsure == (pdfium_text.NO_UNICODE, choose.BROKEN)


def test_a_page_that_nobody_reads_is_kept_empty(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose, "_by_pdfium", lambda *_: None)
    monkeypatch.setattr(choose._Reference, "page", lambda *_: None)
    (found,) = chosen_pages(write(page(text(b"A"))))
    assert (found.chars, found.source, found.width) == ((), "", 612)
    assert found.unsure == (choose.FAILED, choose.BROKEN, NOBODY)


def test_what_one_source_reads_otherwise_is_a_difference(write: Write) -> None:
    one = next(pdfium_pages(write(page(text(b"A 123") + b"9 9 99 1 re f"))))
    two = next(pdfium_pages(write(page(text(b"A 183") + b"9 9 90 1 re f"))))
    assert differences(one, one) == []
    figure, rule = differences(one, two)
    assert (figure.pdfium, figure.pdfplumber) == ("2", "8")
    assert figure.box.x0 == pytest.approx(115.01, abs=0.1)
    assert "rule" in rule.pdfium and "rule" in rule.pdfplumber


def test_a_code_beyond_all_characters_is_unreadable() -> None:
    assert pdfium_glyphs._text(0xFFFFFFFF) == "\ufffd"


@pytest.mark.parametrize("unread", [{2}, {1, 2, 3, 4, 5}])
def test_a_page_that_nobody_reads_costs_itself_where_pdfium_opens_nothing(
    unread: set[int], word_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> object:
        raise pypdfium2.PdfiumError("no structure")

    def read(self: PlumberDocument, number: int) -> PageGeometry:
        if number in unread:
            raise ValueError("Ascii85 overflow")
        return whole(self, number)

    whole = PlumberDocument.page
    monkeypatch.setattr(pypdfium2, "PdfDocument", fail)
    monkeypatch.setattr(PlumberDocument, "page", read)
    if len(unread) == 5:
        with pytest.raises(RejectedFile, match="0 of its 5"):
            list(chosen_pages(word_pdf))
        return
    found = list(chosen_pages(word_pdf))
    assert [p.number for p in found if NOBODY in p.unsure] == [2]
    assert [bool(p.chars) for p in found] == [True, False, True, True, True]
