"""Plausible ratio: one figure divided by another (revenue per visit) lies within bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import ClassVar

from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.quality import words
from pipeline.quality.arithmetic import Number
from pipeline.quality.check import Check
from pipeline.quality.expectation import EveryRow, metric
from pipeline.quality.frames import Frame
from pipeline.quality.rules import Rule, rule
from pipeline.quality.sheets import Record
from pipeline.quality.table import Table
from schemas.base import entity_column
from schemas.quality import Finding
from schemas.relations import PlausibleRatio


def _holds(frame: Frame, low: float, high: float) -> list[bool]:
    return [
        repeated or ratio_holds(above, below, low, high) for above, below, repeated in frame.rows()
    ]


class ExpectPlausibleRatio(EveryRow):
    """Columns (numerator, denominator, repeated): their ratio lies between `low` and `high`.

    Where `repeated` is true it lies outside, and a later month reports it.
    """

    low: float
    high: float

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "low", "high")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "low", "high")

    sentence: ClassVar[str] = (
        "两列之比在 $low 与 $high 之间 · "
        "the ratio of the columns lies between $low and $high ($column_list)"
    )
    map_metric: ClassVar[str | None] = metric("plausible_ratio", _holds, "low", "high")


class PlausibleRatioCheck(Check[PlausibleRatio]):
    relation = PlausibleRatio

    def columns(
        self, relation: PlausibleRatio, table: Table, records: Sequence[Record]
    ) -> tuple[str, ...]:
        """Is the ratio reported at a later month, and in how many of how many reports is it so?"""
        repeated, share = _columns(relation)
        nothing = {repeated: False, share: None}
        for record in records:
            record.update(nothing)
        above, below = relation.numerator, relation.denominator
        low, high = float(relation.low), float(relation.high)
        for reports in _by_entity(relation, table, records):
            outside = [not ratio_holds(one[above], one[below], low, high) for one in reports]
            hidden = repeats(outside, table.limits.standing_reports)
            for i in hidden:
                reports[i][repeated] = True
            if hidden:
                last = max(i for i, one in enumerate(outside) if one)
                reports[last][share] = f"{sum(outside)} of {len(outside)}"
        return repeated, share

    def rules(self, relation: PlausibleRatio, table: Table) -> Iterable[Rule]:
        def explain(record: Record) -> Iterable[Finding]:
            yield _finding(relation, table, record)

        above, below = relation.numerator, relation.denominator
        yield rule(
            ExpectPlausibleRatio, table.name, f"{above}.per.{below}",
            f"{table.label(above)} ÷ {table.label(below)} 在合理范围内",
            f"{above} / {below} lies between {relation.low} and {relation.high}",
            relation.severity, explain,
            column_list=[above, below, _columns(relation)[0]],
            low=float(relation.low), high=float(relation.high),
        )  # fmt: skip


def ratio_holds(above: Number | None, below: Number | None, low: float, high: float) -> bool:
    """Does `above` / `below` lie between the bounds? True where there is nothing to divide."""
    if not above or below is None:
        return True
    return below != 0 and low <= above / below <= high


def repeats(outside: Sequence[bool], reports: int) -> set[int]:
    """Indices to suppress: all but the last report of a persistent deviation.

    Args:
        outside: of each report in the order of time, whether it lies outside of a bound.
        reports: at least so many, and more than half of all, must lie outside.
    """
    found = [i for i, one in enumerate(outside) if one]
    return set(found[:-1]) if len(found) >= reports and 2 * len(found) > len(outside) else set()


def _columns(relation: PlausibleRatio) -> tuple[str, str]:
    return f"{relation.numerator}__repeated", f"{relation.numerator}__share"


def _by_entity(
    relation: PlausibleRatio, table: Table, records: Sequence[Record]
) -> Iterable[list[Record]]:
    """The reports of each entity that have both figures, in the order of time."""
    series: dict[str | None, list[Record]] = defaultdict(list)
    above, below, entity = relation.numerator, relation.denominator, entity_column(table.model)
    for record in sorted(records, key=itemgetter("month")):
        if record[above] is not None and record[below] is not None:
            series[record[entity] if entity else None].append(record)
    return series.values()


def _finding(relation: PlausibleRatio, table: Table, record: Record) -> Finding:
    above, below = record[relation.numerator], record[relation.denominator]
    ratio = f"{float(above) / float(below):,.2f}" if below else Message("no_finite_number")
    return finding(
        "outlier", relation.severity,
        Message("ratio", above=table.label(relation.numerator), numerator=words.number(above),
                below=table.label(relation.denominator), denominator=words.number(below),
                row=table.row(record), ratio=ratio, low=relation.low, high=relation.high,
                why=relation.why, name=relation.zh, cause=_one_or_all(relation, record)),
        **table.address(record, relation.numerator),
        expected=f"{relation.low} to {relation.high}", observed=ratio,
    )  # fmt: skip


def _one_or_all(relation: PlausibleRatio, record: Record) -> Message:
    share = record[_columns(relation)[1]]
    if share is None:
        return Message("ratio_of_one")
    outside, reports = share.split(" of ")
    return Message("ratio_of_many", outside=outside, reports=reports)
