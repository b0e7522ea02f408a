"""Headings on a slant, with and without rules, and below groups of columns."""

from __future__ import annotations

import math

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.lines import lines_of
from pipeline.reading.page_content import PageContent, read_page, with_open_tables
from pipeline.reading.tables.unruled_header_lines import start_of_header
from tests.reading.test_close_texts import NAMES, page_of, texts
from tests.reading.test_geometry import grid_rules, write

RIGHTS = (150, 200, 250, 300)
HEADS = ("定时上传量", "上传天数", "门诊人次", "门诊收入")
GRID = [10.0, 100, 155, 205, 255, 305]


def slanted(text: str, x: float, foot: float, angle: float, light: float = 0.0) -> list[Char]:
    """Words whose lower end is over `x`, rising to the right, or falling to it."""
    turn = math.radians(abs(angle))
    out = []
    for i in range(len(text)):
        k = i if angle > 0 else len(text) - 1 - i
        cx = x + 10 * k * math.cos(turn) * (1 if angle > 0 else -1)
        cy = foot - 7 - 10 * k * math.sin(turn)
        out.append(Char(text[i], cx - 7, cy - 7, cx + 7, cy + 7, 10, turn=None, light=light))
    return out


def heads(angle: float, foot: float = 110, light: float = 0.0) -> list[Char]:
    pairs = zip(HEADS, RIGHTS, strict=True)
    return [c for text, x in pairs for c in slanted(text, x - 22, foot, angle, light)]


def body(top: float = 120) -> list[Char]:
    chars: list[Char] = []
    for i, name in enumerate(NAMES):
        chars += write(name, 20, top + 20 * i)
        for k, right in enumerate(RIGHTS):
            figure = f"{i + 1}{k}21"[: 4 - (k == 1)]
            chars += write(figure, right - 5 * len(figure), top + 20 * i)
    return chars


@pytest.mark.parametrize("angle", [35, 45, 60, 75, -35, -45, -60])
def test_headings_on_a_slant_without_rules(angle: float) -> None:
    (part,) = page_of([*write("单位", 30, 95), *heads(angle), *body()], [])
    assert texts(part)[0] == ["单位", *HEADS]
    assert part.header_rows == 1 and part.rows == 5


def test_headings_on_a_slant_below_groups() -> None:
    groups = write("上传", 140, 40) + write("门诊", 240, 40)
    (part,) = page_of([*groups, *write("单位", 30, 70), *heads(60), *body()], [])
    assert texts(part)[0] == ["单位", "上传", "上传", "门诊", "门诊"]
    assert texts(part)[1] == ["单位", *HEADS]


def test_a_heading_on_a_slant_in_two_lines() -> None:
    chars = write("单位", 30, 95) + heads(45)[5:]
    chars += slanted("定时上", 122, 110, 45) + slanted("传量", 133, 106, 45)
    (part,) = page_of(chars + body(), [])
    assert texts(part)[0] == ["单位", *HEADS]


def test_groups_far_above_headings_on_a_slant() -> None:
    """The cells of the headings are higher than the headings."""
    groups = write("上传", 140, 30) + write("门诊", 240, 30)
    (part,) = page_of([*groups, *write("单位", 30, 58), *heads(60), *body()], [])
    assert texts(part)[0] == ["单位", "上传", "上传", "门诊", "门诊"]


def test_a_level_heading_beside_the_middle_of_those_on_a_slant() -> None:
    """It is far above the figures, but the headings beside it are not."""
    laid = [
        Char(c, x + 2 * i, 20, x + 2 * i + 2, 110, 10)
        for x in (120, 170, 220)
        for i, c in enumerate("上传天数")
    ]
    row = write("甲医院", 20, 120) + [c for x in (120, 170, 220) for c in write("1021", x, 120)]
    lines = [line for chars in (laid, write("单位", 30, 75), row) for line in lines_of(chars)]
    assert start_of_header(lines, 2, lines[2], 20, 0, ()) == 0


@pytest.mark.parametrize("angle", [45, -45])
def test_headings_on_a_slant_in_one_field_of_a_grid(angle: float) -> None:
    """The lines between them are on a slant as well, and no rules."""
    rules = [*grid_rules(GRID, [115, 135, 155, 175, 195]), Rule(True, 50, 10, 305)]
    rules += [Rule(False, x, 50, 115) for x in (10.0, 305.0)]
    (part,) = page_of([*write("单位", 30, 80), *heads(angle), *body()], rules)
    assert (texts(part)[0], part.header_rows) == (["单位", *HEADS], 1)


def test_headings_on_a_slant_above_the_frame() -> None:
    rules = grid_rules(GRID, [115, 135, 155, 175, 195])
    (part,) = page_of([*write("单位", 30, 99), *heads(45), *body()], rules)
    assert (texts(part)[0], part.header_rows) == (["单位", *HEADS], 1)


def test_pale_words_on_a_slant_are_no_headings() -> None:
    (part,) = page_of([*write("单位", 30, 95), *heads(45, light=0.9), *body()], [])
    assert part.header_rows < 2 and HEADS[0] not in texts(part)[0]


def test_words_on_a_slant_far_above_figures_stay_beside() -> None:
    page = page_with(heads(45, foot=60), body())
    assert sum(len(line.text.replace(" ", "")) for line in page.beside) == len("".join(HEADS))


def page_with(beside: list[Char], text: list[Char]) -> PageContent:
    from pipeline.reading.page.geometry import PageGeometry

    page = read_page(PageGeometry(1, 400, 400, (*beside, *text)))
    return with_open_tables(page, page.lines)
