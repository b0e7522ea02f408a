"""A heading of rows in a table whose sides are open has no upright rule beside it."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page_content import read_page
from tests.reading.test_geometry import write

XS = (20.0, 110.0, 200.0, 290.0)
HEADER = ["单位", "人次", "收入"]
FIRST = [[f"第{n}区", str(100 + n), str(20 + n)] for n in range(1, 4)]
SECOND = [[f"第{n}医院", str(300 + n), str(50 + n)] for n in range(1, 4)]


def read(heading: str, second: list[list[str]], height: float = 20.0) -> list[list[list[str]]]:
    """Two pieces of a table with `heading` between them in a row of the given height."""
    chars: list[Char] = []
    rules: list[Rule] = []
    top = 20.0
    for piece in ([HEADER, *FIRST], second):
        bottom = top + 20 * len(piece)
        rules += [Rule(True, top + 20 * i, XS[0], XS[-1]) for i in range(len(piece) + 1)]
        rules += [Rule(False, x, top, bottom) for x in XS[1:-1]]
        for r, row in enumerate(piece):
            for x, text in zip(XS, row, strict=False):
                chars += write(text, x + 8, top + 5 + 20 * r)
        top = bottom + height
    chars += write(heading, 24, 20 + 20 * (len(FIRST) + 1) + height / 2 - 5)
    parts = read_page(PageGeometry(1, 400, 600, tuple(chars), rules=tuple(rules))).parts
    return [[[t for t in part.row_texts(r) if t] for r in range(part.rows)] for part in parts]


def test_what_the_heading_parts_is_one_table() -> None:
    (table,) = read("二、各医院", SECOND)
    found = [row if len(set(row)) > 1 else row[:1] for row in table]
    assert found == [HEADER, *FIRST, ["二、各医院"], *SECOND]


@pytest.mark.parametrize(
    ("heading", "second", "height"),
    [
        ("三月各医院", SECOND, 20.0),
        ("二、各医院", [HEADER, *SECOND], 20.0),
        ("二、各医院", SECOND, 60.0),
        ("", SECOND, 20.0),
    ],
    ids=["a month", "a header below", "far apart", "nothing between"],
)
def test_others_stay_two(heading: str, second: list[list[str]], height: float) -> None:
    assert len(read(heading, second, height)) == 2
