"""The first line of a paragraph is indented, and may end early; a table may be wider than text."""

from __future__ import annotations

import pytest

from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page_content import read_page
from pipeline.reading.text.paragraphs import Draft, drafts_of, paragraph, usual_face
from tests.reading.test_geometry import write

_WIDE, _HIGH = 400, 400
_TITLE = "标题标题标题"


def _grid(left: float) -> tuple[Rule, ...]:
    """A table of three rows and two columns at the foot of the page, between equal margins."""
    right = _WIDE - left
    levels = [Rule(True, y, left, right) for y in (300, 320, 340, 360)]
    return (*levels, *(Rule(False, x, 300, 360) for x in (left, _WIDE / 2, right)))


def _drafts(lines: list[tuple[float, str]], table_from: float, bold: bool = False) -> list[Draft]:
    """Paragraphs of lines of ten points, each from its x on, above a table."""
    chars = [c for i, (x, text) in enumerate(lines) for c in write(text, x, 40 + 15.0 * i)]
    for row in range(3):
        for x in (table_from + 20, _WIDE / 2 + 20):
            chars += write(f"{row}12", x, 305 + 20.0 * row)
    chars = [c._replace(bold=bold) for c in chars]
    page = read_page(PageGeometry(1, _WIDE, _HIGH, tuple(chars), rules=_grid(table_from)))
    return drafts_of(page, page.lines)


@pytest.mark.parametrize("table_from", [20, 35, 60])
@pytest.mark.parametrize("first", [26, 25, 24, 22])
def test_a_first_line_that_ends_early_is_no_title(first: int, table_from: float) -> None:
    text = [(80.0, "一" * first), (60.0, "二" * 28), (60.0, "三" * 28), (60.0, "四" * 5 + "。")]
    (draft,) = _drafts(text, table_from)
    assert len(draft.lines) == 4 and draft.align == "full"


@pytest.mark.parametrize("table_from", [20, 60])
def test_full_lines_beside_a_wider_table_are_not_centred(table_from: float) -> None:
    text = [(170.0, _TITLE), (80.0, "一" * 26), (60.0, "二" * 28), (60.0, "三" * 8 + "。")]
    title, body = _drafts(text, table_from)
    assert title.align == "center" and len(body.lines) == 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((80.0, "一" * 20 + "。"), (60.0, "二" * 8)),  # a sentence, then what is set flush
        ((80.0, "一" * 10), (60.0, "二" * 8)),  # an item of a list
        ((100.0, "一" * 20), (80.0, "二" * 26)),  # a title, then an indented first line
    ],
)
def test_other_lines_begin_a_paragraph(first: tuple[float, str], second: tuple[float, str]) -> None:
    drafts = _drafts([first, second, (60.0, "三" * 28), (60.0, "四" * 28)], 60)
    assert len(drafts[0].lines) == 1


def test_text_that_is_all_in_a_heavy_face_has_no_titles_by_that() -> None:
    prose = [
        (80.0, "一" * 24),
        *((60.0, "二" * 28),) * 4,
        (60.0, "三" * 8 + "。"),
        (60.0, "四" * 9),
    ]
    for bold in (False, True):
        drafts = _drafts(prose, 60, bold)
        found = [paragraph(d, usual_face(drafts)) for d in drafts]
        assert [p.role for p in found] == ["body", "body"] and len(found[0].lines) == 6


def test_a_short_centred_line_close_above_a_title_is_a_heading() -> None:
    text = [(180.0, "工作动态"), (130.0, "三" * 14), (80.0, "一" * 26), (60.0, "二" * 28)]
    heading, title, _ = _drafts(text, 60)
    assert (heading.text, title.text) == ("工作动态", "三" * 14)
