"""Pages whose codes lie are read as pictures; foreign names and bullets do not make one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.garbled import is_garbled
from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.scan.scan_pages import with_recognised


def _page(text: str) -> PageGeometry:
    chars = tuple(
        Char(text=c, x0=10.0 * i, top=0, x1=10.0 * i + 10, bottom=10, size=10)
        for i, c in enumerate(text)
    )
    return PageGeometry(1, 600, 800, chars)


GARBLED = "预þ挂号量为13396042次Ā，共Ø理咨询，投Ë类3426个，区ÿ院"


def test_letters_with_marks_in_chinese_text_show_that_codes_lie() -> None:
    assert is_garbled(_page(GARBLED))


@pytest.mark.parametrize(
    "text",
    [
        "预约挂号量为13396042次，共受理咨询",
        "咖啡馆Café的André先生和Zoë女士",
        "ÿ预约ÿ挂号ÿ咨询ÿ投诉ÿ统计",
        "3×4，5×6，预×约，7÷8",
        "Les données présentées à côté de l'été",
    ],
)
def test_other_letters_do_not(text: str) -> None:
    assert not is_garbled(_page(text))


@pytest.mark.parametrize("first", [1, 0xE000])
def test_a_font_whose_codes_are_no_characters_shows_it(first: int) -> None:
    lost = "".join(chr(first + i % 8) for i in range(40))
    assert is_garbled(_page(lost + "2018 8 25 22 917 1725 224 2866"))


@pytest.mark.parametrize("lost", ["\ue000" * 60, "\x01\x02\x03\x04\x05\x06"])
def test_signs_and_a_few_lost_characters_do_not(lost: str) -> None:
    assert not is_garbled(_page("预约挂号量为13396042次，共受理咨询" + lost))


def test_a_garbled_page_is_recognised_or_named() -> None:
    page = _page(GARBLED)
    asked: list[PageGeometry] = []

    def reader(_: Path, page: PageGeometry) -> PageGeometry:
        asked.append(page)
        return page

    list(with_recognised(Path("a.pdf"), iter([page, _page("统计")]), reader))
    assert asked == [page]
    [unread] = with_recognised(Path("a.pdf"), iter([page]), None)
    assert "garbled" in unread.unread
