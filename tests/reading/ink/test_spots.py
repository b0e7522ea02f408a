"""How a place in doubt on the page reaches the cell, the line and the figure in it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.interpreting.document.labelled_figures import labelled_figures
from pipeline.interpreting.text.characters import stream_of
from pipeline.model.place import Box
from pipeline.reading.page.geometry import PageGeometry, Rule, Spot
from pipeline.reading.page.orientation import Turn
from pipeline.reading.page_content import read_page
from tests.reading.test_geometry import grid_rules, write


def page(*spots: Spot) -> PageGeometry:
    """A table of two columns and rows at 0 to 100, and a line of text below it."""
    chars = [
        *write("单位", 10, 10), *write("人次", 60, 10),
        *write("鼓楼区", 10, 40), *write("1234", 60, 40),
        *write("接听电话5019个，投诉1242个", 10, 200),
    ]  # fmt: skip
    rules = grid_rules([0, 50, 100], [0, 30, 60])
    return PageGeometry(1, 400, 400, tuple(chars), rules=tuple(rules), spots=spots)


def doubts_of_cells(geometry: PageGeometry) -> dict[str, str]:
    (part,) = read_page(geometry).parts
    return {cell.text: cell.content.doubt for cell in part.cells}


def test_a_spot_in_a_cell_is_a_doubt_of_that_cell_alone() -> None:
    found = doubts_of_cells(page(Spot(Box(85, 50, 88, 53), "ink")))
    assert found == {"单位": "", "人次": "", "鼓楼区": "", "1234": "ink"}


def test_a_spot_on_the_rule_between_two_cells_belongs_to_the_one_with_most_of_it() -> None:
    found = doubts_of_cells(page(Spot(Box(49, 40, 60, 50), "ink")))
    assert found["1234"] == "ink"
    assert not found["鼓楼区"]


def test_a_spot_on_a_turned_page_turns_with_it() -> None:
    turned = read_page(_sideways(page(Spot(Box(85, 50, 88, 53), "ink"))))
    (part,) = turned.parts
    assert [cell.text for cell in part.cells if cell.doubt] == ["1234"]


def _sideways(geometry: PageGeometry) -> PageGeometry:
    """The page as it is displayed when it is turned by 90 degrees counter-clockwise."""
    turn = Turn(90, geometry.height, geometry.width)
    chars = []
    for c in geometry.chars:
        x0, top, x1, bottom = turn.back(Box(c.x0, c.top, c.x1, c.bottom))
        chars.append(c._replace(x0=x0, top=top, x1=x1, bottom=bottom, turn=90))
    rules = []
    for r in geometry.rules:
        box = Box(r.start, r.at, r.end, r.at) if r.horizontal else Box(r.at, r.start, r.at, r.end)
        x0, top, x1, bottom = turn.back(box)
        rules.append(
            Rule(True, top, x0, x1) if x1 - x0 > bottom - top else Rule(False, x0, top, bottom)
        )
    spots = tuple(replace(s, box=turn.back(s.box)) for s in geometry.spots)
    return replace(geometry, chars=tuple(chars), rules=tuple(rules), spots=spots)


def test_a_spot_on_a_digit_of_a_sentence_is_a_doubt_of_that_figure() -> None:
    content = read_page(page(Spot(Box(51, 201, 54, 209), "struck")))
    (line,) = (content.text_line(line) for line in content.lines)
    figures = labelled_figures(stream_of([line]))
    assert [(f.printed, f.doubt) for f in figures] == [("5019", "struck"), ("1242", "")]


def test_a_spot_on_a_character_that_touches_a_number_is_a_doubt_of_it() -> None:
    content = read_page(page(Spot(Box(41, 201, 49, 209), "unreadable")))
    (line,) = (content.text_line(line) for line in content.lines)
    assert [f.doubt for f in labelled_figures(stream_of([line]))] == ["unreadable", ""]


def test_a_small_digit_behind_a_figure_of_a_sentence_is_a_doubt_of_it() -> None:
    chars = (*write("受理30", 40, 10), *write("1", 70, 9, size=6), *write("个", 76, 10))
    content = read_page(PageGeometry(1, 200, 200, tuple(chars), (), (), ()))
    (line,) = content.lines
    assert [(d.start, d.end) for d in content.text_line(line).doubts] == [(4, 5)]
