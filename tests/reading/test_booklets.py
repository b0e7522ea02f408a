"""Two pages on a sheet are read like the same two pages on their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model.place import Box
from pipeline.reading import read_pdf
from pipeline.reading.model import Reading
from pipeline.reading.page.booklets import ORDER, leaves_of
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page.sources.choose import chosen_pages
from tests.conftest import FIXTURES

WORD_PDF = FIXTURES / "issue157" / "word.pdf"


@pytest.fixture(scope="module")
def pages(word_pdf: Path) -> list[PageGeometry]:
    """The sample's pages, each with its number at the foot."""
    return [_numbered(page) for page in chosen_pages(word_pdf)]


def _numbered(page: PageGeometry) -> PageGeometry:
    width, height = page.width, page.height
    foot = Char(str(page.number), width / 2, height - 40, width / 2 + 6, height - 30, 10)
    kept = [c for c in page.chars if c.cy < 0.9 * height]
    return replace(page, chars=(*kept, foot))


def _beside(number: int, left: PageGeometry, right: PageGeometry | None) -> PageGeometry:
    by = left.width
    right = right or replace(left, chars=(), rules=(), pictures=(), hidden=(), spots=())
    return PageGeometry(
        number, 2 * by, left.height,
        (*left.chars, *(c._replace(x0=c.x0 + by, x1=c.x1 + by) for c in right.chars)),
        rules=(*left.rules, *(_moved(r, by) for r in right.rules)),
        pictures=(*left.pictures, *(Box(b.x0 + by, b.top, b.x1 + by, b.bottom)
                                    for b in right.pictures)),
    )  # fmt: skip


def _moved(rule: Rule, by: float) -> Rule:
    if rule.horizontal:
        return rule._replace(start=rule.start + by, end=rule.end + by)
    return rule._replace(at=rule.at + by)


def _read(pages: Sequence[PageGeometry]) -> Reading:
    """The reading of these pages, whatever file they are said to be from."""

    def source(path: Path) -> Iterator[PageGeometry]:
        return iter(pages)

    return read_pdf(WORD_PDF, "0" * 64, source, lambda path, pages: {})


def _texts(reading: Reading) -> list[list[str]]:
    tables = [[cell.text for cell in table.cells] for table in reading.tables]
    return [[p.text for p in reading.paragraphs], *tables]


def test_sheets_are_read_like_pages(pages: list[PageGeometry]) -> None:
    sheets = [_beside(1, pages[0], pages[1]), _beside(2, pages[2], pages[3])]
    sheets.append(_beside(3, pages[4], None))
    found = _read(sheets)
    assert _texts(found) == _texts(_read(pages))
    assert [(p.number, p.width) for p in found.pages] == [
        (n, 2 * pages[0].width) for n in (1, 2, 3)
    ]
    right = [t for t in found.tables if t.places[0].box.x0 > pages[0].width]
    assert right, "what is on the right half keeps its place on the sheet"


def test_a_folded_booklet_is_read_in_the_order_of_its_numbers(pages: list[PageGeometry]) -> None:
    sheets = [_beside(1, pages[3], pages[0]), _beside(2, pages[1], pages[2])]
    assert _texts(_read(sheets)) == _texts(_read(pages[:4]))


def _without_numbers(pages: Sequence[PageGeometry]) -> list[PageGeometry]:
    return [replace(p, chars=tuple(c for c in p.chars if c.cy < 0.9 * p.height)) for p in pages]


def test_sheets_without_numbers_are_read_like_pages(pages: list[PageGeometry]) -> None:
    bare = _without_numbers(pages)
    sheets = [_beside(1, bare[0], bare[1]), _beside(2, bare[2], bare[3])]
    assert _texts(_read(sheets)) == _texts(_read(bare[:4]))


def test_a_booklet_without_numbers_begins_with_its_title(pages: list[PageGeometry]) -> None:
    bare = _without_numbers(pages)
    from_right = [_beside(1, bare[1], bare[0]), _beside(2, bare[3], bare[2])]
    assert _texts(_read(from_right)) == _texts(_read(bare[:4]))
    last = replace(bare[4], chars=bare[4].chars[:60])
    folded = [_beside(1, last, bare[0]), _beside(2, bare[1], bare[2])]
    assert _texts(_read(folded)) == _texts(_read([*bare[:3], last]))


def test_a_line_along_the_fold_is_of_no_table(pages: list[PageGeometry]) -> None:
    sheets = [_beside(1, pages[0], pages[1]), _beside(2, pages[2], pages[3])]
    fold = Rule(False, pages[0].width, 0, pages[0].height)
    lined = [replace(sheet, rules=(*sheet.rules, fold)) for sheet in sheets]
    assert _texts(_read(lined)) == _texts(_read(pages[:4]))


