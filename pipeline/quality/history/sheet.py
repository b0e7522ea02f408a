"""The sheet of every figure beside what its own history lets one expect, and beside the
neighbour with which it may have been exchanged."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.quality.cells import Cells
from pipeline.quality.checks.never_falls import increases
from pipeline.quality.history.series import Point, SeriesKey, Usual, usual_values
from pipeline.quality.history.swaps import Judged, is_off, swaps
from pipeline.quality.sheets import Record, Sheet
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


def history_sheet(dataset: Dataset, cells: Cells, limits: Thresholds) -> Sheet:
    """One record per figure that has enough neighbours in time."""
    series: dict[SeriesKey, list[Point]] = {}
    figures: dict[FigureKey, Record] = {}
    for model in _monthly():
        measures = _measures(model)
        for row in dataset.rows.get(model.table.name, ()):
            _collect(row, measures, series, figures)
    for key in series:
        if key.measure in _cumulative(tables()[key.table]):
            series[key] = _as_increases(key, series[key], figures)
    usual = usual_values(series, limits)
    ratios = _ratios(series, usual, limits)
    exchanged = _exchanged(usual, figures, cells, limits)
    records = [
        {
            **figures[at], "usual": u.usual, "jump": u.jump, "scale": u.scale,
            "neighbours": u.neighbours, "median": u.median, "shared": u.shared,
            "season": u.season, "years": u.years, **ratios.get(at, _NO_RATIO),
            **exchanged.get(at, _NO_SWAP),
        }
        for key in sorted(usual)
        for u in usual[key]
        for at in (key.at(u.month),)
    ]  # fmt: skip
    return Sheet("history", KEY, (*KEY, *_JUDGED), records)


def _exchanged(
    usual: Mapping[SeriesKey, list[Usual]], figures: Mapping[FigureKey, Record], cells: Cells,
    limits: Thresholds,
) -> dict[FigureKey, Record]:  # fmt: skip
    """By figure, the neighbour with which it may have been exchanged."""
    found: dict[FigureKey, Record] = {}
    for printed in _printed_tables(usual, figures, cells, limits):
        for here, swap in swaps(printed, limits):
            key, other = FigureKey.of(here.seen), swap.other.seen
            record = {"swap_entity": other.entity_id, "swap_measure": other.measure,
                      "swap_value": other.value, "swap_apart": swap.apart,
                      "swap_left": swap.left}  # fmt: skip
            if key not in found or swap.left < found[key]["swap_left"]:
                found[key] = record
    return found


def _printed_tables(
    usual: Mapping[SeriesKey, list[Usual]], figures: Mapping[FigureKey, Record], cells: Cells,
    limits: Thresholds,
) -> Iterable[list[Judged]]:  # fmt: skip
    """The figures of each printed table in which two or more are far from usual."""
    unusual = Counter(
        (key.table, one.month)
        for key, judged in usual.items()
        for one in judged
        if is_off(one, limits)
    )
    found: dict[tuple[str, str, dt.date], list[Judged]] = {}
    for series, judged in usual.items():
        for one in judged:
            if unusual[series.table, one.month] < 2:
                continue
            key = series.at(one.month)
            figure = figures[key]
            seen = cells.of(key, figure["issue_id"])
            if seen and not figure["what"]:
                printed = (key.table, figure["issue_id"], one.month)
                found.setdefault(printed, []).append(Judged(seen[0], one))
    return found.values()


def _monthly() -> list[type[Row]]:
    """Fact tables of one row a month, or one a month and entity."""
    facts = [model for model in tables().values() if model.table.kind == "fact"]
    return [m for m in facts if m.table.key[0] == "month" and len(m.table.key) <= 2]


def _collect(
    row: Row, measures: Sequence[str], series: dict[SeriesKey, list[Point]],
    figures: dict[FigureKey, Record],
) -> None:  # fmt: skip
    table = row.table.name
    month, *entity = row.key()
    entity_id = str(entity[0]) if entity else ""
    given = [name for name in measures if row[name] is not None]
    empty = len(given) > 1 and not any(row[name] for name in given)
    if empty:
        given = given[:1]  # A row of zeros is one finding, not one of each figure.
    for measure in given:
        value = row[measure]
        key = FigureKey(table, month, entity_id, measure)
        series.setdefault(SeriesKey.of(key), []).append(Point(month, float(value)))
        figures[key] = {
            **dict(zip(KEY, key, strict=True)), "issue_id": row["issue_id"],
            "value": value, "what": "", "empty_row": empty,
        }  # fmt: skip


def _cumulative(model: type[Row]) -> set[str]:
    return {r.measure for r in model.table.relations if isinstance(r, NeverFalls)}


def _as_increases(
    key: SeriesKey, points: list[Point], figures: dict[FigureKey, Record]
) -> list[Point]:  # fmt: skip
    """A cumulative figure says something new only by what it adds: judge its monthly increase."""
    ordered = sorted((point.month, int(point.value)) for point in points)
    added = [Point(month, value) for month, value in increases(ordered)]
    for point in added:
        judged = {"value": round(point.value), "what": "monthly increase of "}
        figures[key.at(point.month)] |= judged
    return added


def _measures(model: type[Row]) -> list[str]:
    """Measures that have a history: not those that a bound of the calendar or a form holds."""
    bounded = {name for relation in model.table.relations for name in relation.bounded}
    return [f.name for f in measure_fields(model) if f.name not in bounded]


def _ratios(
    series: Mapping[SeriesKey, list[Point]], usual: Mapping[SeriesKey, list[Usual]],
    limits: Thresholds,
) -> dict[FigureKey, Record]:  # fmt: skip
    """For each pair of figures with a ratio: the one that left its history further, and how far
    the ratio left its own."""
    pairs = _pairs(series)
    quotients = {
        key: _quotients(series[above], series.get(below, []))
        for key, (above, below) in pairs.items()
    }
    own = {key.at(u.month): u for key, judged in usual.items() for u in judged}
    found: dict[FigureKey, Record] = {}
    for key, judged in usual_values(quotients, limits).items():
        for ratio in judged:
            at, other = (one.at(ratio.month) for one in pairs[key])
            above, below = own.get(at), own.get(other)
            if below and (above is None or abs(below.jump) > abs(above.jump)):
                at, other = other, at
            found[at] = {"ratio_with": other.measure, "ratio_jump": ratio.jump,
                         "ratio_scale": ratio.scale}  # fmt: skip
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
