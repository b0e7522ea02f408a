"""The suites of a dataset: one a table, those across tables, and that of figures over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.model.dataset import Dataset
from pipeline.quality.cells import Cells
from pipeline.quality.check import Whole
from pipeline.quality.checks.structure import structural_rules
from pipeline.quality.column_sums import column_sums
from pipeline.quality.history.suite import history_suite
from pipeline.quality.locate.suspects import Suspects
from pipeline.quality.registry import CHECKS, check_of
from pipeline.quality.rules import Rule, Suite
from pipeline.quality.sheets import Sheet
from pipeline.quality.table import Table
from pipeline.quality.thresholds import Thresholds
from schemas.base import Row, fields_of
from schemas.catalog import tables


def suites_of(
    dataset: Dataset, cells: Cells, limits: Thresholds, suspects: Suspects
) -> list[Suite]:
    """One suite a table in the order of the catalog, then those across tables, then history.

    Panels and events have none: they are made from checked tables after the validation.

    Args:
        suspects: the cells that are probably wrong, for the words of the findings.
    """
    checked = [
        Table(model, cells, limits, suspects)
        for model in tables().values()
        if model.table.kind not in ("panel", "derived")
    ]
    return [
        *(_of_table(table, dataset) for table in checked),
        *_across(checked, Whole(dataset, cells, column_sums(dataset, cells))),
        history_suite(dataset, cells, limits),
    ]


def suite_of(
    model: type[Row], dataset: Dataset, cells: Cells, limits: Thresholds, suspects: Suspects
) -> Suite:
    """The suite of one table; the arguments are as those of `suites_of`."""
    return _of_table(Table(model, cells, limits, suspects), dataset)


def _of_table(table: Table, dataset: Dataset) -> Suite:
    spec = table.model.table
    rules = (*structural_rules(table.model, dataset, table.cells), *_relation_rules(table))
    return Suite(
        _sheet(table, dataset.rows.get(spec.name, ())), spec.zh, spec.en, rules,
        (spec.about_zh, spec.about_en),
    )  # fmt: skip


def _relation_rules(table: Table) -> Iterator[Rule]:
    for relation in table.model.table.relations:
        yield from check_of(relation).rules(relation, table)


def _sheet(table: Table, rows: Iterable[Row]) -> Sheet:
    """A table as it is, with the columns that the checks of its relations add."""
    spec = table.model.table
    columns = dict.fromkeys(field.name for field in fields_of(table.model))
    records = [dict(row.__dict__) if spec.relations else row.__dict__ for row in rows]
    for relation in spec.relations:
        columns |= dict.fromkeys(check_of(relation).columns(relation, table, records))
    return Sheet(spec.name, spec.key, tuple(columns), records)


def _across(checked: Iterable[Table], whole: Whole) -> Iterator[Suite]:
    declared: dict[type, list[tuple[Any, Table]]] = {relation: [] for relation in CHECKS}
    for table in checked:
        for relation in table.model.table.relations:
            declared[type(relation)].append((relation, table))
    for kind, check in CHECKS.items():
        yield from check.suites(declared[kind], whole)
