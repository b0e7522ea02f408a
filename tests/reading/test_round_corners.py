"""Frames with round corners, and headers above the frame of a table."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.sources.strokes import Found, Stroke
from pipeline.reading.tables.round_corners import with_corners
from pipeline.reading.tables.rules import merge
from tests.lab.look import TableLook
from tests.lab.samples import ONE, THREE, TWO, only, round_trip, sample
from tests.reading.test_close_texts import NAMES, page_of, texts
from tests.reading.test_geometry import write

XS = (10.0, 310.0)
LEFTS = (120, 170, 220, 270)


def frame(top: float, bottom: float, radius: float, xs: Sequence[float] = XS) -> list[Rule]:
    left, right = xs
    return [
        *(Rule(True, y, left + radius, right - radius) for y in (top, bottom)),
        *(Rule(False, x, top + radius, bottom - radius) for x in (left, right)),
    ]


def rows(top: float, count: int = 4) -> list[Char]:
    chars: list[Char] = []
    for i in range(count):
        chars += write(NAMES[i % 4], 15, top + 20 * i)
        for k, x in enumerate(LEFTS):
            chars += write(f"{i + 1}{k}21", x, top + 20 * i)
    return chars


def leaves(y: float) -> list[Char]:
    chars = write("单位", 15, y)
    for text, x in zip(("人次", "收入", "人次", "费用"), LEFTS, strict=True):
        chars += write(text, x, y)
    return chars


GROUPS = write("门急诊", 140, 0) + write("出院", 245, 0)
LEAVES = ["单位", "人次", "收入", "人次", "费用"]


@pytest.mark.parametrize("radius", [3.0, 6.0, 10.0])
def test_rows_in_a_frame_with_round_corners(radius: float) -> None:
    separators = [Rule(True, y, *XS) for y in (40.0, 60.0, 80.0, 100.0)]
    chars = leaves(25) + rows(45)
    (part,) = page_of(chars, [*frame(20, 120, radius), *separators])
    assert texts(part)[0] == LEAVES
    assert (part.rows, part.header_rows) == (5, 1)


def test_a_frame_with_round_corners_for_each_cell() -> None:
    chars = leaves(25) + rows(45)
    xs = (10.0, 110.0, 160.0, 210.0, 260.0, 310.0)
    rules = [
        rule
        for top in (20.0, 40.0, 60.0, 80.0, 100.0)
        for left, right in itertools.pairwise(xs)
        for rule in frame(top + 0.7, top + 19.3, 3, (left + 0.7, right - 0.7))
    ]
    (part,) = page_of(chars, rules)
    assert texts(part)[0] == LEAVES
    assert (part.rows, part.header_rows, part.method) == (5, 1, "lines")


def test_a_level_rule_is_joined_only_where_both_ends_have_corners() -> None:
    sides = merge([Rule(False, x, 26, 100) for x in XS])
    underline = [Rule(True, 20.0, 16, 250)]
    assert with_corners(underline, sides) == (underline, sides)
    level, uprights = with_corners([Rule(True, 20.0, 16, 304)], sides)
    assert level == [Rule(True, 20.0, *XS)]
    assert [rule.start for rule in uprights] == [20.0, 20.0]


def test_pieces_of_an_arc_are_no_rules() -> None:
    found = Found()
    points = [
        (16.0, 20.0),
        (304.0, 20.0),
        (307.3, 20.0),
        (310.0, 22.6),
        (310.0, 26.0),
        (310.0, 90.0),
    ]
    found.draw(Stroke(points, True, 0.0, None))
    assert [rule.end - rule.start for rule in merge(found.rules)] == pytest.approx([291.3, 67.4])


def test_groups_of_columns_above_the_frame() -> None:
    rules = [*frame(20, 120, 6), *(Rule(True, y, *XS) for y in (40.0, 60.0, 80.0, 100.0))]
    moved = [char._replace(top=char.top + 8, bottom=char.bottom + 8) for char in GROUPS]
    (part,) = page_of(moved + leaves(25) + rows(45), rules)
    assert texts(part)[:2] == [["单位", "门急诊", "门急诊", "出院", "出院"], LEAVES]
    assert part.header_rows == 2


@pytest.mark.parametrize("texts_above", [("表一门诊", "（千元）"), ("附表", "单位：千元")])
def test_a_caption_and_a_unit_above_the_frame_are_no_groups(texts_above: tuple[str, str]) -> None:
    rules = [*frame(20, 120, 6), *(Rule(True, y, *XS) for y in (40.0, 60.0, 80.0, 100.0))]
    above = write(texts_above[0], 15, 8) + write(texts_above[1], 265, 8)
    (part,) = page_of(above + leaves(25) + rows(45), rules)
    assert part.header_rows == 1


def test_a_header_above_the_frame() -> None:
    rules = [*frame(40, 120, 6), *(Rule(True, y, *XS) for y in (60.0, 80.0, 100.0))]
    (part,) = page_of(leaves(25) + rows(45), rules)
    assert texts(part)[0] == LEAVES
    assert (part.rows, part.header_rows) == (5, 1)


@pytest.mark.parametrize("paths", [ONE, TWO, THREE])
def test_a_drawn_table_with_round_corners(
    paths: tuple[tuple[str, ...], ...], tmp_path: Path
) -> None:
    reading = round_trip(sample(paths), tmp_path, TableLook(rules="rounded"))
    assert only(reading).method == "rules"
