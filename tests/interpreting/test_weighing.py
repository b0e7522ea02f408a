"""What a second reading does to an issue: confidence, and findings at the cell."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.interpreting import InterpretedIssue, interpret
from pipeline.interpreting.second_engine.confidence import weighed
from pipeline.model.place import Box, Place
from pipeline.reading.model import Reading, Table
from pipeline.reading.page.sources.compare import SourceDifference
from pipeline.reading.second_engine.model import OTHER_FIGURES, SecondReading
from schemas.quality import Finding, Observation
from tests.interpreting.paper import REGISTRY, masthead, reading, table
from tests.interpreting.test_comparison import grid, theirs

HEADER = ["医院", "电话预约", "小计"]
ROWS = [["南京鼓楼医院", "101", "101"], ["南京市第一医院", "202", "202"], ["合计", "303", "303"]]
CAPTION = "2025年2月南京市预约挂号情况统计"


def issue(doubt: str = "", **about: object) -> tuple[Reading, InterpretedIssue]:
    """An issue of one table; `doubt` is about the first figure, `about` changes the table."""
    made = table(CAPTION, [HEADER], ROWS).model_copy(update=about)
    cells = tuple(
        c.model_copy(update={"doubt": doubt}) if (c.row, c.col) == (1, 1) else c for c in made.cells
    )
    first = reading(*masthead(), made.model_copy(update={"cells": cells}))
    return first, interpret(first, REGISTRY)


def reported(found: InterpretedIssue) -> list[Finding]:
    return [f for f in found.findings if f.kind == "second_reading"]


def confidence(found: InterpretedIssue) -> dict[tuple[str, str], float]:
    return {(o.entity_id, o.measure): o.confidence for o in _of_table(found.observations)}


def _of_table(observations: Sequence[Observation]) -> list[Observation]:
    return [o for o in observations if o.table_name in ("bookings_by_hospital", "reported_totals")]


def second(*changes: tuple[int, int, str]) -> SecondReading:
    rows = [list(row) for row in ROWS]
    for row, col, text in changes:
        rows[row][col] = text
    return theirs(grid(rows))


def test_a_difference_is_a_warning_at_the_cell() -> None:
    first, plain = issue()
    found = weighed(plain, first, second((0, 1, "191")))
    [warning] = reported(found)
    assert warning.severity == "warning"
    assert (warning.expected, warning.observed) == ("191", "101")
    assert warning.entity == "南京鼓楼医院" and warning.measure == "phone"
    assert "101" in warning.message and "191" in warning.message
    assert "camelot 2 (hybrid)" in warning.message
    box = (warning.page, warning.x0, warning.top, warning.x1, warning.bottom)
    assert box == (1, 50, 20, 100, 40)
    assert confidence(found).pop((warning.entity_id or "", "phone")) == 0.5
    assert sorted(confidence(found).values()) == [0.5, 1, 1, 1, 1, 1]


def test_a_difference_in_a_total_names_the_total() -> None:
    first, plain = issue()
    [warning] = reported(weighed(plain, first, second((2, 1, "330"))))
    assert (warning.table_name, warning.entity_id) == ("reported_totals", "bookings_by_hospital")


def test_agreement_raises_the_confidence_of_an_inferred_grid() -> None:
    first, plain = issue(method="whitespace", confidence=0.95)
    assert set(confidence(weighed(plain, first, None)).values()) == {0.95}
    assert set(confidence(weighed(plain, first, second())).values()) == {1.0}
    apart = weighed(plain, first, second((0, 1, ""), (0, 2, "")))
    assert sorted(confidence(apart).values()) == [0.95, 0.95, 1, 1, 1, 1]
    assert not reported(apart)


def test_agreement_outweighs_no_doubt() -> None:
    first, plain = issue(doubt="a figure is broken over two lines")
    found = weighed(plain, first, second())
    assert sorted(confidence(found).values()) == [0.5, 1, 1, 1, 1, 1]


def test_a_doubt_of_reading_is_of_this_kind_and_gives_way_to_the_precise_one() -> None:
    first, plain = issue(doubt=OTHER_FIGURES)
    [vague] = reported(plain)
    assert OTHER_FIGURES in vague.message and reported(weighed(plain, first, second())) == [vague]
    [precise] = reported(weighed(plain, first, second((0, 1, "191"))))
    assert precise.expected == "191"


def test_a_table_that_was_not_read_is_reported_once() -> None:
    first, plain = issue()
    [info] = reported(weighed(plain, first, theirs()))
    assert (info.severity, info.table_name) == ("info", "bookings_by_hospital")
    assert "6 cells" in info.message and info.page == 1


def test_a_cross_check_that_failed_is_reported() -> None:
    first, plain = issue()
    failed = theirs().model_copy(update={"failure": "It took too long.", "pages": ()})
    [info] = reported(weighed(plain, first, failed))
    assert info.severity == "info" and "It took too long." in info.message


def test_a_total_put_together_from_two_cells_is_compared() -> None:
    rows = [["12320微信", "101"], ["合计：", "101"]]
    made: Table = table("2025年2月各渠道预约挂号情况", [["渠道", "预约量"]], rows)
    first = reading(*masthead(), made)
    plain = interpret(first, REGISTRY)
    found = weighed(plain, first, theirs(grid([rows[0], ["合计：", "707"]])))
    assert [f.expected for f in reported(found)] == ["707"]


def test_a_total_put_together_from_two_cells_is_as_sure_as_its_table() -> None:
    rows = [["12320微信", "101"], ["合计：", "101"]]
    made = table("2025年2月各渠道预约挂号情况", [["渠道", "预约量"]], rows)
    first = reading(
        *masthead(), made.model_copy(update={"method": "whitespace", "confidence": 0.9})
    )
    found = weighed(interpret(first, REGISTRY), first, None)
    of_table = [o for o in found.observations if o.table_name != "issues"]
    assert [o.confidence for o in of_table] == [0.9, 0.9]


def test_both_figures_of_a_parted_cell_are_compared() -> None:
    rows = [["南京鼓楼医院", "594483/113178.13"], ["南京市第一医院", "12/3.5"]]
    header = ["医院", "门急诊人次/收入（人次/万元）"]
    made = table("2025年2月南京市医院门急诊情况", [header], rows)
    first = reading(*masthead(), made)
    found = weighed(interpret(first, REGISTRY), first, theirs(grid([["", "594488/113178.13"]])))
    of_table = [o for o in found.observations if o.table_name != "issues"]
    assert [(o.printed, o.confidence) for o in of_table] == [
        ("594483", 0.5), ("113178.13", 0.5), ("12", 1.0), ("3.5", 1.0)
    ]  # fmt: skip
    assert [(f.measure, f.entity) for f in reported(found)] == [
        ("outpatient_visits", "南京鼓楼医院"), ("outpatient_revenue_cny", "南京鼓楼医院")
    ]  # fmt: skip


def test_a_difference_in_the_number_of_a_row_is_reported_too() -> None:
    rows = [["1", *ROWS[0]], ["2", *ROWS[1]]]
    made = table(CAPTION, [["序号", *HEADER]], rows)
    first = reading(*masthead(), made)
    other = theirs(grid([rows[0], ["7", *ROWS[1]]]))
    [warning] = reported(weighed(interpret(first, REGISTRY), first, other))
    assert (warning.observed, warning.expected, warning.severity) == ("2", "7", "warning")
    assert (warning.table_name, warning.measure) == ("bookings_by_hospital", None)
    assert "row 3, column 1" in warning.message and (warning.x0, warning.top) == (0, 40)


def test_a_glyph_that_two_sources_read_unlike_doubts_its_figure() -> None:
    first, plain = issue()
    place = Place(page=1, box=Box(60, 22, 65, 38))
    unlike = SourceDifference(place=place, pdfium="0", pdfplumber="8")
    found = weighed(plain, first, second().model_copy(update={"differences": (unlike, unlike)}))
    [warning] = reported(found)
    assert "On page 1, pdfium reads 0 where pdfplumber reads 8, and 1 more" in warning.message
    assert (warning.page, warning.x0, warning.severity) == (1, 60, "warning")
    sure = confidence(found)
    assert min(sure.values()) == 0.5
    assert list(sure.values()).count(0.5) == 1
    audited = weighed(plain, first, None, (unlike, unlike))
    [alone] = reported(audited)
    assert alone.message == warning.message, "an audit alone says the same"
    assert min(confidence(audited).values()) == 0.5
