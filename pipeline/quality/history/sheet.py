"""The sheet of every figure beside what its own history lets one expect, and beside the
neighbour with which it may have been exchanged."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model.dataset import Dataset
from pipeline.quality.cells import Cells
from pipeline.quality.checks.arithmetic import increases
from pipeline.quality.history.series import Point, SeriesKey, Usual, usual_values
from pipeline.quality.history.swaps import Judged, is_off, swaps
from pipeline.quality.sheets import Record, Sheet
from pipeline.quality.thresholds import Thresholds
from schemas.base import Row, measure_fields
from schemas.catalog import tables
from schemas.relations import AtMost, DaysOfMonth, NeverFalls, PlausibleRatio

_KEY = ("table_name", "month", "entity_id", "measure")
_JUDGED = ("jump", "scale", "usual", "ratio_jump", "ratio_scale", "swap_apart", "swap_left")
"""Columns that the rules ask about; what else a record holds is for the words of a finding."""
_NO_SWAP: Record = {
    "swap_entity": None, "swap_measure": None, "swap_value": None, "swap_apart": 0.0,
    "swap_left": 0.0,
}  # fmt: skip
Place = tuple[str, str, str, dt.date]
"""(table, entity, measure, month)."""


@dataclass(frozen=True)
class History:
    sheet: Sheet
    has_ratios: bool


def history_sheet(dataset: Dataset, cells: Cells, limits: Thresholds) -> History:
    """One record per figure that has enough neighbours in time."""
    series: dict[SeriesKey, list[Point]] = {}
    figures: dict[Place, Record] = {}
    for model in _monthly():
        measures = _measures(model)
        for row in dataset.rows.get(model.table.name, ()):
            _collect(row, measures, series, figures)
    for key in series:
        if key[2] in _cumulative(tables()[key[0]]):
            series[key] = _as_increases(key, series[key], figures)
    usual = usual_values(series, limits)
    ratios = _suspects(series, usual, limits)
    exchanged = _exchanged(usual, figures, cells, limits)
    records = [
        {
            **figures[(*key, u.month)], "usual": u.usual, "jump": u.jump, "scale": u.scale,
            "neighbours": u.neighbours, "median": u.median, "shared": u.shared,
            "season": u.season, "years": u.years, **_ratio(ratios.get((*key, u.month))),
            **exchanged.get((*key, u.month), _NO_SWAP),
        }
        for key in sorted(usual)
        for u in usual[key]
    ]  # fmt: skip
    return History(Sheet("history", _KEY, (*_KEY, *_JUDGED), records), bool(ratios))


def _exchanged(
    usual: Mapping[SeriesKey, list[Usual]], figures: Mapping[Place, Record], cells: Cells,
    limits: Thresholds,
) -> dict[Place, Record]:  # fmt: skip
    """By figure, the neighbour with which it may have been exchanged."""
    suspicious = Counter(
        (key[0], one.month)
        for key, judged in usual.items()
        for one in judged
        if is_off(one, limits)
    )
    tables_of_issues: dict[tuple[str, str, dt.date], list[Judged]] = {}
    for (table, entity, measure), judged in usual.items():
        for one in judged:
            if suspicious[table, one.month] < 2:
                continue
            figure = figures[table, entity, measure, one.month]
            seen = cells.of(table, one.month, entity, measure, figure["issue_id"])
            if seen and not figure["what"]:
                at = (table, figure["issue_id"], one.month)
                tables_of_issues.setdefault(at, []).append(Judged(seen[0], one))
    found: dict[Place, Record] = {}
    for (table, _, month), printed in tables_of_issues.items():
        for here, swap in swaps(printed, limits):
            at_place = (table, here.seen.entity_id, here.seen.measure, month)
            other = swap.other.seen
            record = {"swap_entity": other.entity_id, "swap_measure": other.measure,
                      "swap_value": other.value, "swap_apart": swap.apart,
                      "swap_left": swap.left}  # fmt: skip
            known = found.get(at_place)
            if known is None or swap.left < known["swap_left"]:
                found[at_place] = record
    return found


def _monthly() -> list[type[Row]]:
    """Fact tables of one row a month, or one a month and entity."""
    facts = [model for model in tables().values() if model.table.kind == "fact"]
    return [m for m in facts if m.table.key[0] == "month" and len(m.table.key) <= 2]


def _collect(
    row: Row, measures: Sequence[str], series: dict[SeriesKey, list[Point]],
    figures: dict[Place, Record],
) -> None:  # fmt: skip
    table = row.table.name
    month, *entity = row.key()
    entity_id = str(entity[0]) if entity else ""
    given = [name for name in measures if row[name] is not None]
    empty = len(given) > 1 and not any(row[name] for name in given)
    if empty:
        given = given[:1]  # A row of zeros is one thing to tell, not one of each figure.
    for measure in given:
        value = row[measure]
        series.setdefault((table, entity_id, measure), []).append(Point(month, float(value)))
        figures[table, entity_id, measure, month] = {
            "table_name": table, "month": month, "entity_id": entity_id, "measure": measure,
            "issue_id": row["issue_id"], "value": value, "what": "", "empty_row": empty,
        }  # fmt: skip


def _cumulative(model: type[Row]) -> set[str]:
    return {r.measure for r in model.table.relations if isinstance(r, NeverFalls)}


def _as_increases(
    key: SeriesKey, points: list[Point], figures: dict[Place, Record]
) -> list[Point]:  # fmt: skip
    """A cumulative figure says something new only by what it adds: judge its monthly increase."""
    ordered = sorted((point.month, int(point.value)) for point in points)
    added = [Point(month, value) for month, value in increases(ordered)]
    for point in added:
        judged = {"value": round(point.value), "what": "monthly increase of "}
        figures[(*key, point.month)] |= judged
    return added


def _measures(model: type[Row]) -> list[str]:
    """Measures that have a history: not those that a bound of the calendar or a form holds."""
    bounded = {
        name for relation in model.table.relations
        for name in (
            (relation.measure,) if isinstance(relation, DaysOfMonth)
            else (relation.measure, relation.bound) if isinstance(relation, AtMost) else ()
        )
    }  # fmt: skip
    return [f.name for f in measure_fields(model) if f.name not in bounded]


def _ratio(found: tuple[str, Usual] | None) -> Record:
    if found is None:
        return {"ratio_with": None, "ratio_jump": 0.0, "ratio_scale": 0.0}
    return {"ratio_with": found[0], "ratio_jump": found[1].jump, "ratio_scale": found[1].scale}


def _suspects(
    series: Mapping[SeriesKey, list[Point]], usual: Mapping[SeriesKey, list[Usual]],
    limits: Thresholds,
) -> dict[Place, tuple[str, Usual]]:  # fmt: skip
    """For each pair of figures with a ratio: the one that left its history further, and how far
    the ratio left its own."""
    pairs = {
        (table, entity, f"{relation.numerator}/{relation.denominator}"): relation
        for model in _monthly()
        for relation in model.table.relations
        if isinstance(relation, PlausibleRatio)
        for table, entity, measure in series
        if table == model.table.name and measure == relation.numerator
    }
    quotients = {
        key: _quotients(series[key[0], key[1], r.numerator],
                        series.get((key[0], key[1], r.denominator), []))
        for key, r in pairs.items()
    }  # fmt: skip
    own = {(*key, u.month): u for key, us in usual.items() for u in us}
    found: dict[Place, tuple[str, Usual]] = {}
    for (table, entity, name), judged in usual_values(quotients, limits).items():
        relation = pairs[table, entity, name]
        for ratio in judged:
            above = own.get((table, entity, relation.numerator, ratio.month))
            below = own.get((table, entity, relation.denominator, ratio.month))
            first, other = relation.numerator, relation.denominator
            if below and (above is None or abs(below.jump) > abs(above.jump)):
                first, other = other, first
            found[table, entity, first, ratio.month] = (other, ratio)
    return found


def _quotients(above: list[Point], below: list[Point]) -> list[Point]:
    """With the count that the ratio is per: the fewer, the more it scatters by chance."""
    divisors = {point.month: point.value for point in below}
    return [
        Point(p.month, p.value / divisors[p.month], divisors[p.month])
        for p in above if divisors.get(p.month)
    ]  # fmt: skip
