"""One wrong figure breaks all its sums, and they name it; what they leave open is not named."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.quality import validate
from pipeline.quality.arithmetic import Number
from pipeline.quality.cells import TOTALS, cells_of
from pipeline.quality.locate.equations import Month, equations_of, rows_by_month
from pipeline.quality.locate.evidence import Reports, is_nearer, usual_around
from pipeline.quality.locate.suspects import suspects_of
from pipeline.quality.locate.wrong_cell import locate
from pipeline.quality.registry import equations
from schemas.base import Row
from schemas.dimensions import Channel
from schemas.quality import Finding, Observation
from tests.quality.handmade import MONTH, dataset, issue, observation, row

PARTS = ("phone", "online", "quick", "in_clinic", "third_party")
FED = ("online", "quick", "third_party")
COUNTS = st.integers(0, 99_999)
HOSPITALS, CHANNELS = "bookings_by_hospital", "bookings_by_channel"


def counts(cell: FigureKey, value: Number) -> Number | None:
    return int(value) if value >= 0 and value == int(value) else None


@st.composite
def months(draw: st.DrawFn) -> Month:
    """A month in which every sum holds: hospitals, printed totals, some channels."""
    parts = draw(st.lists(st.sampled_from(PARTS), min_size=2, unique=True))
    figures = st.one_of(COUNTS, st.none())
    rows = draw(st.lists(st.tuples(*(figures for _ in parts)), min_size=2, max_size=6))
    for n, _ in enumerate(parts):
        assume(any(figures[n] is not None for figures in rows))
    made: list[Row] = [
        row(HOSPITALS, hospital_id=f"h{i}", total=sum(filter(None, figures)),
            **dict(zip(parts, figures, strict=True)))
        for i, figures in enumerate(rows)
    ]  # fmt: skip
    sums = {m: sum(filter(None, (r[m] for r in made))) for m in (*parts, "total")}
    made += [_total(HOSPITALS, measure, value) for measure, value in sums.items()]
    if draw(st.booleans()):
        made += draw(_channels({m: sums[m] for m in parts if m in FED}))
    whole = Dataset.of(made)
    feeds = {channel.channel_id: channel.feeds for channel in whole.of_type(Channel)}
    ((date, printed),) = rows_by_month(whole).items()
    return equations_of(printed, date, cells_of(whole).naming, feeds, equations)


@st.composite
def _channels(draw: st.DrawFn, sums: dict[str, int]) -> list[Row]:
    """For each column one channel, or two that share it; and the printed total."""
    made: list[Row] = []
    for measure, whole in sums.items():
        first = draw(st.integers(0, whole))
        for n, share in enumerate([whole] if first == whole else [first, whole - first]):
            channel = f"{measure}{n}"
            made += [
                row("channels", channel_id=channel, name=channel, feeds=measure, provisional=False),
                row(CHANNELS, channel_id=channel, bookings=share),
            ]
    return [*made, _total(CHANNELS, "bookings", sum(sums.values()))] if made else []


def _total(table: str, measure: str, value: int) -> Row:
    return row(TOTALS, table_name=table, measure=measure, value=Decimal(value))


def sums_of(month: Month, cell: FigureKey) -> set[object]:
    return {e.sum for e in month.equations if cell in e.signs}


def change(month: Month, data: st.DataObject, cell: FigureKey) -> Number:
    """Change a figure and return what it was."""
    right = month.figures[cell]
    wrong = data.draw(COUNTS.filter(lambda value: value != (right or 0)))
    month.figures[cell] = wrong
    return right or 0


@given(months())
def test_where_every_sum_holds_no_cell_is_named(month: Month) -> None:
    assert all(e.excess(month.figures) == 0 for e in month.equations)
    assert locate(month, (), counts) == []


@given(months(), st.data())
def test_one_wrong_figure_is_named_with_the_right_one(month: Month, data: st.DataObject) -> None:
    cell = data.draw(st.sampled_from(sorted(month.figures, key=str)))
    right = change(month, data, cell)
    found = {one.cell: one.mended for one in locate(month, (), counts)}
    assert found in ({}, {cell: right}), "never another cell, never another figure"
    its = sums_of(month, cell)
    twins = [c for c in month.figures if c != cell and sums_of(month, c) == its]
    if len(its) >= 2 and not twins:
        assert found == {cell: right}


@given(months(), st.data())
def test_of_two_wrong_figures_none_is_named_wrongly(month: Month, data: st.DataObject) -> None:
    cells = st.sampled_from(sorted(month.figures, key=str))
    first = data.draw(cells)
    apart = [c for c in month.figures if sums_of(month, c).isdisjoint(sums_of(month, first))]
    apart = [c for c in apart if len(sums_of(month, c)) >= 2]
    assume(apart and len(sums_of(month, first)) >= 2)
    second = data.draw(st.sampled_from(sorted(apart, key=str)))
    right = {cell: change(month, data, cell) for cell in (first, second)}
    for one in locate(month, (), counts):
        assert right.get(one.cell) == one.mended


def test_two_errors_of_different_size_are_both_named() -> None:
    changes: dict[str, dict[str, Any]] = {"jia": {"phone": 109}, "yi": {"online": 50}}
    assert mended(dataset(changes)) == {of("jia", "phone"): 100, of("yi", "online"): 30}


def mended(made: Dataset) -> dict[FigureKey, Number]:
    return {one.cell: one.mended for one in suspects_of(made, cells_of(made), equations)}


def of(entity: str, measure: str) -> FigureKey:
    return FigureKey(HOSPITALS, MONTH, entity, measure)


def test_every_broken_sum_names_the_cell_and_the_cell_has_a_finding_of_its_own() -> None:
    made = dataset({"yi": {"phone": 55}})
    checked = validate(made)
    found = {(f.kind, f.entity_id, f.measure): f for f in checked.of_type(Finding)}
    assert set(found) == {
        ("column_total", None, "phone"), ("row_sum", "yi", "total"), ("row_sum", "yi", "phone"),
    }  # fmt: skip
    for one in found.values():
        assert (one.suspect_table, one.suspect_entity_id) == (HOSPITALS, "yi")
        assert (one.suspect_measure, one.mended, one.severity) == ("phone", "50", "error")
    total = found["column_total", None, "phone"].message
    assert total.endswith(
        "One cell is probably wrong: 电话预约 (phone) of 乙医院 is printed as 55. With 50 there, "
        "this sum and the row of 乙医院 hold."
    )
    own = found["row_sum", "yi", "phone"]
    assert (
        "With 50 there, all sums with it hold: the row of 乙医院 and the total of 电话预约"
        in own.message
    )
    assert (own.expected, own.observed) == ("50", "55")
    seen = next(o for o in made.of_type(Observation)
                if (o.entity_id, o.measure) == ("yi", "phone"))  # fmt: skip
    assert (own.page, own.x0, own.top) == (seen.page, seen.x0, seen.top)
    flagged = [o for o in checked.of_type(Observation) if o.status == "flagged"]
    assert ("yi", "phone") in {(o.entity_id, o.measure) for o in flagged}


def test_a_sum_that_names_its_own_cell_needs_no_second_finding() -> None:
    found = validate(dataset({"yi": {"total": 90}})).of_type(Finding)
    assert sorted((f.kind, f.mended) for f in found) == [("column_total", "80"), ("row_sum", "80")]


def test_a_wrong_printed_total_is_reported_by_the_row_of_totals() -> None:
    changes: dict[str, dict[str, Any]] = {"total": {"value": Decimal(286)}}
    online = row(TOTALS, table_name=HOSPITALS, measure="online", value=Decimal(90))
    third = row(TOTALS, table_name=HOSPITALS, measure="third_party", value=Decimal(40))
    all_found = validate(dataset(changes, online, third)).of_type(Finding)
    (found,) = [f for f in all_found if f.kind == "column_total"]
    assert [f.table_name for f in all_found if f is not found] == [TOTALS]
    assert (found.kind, found.suspect_table, found.suspect_entity_id, found.mended) == (
        "column_total", TOTALS, HOSPITALS, "285"
    )  # fmt: skip
    assert "the printed total of 小计 (bookings_by_hospital.total) is printed as 286. With 285" in (
        found.message
    )


def test_a_lost_figure_is_found_by_its_sums() -> None:
    assert mended(dataset({"jia": {"phone": None}})) == {of("jia", "phone"): 100}
    assert mended(dataset({"jia": {"total": None}})) == {of("jia", "total"): 200}


def test_one_broken_sum_points_at_no_cell() -> None:
    assert mended(dataset({"hotline": {"calls_total": 31}})) == {}
    assert mended(dataset({"web": {"bookings": 91}})) == {}


def test_a_figure_that_could_not_stand_there_is_not_proposed() -> None:
    """With -9 bookings both sums would hold, but so few there cannot be."""
    assert mended(dataset({"yi": {"total": 71}, "total": {"value": Decimal(276)}})) == {}
    wrong: dict[str, dict[str, Any]] = {
        "bing": {"total": 1}, "total": {"value": Decimal(281)},
        "phone": {"value": Decimal(141)},
    }  # fmt: skip
    assert of("bing", "phone") not in mended(dataset(wrong))


def test_figures_of_unknown_columns_may_belong_to_a_row() -> None:
    extra = '{"自助机": "3", "另": "5"}'
    assert mended(dataset({"jia": {"phone": 80, "extra": extra}})) == {of("jia", "phone"): 100}
    hidden = {"jia": {"phone": 95, "extra": extra}}
    assert mended(dataset(hidden)) == {}, "with 5 of the unknown column the row holds"


def test_an_unreadable_figure_follows_from_its_sums() -> None:
    made = dataset({"yi": {"phone": None}})
    blurred = [
        o.model_copy(update={"printed": "5?", "status": "flagged"})
        if (o.entity_id, o.measure) == ("yi", "phone") else o
        for o in made.of_type(Observation)
    ]  # fmt: skip
    found = validate(made.with_rows(("observations", blurred))).of_type(Finding)
    assert {(f.kind, f.severity, f.mended) for f in found} == {
        ("row_sum", "warning", "50"), ("column_total", "warning", "50"),
    }  # fmt: skip
    implied = (
        "The cell that could not be read is 电话预约 (phone) of 乙医院: with 50 there, "
        "all 2 sums with it hold."
    )
    assert all(implied in f.message for f in found)


def test_sums_that_disagree_about_an_unreadable_figure_propose_none() -> None:
    made = dataset({"yi": {"phone": None}, "phone": {"value": Decimal(156)}})
    blurred = [
        o.model_copy(update={"printed": "5?", "status": "flagged"})
        if (o.entity_id, o.measure) == ("yi", "phone") else o
        for o in made.of_type(Observation)
    ]  # fmt: skip
    assert mended(made.with_rows(("observations", blurred))) == {}


def test_the_history_of_the_cell_speaks_too() -> None:
    others = []
    for n in range(1, 6):
        month = MONTH.replace(month=MONTH.month + n)
        others += [
            issue(f"2030-{5 + n:02}", month),
            row(HOSPITALS, month=month, issue_id=f"2030-{5 + n:02}", hospital_id="yi", phone=48 + n,
                total=48 + n),
        ]  # fmt: skip
    made = dataset({"yi": {"phone": 550}}, issue(), *others)
    cell = FigureKey(HOSPITALS, MONTH, "yi", "phone")
    assert usual_around(Reports(made).of(cell), cell) == 51
    assert is_nearer(50, 550, 51) and not is_nearer(550, 50, 51) and not is_nearer(50, 51, 50)
    messages = [f.message for f in validate(made).of_type(Finding) if f.mended]
    assert messages and all("50 is nearer to its usual value 51" in message for message in messages)


def test_an_observation_elsewhere_does_not_disturb() -> None:
    """A figure of no known table has no sums."""
    made = dataset()
    stray = observation(made.rows[HOSPITALS][0], "phone", table_name="raw_tables", value=None,
                        status="flagged", printed="?")  # fmt: skip
    more = made.with_rows(("observations", [*made.of_type(Observation), stray]))
    assert mended(more) == {}
