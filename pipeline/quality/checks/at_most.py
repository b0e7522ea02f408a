"""At most: a figure is never more than another of its row (forms uploaded ≤ forms due)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.quality import words
from pipeline.quality.check import Check
from pipeline.quality.expectation import EveryRow, metric
from pipeline.quality.frames import Frame
from pipeline.quality.rules import Rule, rule
from pipeline.quality.sheets import Record
from pipeline.quality.table import Table
from schemas.quality import Finding
from schemas.relations import AtMost


def _holds(frame: Frame) -> list[bool]:
    return [value is None or bound is None or value <= bound for value, bound in frame.rows()]


class ExpectAtMost(EveryRow):
    """Columns (figure, bound): the figure is at most its bound, where both are known."""

    sentence: ClassVar[str] = (
        "前列不超过后列 · the first column is at most the second ($column_list)"
    )
    map_metric: ClassVar[str | None] = metric("at_most", _holds)


class AtMostCheck(Check[AtMost]):
    relation = AtMost

    def rules(self, relation: AtMost, table: Table) -> Iterable[Rule]:
        measure, bound = relation.measure, relation.bound

        def explain(record: Record) -> Iterable[Finding]:
            yield finding(
                "out_of_range", relation.severity,
                Message("at_most", column=table.named(measure), row=table.row(record),
                        value=words.number(record[measure]), bound=table.named(bound),
                        most=words.number(record[bound])),
                **table.address(record, measure),
                expected=f"≤ {words.digits(record[bound])}",
                observed=words.digits(record[measure]),
            )  # fmt: skip

        yield rule(
            ExpectAtMost, table.name, f"{measure}.at_most.{bound}",
            f"{table.label(measure)} ≤ {table.label(bound)}", f"{measure} is at most {bound}",
            relation.severity, explain, column_list=[measure, bound],
        )  # fmt: skip
