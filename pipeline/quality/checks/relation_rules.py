"""Rules that follow from the relations a table declares, and the words for a broken one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from pipeline.model.findings import finding
from pipeline.quality import words
from pipeline.quality.cells import Cells, place
from pipeline.quality.checks import arithmetic as relations
from pipeline.quality.checks import expectations as own
from pipeline.quality.locate.digits import slip_to
from pipeline.quality.locate.equations import Sum
from pipeline.quality.locate.suspects import Suspects, followed, pointed
from pipeline.quality.rules import Rule, rule
from pipeline.quality.sheets import Record
from pipeline.quality.thresholds import Thresholds
from schemas.base import Row, entity_column, fields_of
from schemas.quality import Finding
from schemas.relations import (
    AtMost,
    DaysOfMonth,
    NeverFalls,
    PlausibleRatio,
    PrintedOrder,
    Relation,
    RowSum,
)


@dataclass(frozen=True)
class Table:
    """The table that a relation belongs to, as the rules see it."""

    model: type[Row]
    limits: Thresholds
    suspects: Suspects

    @property
    def name(self) -> str:
        return self.model.table.name

    def label(self, measure: str) -> str:
        return next(f.column.zh for f in fields_of(self.model) if f.name == measure)

    def where(self, record: Record, cells: Cells) -> dict[str, Any]:
        """The columns of a finding that say which row it is about."""
        entity = entity_column(self.model) or ""
        return {
            "table_name": self.name, "issue_id": record["issue_id"], "month": record["month"],
            "entity_id": record.get(entity), "entity": cells.name(record.get(entity)),
        }  # fmt: skip

    def cell(self, record: Record, cells: Cells, measure: str) -> dict[str, Any]:
        """The same for one figure: with its measure, page and box."""
        at = self.where(record, cells)
        seen = cells.of(self.name, at["month"], at["entity_id"], measure, at["issue_id"])
        return {**at, "measure": measure, "place": place(seen)}

    def row(self, record: Record, cells: Cells) -> str:
        at = self.where(record, cells)
        return words.row(cells, at["entity_id"], at["month"])


def relation_rules(model: type[Row], limits: Thresholds, suspects: Suspects) -> Iterable[Rule]:
    """Rules for the relations within one table; those across tables are in `cross_rules`."""
    table = Table(model, limits, suspects)
    for relation in model.table.relations:
        yield from _rules(relation, table)


@singledispatch
def _rules(relation: Relation, table: Table) -> Iterable[Rule]:
    """Relations without a rule of their own here look across rows or tables."""
    return ()


@_rules.register
def _row_sum(relation: RowSum, table: Table) -> Iterable[Rule]:
    fields = [relation.total, *relation.parts]
    has_extra = any(f.name == "extra" for f in fields_of(table.model))

    def explain(record: Record, cells: Cells) -> Iterable[Finding]:
        cell = table.cell(record, cells, relation.total)
        label, row = table.label(relation.total), table.row(record, cells)
        own_sum = Sum("row_sum", table.name, cell["month"], cell["entity_id"] or "", relation.total)
        if relations.touches(record["unreadable"], fields):
            blind = [m for m in fields if m in str(record["unreadable"]).split()]
            named = ", ".join(f"{table.label(m)} ({m})" for m in blind)
            hint, mend = followed(table.suspects, own_sum, cells)
            yield finding(
                "row_sum", "warning",
                f"The sum {label} ({relation.total}) of {row} could not be checked: {named} could "
                f"not be read.{hint}", **cell, mend=mend,
            )  # fmt: skip
            return
        parts = [(table.label(m), record[m]) for m in relation.parts if record[m] is not None]
        added = relations.total_of([value for _, value in parts])
        hint, mend = pointed(table.suspects, own_sum, cells)
        slip = None if mend or added is None else slip_to(record[relation.total], added)
        yield finding(
            "row_sum", relation.severity,
            f"{label} ({relation.total}) of {row} is printed as "
            f"{words.number(record[relation.total])}, but its parts add up to "
            f"{words.number(added)}: {words.sum_of(parts)}{words.supposed(slip)}.{hint}",
            **cell, mend=mend,
            expected=words.digits(added), observed=words.digits(record[relation.total]),
        )  # fmt: skip

    labels = " + ".join(table.label(m) for m in relation.parts)
    yield rule(
        own.ExpectRowSum, table.name, f"{relation.total}.row_sum",
        f"{table.label(relation.total)} = {labels}",
        f"in every row {relation.total} is the sum of {', '.join(relation.parts)}",
        relation.severity, explain, total=relation.total, parts=list(relation.parts),
        column_list=[*fields, *(["extra"] if has_extra else []), "unreadable"],
    )  # fmt: skip


@_rules.register
def _days_of_month(relation: DaysOfMonth, table: Table) -> Iterable[Rule]:
    def explain(record: Record, cells: Cells) -> Iterable[Finding]:
        days = relations.days_in(record["month"])
        value = record[relation.measure]
        yield finding(
            "out_of_range", relation.severity,
            f"{table.label(relation.measure)} ({relation.measure}) of {table.row(record, cells)} "
            f"is {value}, but the month has {days} days.",
            **table.cell(record, cells, relation.measure),
            expected=f"≤ {days}", observed=words.digits(value),
        )  # fmt: skip

    yield rule(
        own.ExpectDaysOfMonth, table.name, f"{relation.measure}.days_of_month",
        f"{table.label(relation.measure)}不超过当月天数",
        f"{relation.measure} is at most the days of the month",
        relation.severity, explain, column_list=["month", relation.measure],
    )  # fmt: skip


@_rules.register
def _at_most(relation: AtMost, table: Table) -> Iterable[Rule]:
    def explain(record: Record, cells: Cells) -> Iterable[Finding]:
        value, bound = record[relation.measure], record[relation.bound]
        yield finding(
            "out_of_range", relation.severity,
            f"{table.label(relation.measure)} ({relation.measure}) of {table.row(record, cells)} "
            f"is {words.number(value)}, more than {table.label(relation.bound)} "
            f"({relation.bound}), which is {words.number(bound)}.",
            **table.cell(record, cells, relation.measure),
            expected=f"≤ {words.digits(bound)}", observed=words.digits(value),
        )  # fmt: skip

    yield rule(
        own.ExpectAtMost, table.name, f"{relation.measure}.at_most.{relation.bound}",
        f"{table.label(relation.measure)} ≤ {table.label(relation.bound)}",
        f"{relation.measure} is at most {relation.bound}",
        relation.severity, explain, column_list=[relation.measure, relation.bound],
    )  # fmt: skip


@_rules.register
def _never_falls(relation: NeverFalls, table: Table) -> Iterable[Rule]:
    def explain(record: Record, cells: Cells) -> Iterable[Finding]:
        value, other = record[relation.measure], record[f"{relation.measure}__against"]
        month = record[f"{relation.measure}__against_month"]
        after = month > record["month"]
        yield finding(
            "out_of_range", relation.severity,
            f"{table.label(relation.measure)} ({relation.measure}) is cumulative and cannot fall, "
            f"but {words.number(value)} in {words.month(record['month'])} is "
            f"{'more' if after else 'less'} than {words.number(other)} in {words.month(month)}.",
            **table.cell(record, cells, relation.measure),
            expected=f"{'≤' if after else '≥'} {words.digits(other)}",
            observed=words.digits(value),
        )  # fmt: skip

    yield rule(
        own.ExpectNeverFalls, table.name, f"{relation.measure}.never_falls",
        f"{table.label(relation.measure)}为累计数，逐月不减",
        f"{relation.measure} is cumulative: it never falls",
        relation.severity, explain, column_list=["month", relation.measure],
    )  # fmt: skip


@_rules.register
def _printed_order(relation: PrintedOrder, table: Table) -> Iterable[Rule]:
    def explain(record: Record, cells: Cells) -> Iterable[Finding]:
        value = record[relation.measure]
        yield finding(
            "order", relation.severity,
            f"The rows are printed in falling order of {table.label(relation.measure)} "
            f"({relation.measure}), but {words.number(value)} of {table.row(record, cells)} at "
            f"place {record['position']} does not fit between its neighbours.",
            **table.cell(record, cells, relation.measure), observed=words.digits(value),
        )  # fmt: skip

    yield rule(
        own.ExpectFallingOrder, table.name, f"{relation.measure}.order",
        f"各行按{table.label(relation.measure)}从大到小排列",
        f"rows are printed in falling order of {relation.measure}",
        relation.severity, explain, column_list=["month", "position", relation.measure],
        tolerance=table.limits.max_out_of_order,
    )  # fmt: skip


@_rules.register
def _plausible_ratio(relation: PlausibleRatio, table: Table) -> Iterable[Rule]:
    def explain(record: Record, cells: Cells) -> Iterable[Finding]:
        above, below = record[relation.numerator], record[relation.denominator]
        ratio = "no finite number" if not below else f"{float(above) / float(below):,.2f}"
        yield finding(
            "outlier", relation.severity,
            f"{table.label(relation.numerator)} {words.number(above)} divided by "
            f"{table.label(relation.denominator)} {words.number(below)} of "
            f"{table.row(record, cells)} is {ratio}, outside {relation.low} to {relation.high} "
            f"({relation.why}); {_one_or_standing(record, relation)}.",
            **table.cell(record, cells, relation.numerator),
            expected=f"{relation.low} to {relation.high}", observed=ratio,
        )  # fmt: skip

    yield rule(
        own.ExpectPlausibleRatio, table.name, f"{relation.numerator}.per.{relation.denominator}",
        f"{table.label(relation.numerator)} ÷ {table.label(relation.denominator)} 在合理范围内",
        f"{relation.numerator} / {relation.denominator} lies between {relation.low} and "
        f"{relation.high}",
        relation.severity, explain,
        column_list=[relation.numerator, relation.denominator, f"{relation.numerator}__standing"],
        low=float(relation.low), high=float(relation.high),
    )  # fmt: skip


def _one_or_standing(record: Record, relation: PlausibleRatio) -> str:
    standing = record[f"{relation.numerator}__standing_in"]
    if standing is None:
        return "one of the two is doubtful"
    return f"so it is in {standing} reports, which says how they are counted, not that one is wrong"