def test_leaves_without_a_number_go_where_the_others_leave_room(pages: list[PageGeometry]) -> None:
    (unnumbered,) = _without_numbers(pages[:1])
    sheets = [_beside(1, pages[1], unnumbered), _beside(2, pages[3], pages[2])]
    sheets.append(_beside(3, replace(pages[4], chars=(), rules=(), pictures=()), pages[4]))
    found = _texts(_read(sheets))
    assert found == _texts(_read([unnumbered, *pages[1:]]))


def test_a_wide_page_is_one_page(pages: list[PageGeometry]) -> None:
    sheet = _beside(1, pages[0], pages[1])
    title = Char("表", sheet.width / 2 - 5, 60, sheet.width / 2 + 5, 70, 10)
    across = Rule(True, 60, 0.3 * sheet.width, 0.7 * sheet.width)
    unnumbered = tuple(c for c in sheet.chars if c.cy < 0.9 * sheet.height)
    for page in (
        replace(sheet, chars=(*sheet.chars, title)),
        replace(sheet, rules=(*sheet.rules, across)),
        replace(sheet, chars=unnumbered),
        pages[0],
    ):
        (leaf,) = leaves_of([page])
        assert leaf.geometry is page and not leaf.sheet


def _below(upper: PageGeometry, lower: PageGeometry) -> PageGeometry:
    by = upper.height
    chars = (c._replace(top=c.top + by, bottom=c.bottom + by) for c in lower.chars)
    rules = (
        r._replace(at=r.at + by) if r.horizontal else r._replace(start=r.start + by, end=r.end + by)
        for r in lower.rules
    )
    pictures = (Box(b.x0, b.top + by, b.x1, b.bottom + by) for b in lower.pictures)
    return replace(
        upper, height=2 * by, chars=(*upper.chars, *chars), rules=(*upper.rules, *rules),
        pictures=(*upper.pictures, *pictures),
    )  # fmt: skip


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 2, 1, 3)], ids=["by rows", "by columns"])
@pytest.mark.parametrize("numbers", ["all", "not on the first"])
def test_four_pages_on_a_sheet_are_read_like_pages(
    order: tuple[int, int, int, int], numbers: str, pages: list[PageGeometry]
) -> None:
    if numbers != "all":
        pages = [*_without_numbers(pages[:1]), *pages[1:]]
    a, b, c, d = (pages[order.index(k)] for k in range(4))
    sheet = _below(_beside(1, a, b), _beside(1, c, d))
    found = _read([sheet])
    assert _texts(found) == _texts(_read(pages[:4]))
    (info,) = found.pages
    assert (info.width, info.height) == (sheet.width, sheet.height)
    places = [table.places[-1].box for table in found.tables]
    assert max(box.bottom for box in places) > pages[0].height, "places are those on the sheet"


def test_sheets_of_four_pages_without_numbers_are_read_like_pages(
    pages: list[PageGeometry],
) -> None:
    bare = _without_numbers(pages)
    first = _below(_beside(1, bare[0], bare[1]), _beside(1, bare[2], bare[3]))
    second = _below(_beside(2, bare[4], None), replace(bare[4], chars=(), rules=(), pictures=()))
    found = _read([first, second])
    assert _texts(found) == _texts(_read(bare))
    assert [p.unsure for p in found.pages] == [(ORDER,)] * 2
    assert {d.page for d in found.doubts} == {1, 2}


def test_a_lone_page_of_four_blocks_is_one_page_and_doubted(pages: list[PageGeometry]) -> None:
    bare = _without_numbers(pages)
    sheet = _below(_beside(1, bare[0], bare[1]), _beside(1, bare[2], bare[3]))
    (leaf,) = leaves_of([sheet])
    assert leaf.geometry == replace(sheet, unsure=(ORDER,)) and not leaf.sheet


def test_pages_that_are_pictures_show_no_four_pages(pages: list[PageGeometry]) -> None:
    size = Box(0, 0, pages[0].width, pages[0].height)
    scans = [replace(p, chars=(), rules=(), pictures=(size,)) for p in pages]
    stamped = [replace(p, chars=pages[0].chars[:1]) for p in scans]
    for scanned in (scans, stamped):
        assert [leaf.geometry for leaf in leaves_of(scanned)] == scanned


def test_empty_pages_are_read_as_they_lie(pages: list[PageGeometry]) -> None:
    empty = [replace(p, chars=(), rules=(), pictures=()) for p in pages]
    assert [leaf.geometry for leaf in leaves_of(empty)] == empty
