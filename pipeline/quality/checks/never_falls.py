"""Never falls: a cumulative figure is never smaller than in any month before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import ClassVar

from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.quality import words
from pipeline.quality.arithmetic import Number, longest_rising_run
from pipeline.quality.check import Check
from pipeline.quality.expectation import EveryRow, metric
from pipeline.quality.frames import Frame
from pipeline.quality.rules import Rule, rule
from pipeline.quality.sheets import Record
from pipeline.quality.table import Table
from schemas.quality import Finding
from schemas.relations import NeverFalls


def _holds(frame: Frame) -> list[bool]:
    rows = list(frame.rows())
    by_month = sorted(range(len(rows)), key=lambda i: rows[i][0])
    wrong = {by_month[i] for i in falling([rows[i][1] for i in by_month])}
    return [i not in wrong for i in range(len(rows))]


class ExpectNeverFalls(EveryRow):
    """Columns (month, figure): no figure is smaller than one of a month before."""

    sentence: ClassVar[str] = "累计数逐月不减 · a cumulative figure never falls ($column_list)"
    map_metric: ClassVar[str | None] = metric("never_falls", _holds)


class NeverFallsCheck(Check[NeverFalls]):
    relation = NeverFalls

    def columns(
        self, relation: NeverFalls, table: Table, records: Sequence[Record]
    ) -> tuple[str, ...]:
        """The figure that contradicts this one, and its month."""
        against, month = _columns(relation)
        ordered = sorted(records, key=lambda record: record["month"])
        faults = falling([record[relation.measure] for record in ordered])
        for i, record in enumerate(ordered):
            witness = ordered[faults[i]] if i in faults else {}
            record[against], record[month] = witness.get(relation.measure), witness.get("month")
        return against, month

    def rules(self, relation: NeverFalls, table: Table) -> Iterable[Rule]:
        measure = relation.measure

        def explain(record: Record) -> Iterable[Finding]:
            other, month = (record[name] for name in _columns(relation))
            after = month > record["month"]
            yield finding(
                "out_of_range", relation.severity,
                Message("falls_after" if after else "falls", column=table.named(measure),
                        value=words.number(record[measure]), month=words.month(record["month"]),
                        other=words.number(other), then=words.month(month)),
                **table.address(record, measure),
                expected=f"{'≤' if after else '≥'} {words.digits(other)}",
                observed=words.digits(record[measure]),
            )  # fmt: skip

        yield rule(
            ExpectNeverFalls, table.name, f"{measure}.never_falls",
            f"{table.label(measure)}为累计数，逐月不减", f"{measure} is cumulative: it never falls",
            relation.severity, explain, column_list=["month", measure],
        )  # fmt: skip


def falling(values: Sequence[Number | None]) -> dict[int, int]:
    """Indices of a cumulative series that fit no longest rising run, each with its witness.

    The witness is the neighbour in the run that contradicts it: the one before, which is
    greater, or the one after, which is smaller. Of two figures the earlier counts as right.
    """
    given = [(i, v) for i, v in enumerate(values) if v is not None]
    run = longest_rising_run([v for _, v in given])
    faults = {}
    for n, (i, value) in enumerate(given):
        if n not in run:
            before = [given[k] for k in run if k < n and given[k][1] > value]
            after = [given[k] for k in run if k > n and given[k][1] < value]
            faults[i] = before[-1][0] if before else after[0][0]
    return faults


def increases(points: Sequence[tuple[dt.date, Number]]) -> list[tuple[dt.date, float]]:
    """Increase per month of a cumulative series, at the later month of each two reports.

    Figures that the series itself contradicts (see `falling`) are left out.
    """
    wrong = falling([value for _, value in points])
    kept = [point for i, point in enumerate(points) if i not in wrong]
    return [
        (month, float(value - before) / _months_apart(last, month))
        for (last, before), (month, value) in pairwise(kept)
    ]


def _columns(relation: NeverFalls) -> tuple[str, str]:
    return f"{relation.measure}__against", f"{relation.measure}__against_month"


def _months_apart(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
