"""A row of a table at the foot of two pages is no footer, though only its figures differ."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.page_content import PageContent, read_page
from pipeline.reading.text.furniture import split_furniture
from tests.reading.test_geometry import write


def page(number: int, footer: str, height: float = 400) -> PageContent:
    chars: list[Char] = []
    for i in range(12):
        y = 30.0 + 30 * i
        chars += write(f"{i + 1}", 20, y) + write(f"{'甲乙丙丁戊己庚辛壬癸子丑'[i]}医院", 50, y)
        for x in (150, 220, 290):
            chars += write(str(100 * number + 7 * i + x), x, y)
    chars += write(footer, 180, 386) if footer else []
    return read_page(PageGeometry(number, 400, height, tuple(chars)))


def test_the_last_rows_of_two_pages_stay() -> None:
    for lines, furniture in split_furniture([page(1, ""), page(2, "")]):
        assert len(lines) == 12 and not furniture


def test_a_footer_below_them_goes() -> None:
    for lines, furniture in split_furniture([page(1, "内部资料"), page(2, "内部资料")]):
        assert len(lines) == 12 and [x.text for x in furniture] == ["内部资料"]


def test_a_number_between_dashes_is_the_page_s_wherever_the_page_ends() -> None:
    half = [page(1, "— 3 —", height=900), page(2, "— 4 —", height=900)]
    for lines, furniture in split_furniture(half):
        assert len(lines) == 12 and len(furniture) == 1


@pytest.mark.parametrize(("upper", "lower"), [(-6, 6), (0, 11)], ids=["halves", "lines"])
def test_what_is_left_of_a_figure_over_two_lines_is_no_page_number(upper: int, lower: int) -> None:
    """The page number is below it."""
    chars: list[Char] = []
    for i in range(3):
        y = 290.0 + 30 * i
        chars += write(f"{'甲乙丙'[i]}医院", 50, y) + write("1234", 150, y) + write("567", 290, y)
        chars += write("53409.9", 210, y + upper) + write(str(i + 1), 240, y + lower)
    chars += write("— 3 —", 180, 386)
    ((lines, furniture),) = split_furniture([read_page(PageGeometry(1, 400, 400, tuple(chars)))])
    assert [x.text for x in furniture] == ["— 3 —"] and lines[-1].text == "3"


def test_what_is_left_of_a_figure_at_the_top_is_no_page_number_beside_one() -> None:
    chars = write("1", 200, 12) + write("各区报送情况", 50, 60) + write("— 2 —", 180, 386)
    second = read_page(PageGeometry(2, 400, 400, tuple(chars)))
    _, (lines, furniture) = split_furniture([page(1, "— 1 —"), second])
    assert [x.text for x in furniture] == ["— 2 —"]
    assert lines[0].text == "1"
