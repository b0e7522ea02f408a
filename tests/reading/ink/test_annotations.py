"""Form fields and annotations are read as far as they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.page.ink.annotations import COMMENT
from pipeline.reading.page.ink.doubted_digits import STRUCK
from pipeline.reading.page.ink.redactions import REDACTED
from tests.hostile_pdfs import stream
from tests.reading.ink.drawn import content_of, drawn, geometry_of, last_cell, table

_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 90 36] /Resources << /Font << /F 9 0 R >> >>"
_TEXT = stream(b"BT /F 12 Tf 5 12 Td (7308) Tj ET", _FORM)
_ON_WHITE = stream(b"1 g 0 0 90 36 re f 0 g BT /F 12 Tf 5 12 Td (7308) Tj ET", _FORM)
_LINE = stream(b"0 16 m 40 16 l S", _FORM)
_ANNOTS = b"/Annots [20 0 R]"


def _annotation(kind: bytes, entries: bytes = b"/F 4") -> bytes:
    return b"<< /Type /Annot /Subtype /%s /Rect [205 622 295 658] /AP << /N 21 0 R >> %s >>" % (
        kind,
        entries,
    )


FIELD = b"/F 4 /FT /Tx /T (visits) /V (7308) /DA (/F 12 Tf 0 g)"
SHOWN = {"FreeText": b"/F 4 /DA (/F 12 Tf)", "Stamp": b"/F 4", "Widget": FIELD}


@pytest.mark.parametrize("kind", SHOWN)
def test_what_an_annotation_shows_is_read(kind: str, tmp_path: Path) -> None:
    objects = {20: _annotation(kind.encode(), SHOWN[kind]), 21: _TEXT}
    path = drawn(tmp_path, table(b"() Tj"), page=_ANNOTS, objects=objects)
    assert last_cell(path) == ("7308", "")


def test_what_an_annotation_shows_over_a_figure_takes_its_place(tmp_path: Path) -> None:
    objects = {20: _annotation(b"FreeText", b"/F 4 /DA (/F 12 Tf)"), 21: _ON_WHITE}
    path = drawn(tmp_path, table(), page=_ANNOTS, objects=objects)
    assert last_cell(path) == ("7308", "")


@pytest.mark.parametrize("kind", [b"Stamp", b"FreeText"])
@pytest.mark.parametrize("height", [b"500 290 536", b"750 330 786"], ids=["alone", "beside a line"])
def test_what_a_comment_says_outside_of_a_grid_is_no_text(
    kind: bytes, height: bytes, tmp_path: Path
) -> None:
    comment = _annotation(kind).replace(b"205 622 295 658", b"240 " + height)
    line = b"BT /F 12 Tf 100 %d Td (Office: Road 3) Tj ET " % (512 if b"500" in height else 762)
    path = drawn(tmp_path, table() + line, page=_ANNOTS, objects={20: comment, 21: _TEXT})
    page = content_of(path)
    assert [x.text for x in page.lines] == ["Office: Road 3"]
    assert "7308" in [x.text for x in page.beside]


def test_a_cell_without_rules_into_which_a_comment_writes_is_doubted(tmp_path: Path) -> None:
    rows = [b"BT /F 12 Tf 100 %d Td (North) Tj ET " % y for y in (700, 680, 660)]
    rows += [b"BT /F 12 Tf %d %d Td (4125) Tj ET " % (x, y) for x in (200, 300) for y in (700, 680)]
    rows += [b"BT /F 12 Tf 300 660 Td (4125) Tj ET "]
    comment = _annotation(b"FreeText").replace(b"205 622 295 658", b"195 648 285 684")
    path = drawn(tmp_path, b"".join(rows), page=_ANNOTS, objects={20: comment, 21: _TEXT})
    spots = [spot for spot in geometry_of(path).spots if spot.reason == COMMENT]
    assert len(spots) == 4 and all(spot.empty_only for spot in spots)


@pytest.mark.parametrize("flags", [b"/F 2", b"/F 32"])
def test_an_annotation_that_is_not_shown_is_not_read(flags: bytes, tmp_path: Path) -> None:
    objects = {20: _annotation(b"Stamp", flags), 21: _ON_WHITE}
    path = drawn(tmp_path, table(), page=_ANNOTS, objects=objects)
    assert last_cell(path) == ("4125", "")


@pytest.mark.parametrize("kind", [b"StrikeOut", b"Line", b"Ink"])
def test_a_figure_struck_out_by_an_annotation_is_doubted(kind: bytes, tmp_path: Path) -> None:
    points = b"/F 4 /QuadPoints [205 658 295 658 205 622 295 622] /L [205 638 295 638]"
    objects = {20: _annotation(kind, points), 21: _LINE}
    path = drawn(tmp_path, table(), page=_ANNOTS, objects=objects)
    assert last_cell(path) == ("4125", STRUCK)


def test_a_strike_without_a_look_of_its_own_is_seen(tmp_path: Path) -> None:
    """The file says only where it is; viewers draw the line."""
    strike = b"<< /Type /Annot /Subtype /StrikeOut /Rect [205 630 240 646] /F 4 /C [1 0 0] "
    strike += b"/QuadPoints [205 646 240 646 205 630 240 630] >>"
    path = drawn(tmp_path, table(), page=_ANNOTS, objects={20: strike})
    assert last_cell(path) == ("4125", STRUCK)


@pytest.mark.parametrize("points", [b"", b"/QuadPoints [205 658 295 658 205 622 295 622]"])
def test_a_figure_that_is_marked_to_be_blacked_out_is_doubted(
    points: bytes, tmp_path: Path
) -> None:
    mark = b"<< /Type /Annot /Subtype /Redact /Rect [205 622 295 658] /F 4 %s >>" % points
    path = drawn(tmp_path, table(), page=_ANNOTS, objects={20: mark})
    assert last_cell(path) == ("4125", REDACTED)
