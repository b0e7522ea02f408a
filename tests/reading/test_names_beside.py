"""Two lists side by side, their names over several lines that are far apart, rules between rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import Rule
from pipeline.reading.tables.part import Part
from tests.reading.test_close_texts import page_of, texts
from tests.reading.test_geometry import write

LEADING = 18.0
"""Points from line to line, of print of 10 points."""

LEFT, RIGHT = 20.0, 200.0
"""Where the two lists begin: an order number, a name, two figures."""


def stack(lines: Sequence[str], x: float, middle: float) -> list[Char]:
    """Lines below each other, left edges at `x`, around a height."""
    top = middle - LEADING * (len(lines) - 1) / 2
    return [c for i, text in enumerate(lines) for c in write(text, x, top + LEADING * i)]


def half(number: int, name: Sequence[str], left: float, middle: float) -> list[Char]:
    chars = write(str(number), left, middle) + stack(name, left + 16, middle)
    for k, x in enumerate((75, 115)):
        chars += write(f"{number}{k}21", left + x, middle)
    return chars


def row(i: int, names: tuple[int, int], top: float) -> tuple[list[Char], float]:
    """A row whose names have so many lines, and its foot."""
    foot = top + LEADING * max(names) + 6
    middle = (top + foot) / 2
    one, other = (("南京市甲", "乙丙丁区", "人民戊己", "医院")[:n] for n in names)
    return half(i, one, LEFT, middle) + half(i + 20, other, RIGHT, middle), foot


def page(lines: Sequence[tuple[int, int]], header: bool = True) -> tuple[Part, ...]:
    chars: list[Char] = []
    rules, top = [Rule(True, 8, LEFT, RIGHT + 140)], 8.0
    if header:
        for left, last in ((LEFT, ("诊间预约",)), (RIGHT, ("诊间预", "约"))):
            for x, text in ((0, ("序", "号")), (16, ("单位",)), (75, ("电话",)), (105, last)):
                chars += stack(text, left + x, 30)
        rules.append(Rule(True, top := 56.0, LEFT, RIGHT + 140))
    for i, names in enumerate(lines):
        more, top = row(i + 1, names, top)
        chars += more
        rules.append(Rule(True, top, LEFT, RIGHT + 140))
    return page_of(chars, rules)


@pytest.mark.parametrize(
    "lines", [[(2, 2), (2, 2), (3, 3), (2, 1), (2, 3)], [(2, 1), (3, 2), (4, 2), (1, 4)]]
)
def test_each_row_has_both_names(lines: list[tuple[int, int]]) -> None:
    (part,) = page(lines)
    found = texts(part)
    assert part.header_rows == 1 and len(found) == 1 + len(lines)
    assert found[0][:4] == found[0][4:] == ["序号", "单位", "电话", "诊间预约"]
    assert [(row[0], row[3], row[7]) for row in found[1:]] == [
        (str(i), f"{i}121", f"{i + 20}121") for i in range(1, len(lines) + 1)
    ]


def test_the_first_lines_of_names_are_no_header() -> None:
    (part,) = page([(4, 2), (2, 2), (2, 3), (2, 2)], header=False)
    assert part.header_rows == 0 and part.rows == 4
    assert texts(part)[0][1] == "南京市甲乙丙丁区人民戊己医院"
