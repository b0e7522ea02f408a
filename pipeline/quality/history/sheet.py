"""The sheet of every figure beside what its own history lets one expect, and beside the
neighbour with which it may have been exchanged."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.quality.cells import Cells
from pipeline.quality.checks.never_falls import increases
from pipeline.quality.history.series import Point, SeriesKey, Usual, usual_values
from pipeline.quality.history.swaps import Judged, is_off, swaps
from pipeline.quality.sheets import Columns, Record, Sheet
from pipeline.quality.thresholds import Thresholds
from schemas.base import Row, measure_fields
from schemas.catalog import tables
from schemas.relations import NeverFalls, PlausibleRatio

KEY = ("table_name", "month", "entity_id", "measure")
"""Columns that hold the `FigureKey` of a record."""
_JUDGED = ("jump", "scale", "usual", "ratio_jump", "ratio_scale", "swap_apart", "swap_left")
"""Columns that the rules ask about; what else a record holds is for the words of a finding."""
_NO_RATIO: Record = {"ratio_with": None, "ratio_jump": 0.0, "ratio_scale": 0.0}
_NO_SWAP: Record = {
    "swap_entity": None, "swap_measure": None, "swap_value": None, "swap_apart": 0.0,
    "swap_left": 0.0,
}  # fmt: skip
_NOTHING: dict[dt.date, Record] = {}


class _Printed(NamedTuple):
    """A figure of a row.

    Attributes:
        what: '' or what of it is judged, for the words of a finding.
        empty_row: all figures of its row are zero, and it stands for them.
    """

    issue_id: str
    value: Any
    empty_row: bool
    what: str = ""


_Series = dict[SeriesKey, list[Point]]
_Figures = dict[SeriesKey, dict[dt.date, _Printed]]


def history_sheet(dataset: Dataset, cells: Cells, limits: Thresholds) -> Sheet:
    """One record per figure that has enough neighbours in time."""
    series: _Series = defaultdict(list)
    figures: _Figures = defaultdict(dict)
    for model in _monthly():
        measures = _measures(model)
        for row in dataset.rows.get(model.table.name, ()):
            _collect(row, measures, series, figures)
    for key in series:
        if key.measure in _cumulative(tables()[key.table]):
            series[key] = _as_increases(series[key], figures[key])
    usual = usual_values(series, limits)
    ratios = _ratios(series, usual, limits)
    exchanged = _exchanged(usual, figures, cells, limits)
    judged = [(key, one) for key in sorted(usual) for one in usual[key]]
    columns: dict[str, list[Any]] = {
        "table_name": [key.table for key, _ in judged],
        "month": [one.month for _, one in judged],
        "entity_id": [key.entity_id for key, _ in judged],
        "measure": [key.measure for key, _ in judged],
        "jump": [one.jump for _, one in judged],
        "scale": [one.scale for _, one in judged],
        "usual": [one.usual for _, one in judged],
    }
    for none, found in ((_NO_RATIO, ratios), (_NO_SWAP, exchanged)):
        beside = [found.get(key, _NOTHING).get(one.month, none) for key, one in judged]
        columns |= {name: [record[name] for record in beside] for name in none}

    def words_of(number: int) -> Record:
        """What a record holds for the words of a finding."""
        key, one = judged[number]
        words = ("neighbours", "median", "shared", "season", "years")
        return figures[key][one.month]._asdict() | {name: getattr(one, name) for name in words}

    return Sheet("history", KEY, (*KEY, *_JUDGED), Columns(columns, words_of))


def _exchanged(
    usual: Mapping[SeriesKey, list[Usual]], figures: _Figures, cells: Cells, limits: Thresholds
) -> dict[SeriesKey, dict[dt.date, Record]]:
    """By figure, the neighbour with which it may have been exchanged."""
    found: dict[SeriesKey, dict[dt.date, Record]] = defaultdict(dict)
    for printed in _printed_tables(usual, figures, cells, limits):
        for here, swap in swaps(printed, limits):
            key, other = FigureKey.of(here.seen), swap.other.seen
            record = {"swap_entity": other.entity_id, "swap_measure": other.measure,
                      "swap_value": other.value, "swap_apart": swap.apart,
                      "swap_left": swap.left}  # fmt: skip
            of_series, month = found[SeriesKey.of(key)], here.usual.month
            if month not in of_series or swap.left < of_series[month]["swap_left"]:
                of_series[month] = record
    return found


def _printed_tables(
    usual: Mapping[SeriesKey, list[Usual]], figures: _Figures, cells: Cells, limits: Thresholds
) -> Iterable[list[Judged]]:
    """The figures of each printed table in which two that share a row or column are far from
    usual."""
    lines = Counter(
        (key.table, one.month, line)
        for key, judged in usual.items()
        for one in judged
        if is_off(one, limits)
        for line in (("row", key.entity_id), ("column", key.measure))
    )
    unusual = {(table, month) for (table, month, _), count in lines.items() if count > 1}
    found: dict[tuple[str, str, dt.date], list[Judged]] = {}
    for key, judged in usual.items():
        for one in judged:
            if (key.table, one.month) not in unusual:
                continue
            figure = figures[key][one.month]
            if not figure.what and (seen := cells.of(key.at(one.month), figure.issue_id)):
                printed = (key.table, figure.issue_id, one.month)
                found.setdefault(printed, []).append(Judged(seen[0], one))
    return found.values()


def _monthly() -> list[type[Row]]:
    """Fact tables of one row a month, or one a month and entity."""
    facts = [model for model in tables().values() if model.table.kind == "fact"]
    return [m for m in facts if m.table.key[0] == "month" and len(m.table.key) <= 2]


def _collect(row: Row, measures: Sequence[str], series: _Series, figures: _Figures) -> None:
    table, cells = row.table.name, row.__dict__
    month, *entity = row.key()
    entity_id = str(entity[0]) if entity else ""
    given = [name for name in measures if cells[name] is not None]
    empty = len(given) > 1 and not any(cells[name] for name in given)
    if empty:
        given = given[:1]  # A row of zeros is one finding, not one of each figure.
    for measure in given:
        value, key = cells[measure], SeriesKey(table, entity_id, measure)
        series[key].append(Point(month, float(value)))
        figures[key][month] = _Printed(cells["issue_id"], value, empty)


def _cumulative(model: type[Row]) -> set[str]:
    return {r.measure for r in model.table.relations if isinstance(r, NeverFalls)}


def _as_increases(points: list[Point], figures: dict[dt.date, _Printed]) -> list[Point]:
    """A cumulative figure says something new only by what it adds: judge its monthly increase."""
    ordered = sorted((point.month, int(point.value)) for point in points)
    added = [Point(month, value) for month, value in increases(ordered)]
    for point in added:
        figures[point.month] = figures[point.month]._replace(
            value=round(point.value), what="monthly increase of "
        )
    return added


def _measures(model: type[Row]) -> list[str]:
    """Measures that have a history: not those that a bound of the calendar or a form holds."""
    bounded = {name for relation in model.table.relations for name in relation.bounded}
    return [f.name for f in measure_fields(model) if f.name not in bounded]


def _ratios(
    series: Mapping[SeriesKey, list[Point]], usual: Mapping[SeriesKey, list[Usual]],
    limits: Thresholds,
) -> dict[SeriesKey, dict[dt.date, Record]]:  # fmt: skip
    """For each pair of figures with a ratio: the one that left its history further, and how far
    the ratio left its own."""
    pairs = _pairs(series)
    quotients = {
        key: _quotients(series[above], series.get(below, []))
        for key, (above, below) in pairs.items()
    }
    found: dict[SeriesKey, dict[dt.date, Record]] = defaultdict(dict)
    for key, judged in usual_values(quotients, limits).items():
        above, below = pairs[key]
        ours, theirs = ({u.month: u for u in usual.get(one, ())} for one in pairs[key])
        for ratio in judged:
            at, other = above, below
            own, beside = ours.get(ratio.month), theirs.get(ratio.month)
            if beside and (own is None or abs(beside.jump) > abs(own.jump)):
                at, other = other, at
            found[at][ratio.month] = {
                "ratio_with": other.measure, "ratio_jump": ratio.jump, "ratio_scale": ratio.scale
            }  # fmt: skip
    return found


def _pairs(series: Iterable[SeriesKey]) -> dict[SeriesKey, tuple[SeriesKey, SeriesKey]]:
    """Numerator and denominator of every ratio, under a key of its own."""
    relations = [
        (model.table.name, relation)
        for model in _monthly()
        for relation in model.table.relations
        if isinstance(relation, PlausibleRatio)
    ]
    return {
        above._replace(measure=f"{one.numerator}/{one.denominator}"): (
            above, above._replace(measure=one.denominator)
        )
        for table, one in relations
        for above in series
        if (above.table, above.measure) == (table, one.numerator)
    }  # fmt: skip


def _quotients(above: list[Point], below: list[Point]) -> list[Point]:
    """With the count that the ratio is per: the fewer, the more it scatters by chance."""
    divisors = {point.month: point.value for point in below}
    return [
        Point(p.month, p.value / divisors[p.month], divisors[p.month])
        for p in above if divisors.get(p.month)
    ]  # fmt: skip
