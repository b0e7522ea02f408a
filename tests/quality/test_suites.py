"""Suites are derived: what a schema declares is what Great Expectations checks."""

from __future__ import annotations

import subprocess
import sys

from pipeline.dataset_model import Dataset
from pipeline.quality import Thresholds
from pipeline.quality.cells import cells_of
from pipeline.quality.checks import suites_of
from pipeline.quality.engine import expectation_suite
from pipeline.quality.rules import Suite
from pipeline.quality.suspects import Suspects
from schemas.base import fields_of
from schemas.catalog import tables
from schemas.relations import AtMost, DaysOfMonth, NeverFalls, PlausibleRatio, PrintedOrder, RowSum

WITHIN = (AtMost, DaysOfMonth, NeverFalls, PlausibleRatio, PrintedOrder, RowSum)


def suites() -> dict[str, Suite]:
    empty = Dataset.of([])
    return {s.sheet.name: s for s in suites_of(empty, cells_of(empty), Thresholds(), Suspects())}


def test_every_table_has_a_suite_with_its_declarations() -> None:
    made = suites()
    for name, model in tables().items():
        if model.table.kind == "panel":
            continue
        fields = fields_of(model)
        ids = {rule.id.removeprefix(f"{name}.") for rule in made[name].rules}
        assert {"types", "key"} <= ids
        assert sum(i.endswith(".bounds") for i in ids) == sum(
            f.minimum is not None or f.maximum is not None for f in fields
        )
        assert sum(".in." in i for i in ids) == len(model.table.foreign_keys)
        within = [r for r in model.table.relations if isinstance(r, WITHIN)]
        assert len(ids) >= 2 + len(within)
        assert len(ids) == len(made[name].rules), "ids are unique"


def test_expectations_carry_words_in_both_languages_and_a_severity() -> None:
    for suite in suites().values():
        named = expectation_suite(suite)
        assert named.name == suite.title == f"{suite.zh} · {suite.en}"
        assert named.meta["table"] == suite.sheet.name and len(named.notes) == 2
        for rule in suite.rules:
            meta = rule.expectation.meta or {}
            assert meta["rule"] == rule.id and meta["zh"] and meta["en"]
    bookings = {r.id: r.expectation for r in suites()["bookings_by_hospital"].rules}
    assert bookings["bookings_by_hospital.total.row_sum"].severity.value == "critical"
    assert bookings["bookings_by_hospital.total.order"].severity.value == "warning"


def test_importing_the_package_does_not_import_great_expectations() -> None:
    code = (
        "import sys, pipeline.quality, pipeline.quality.findings;"
        "sys.exit(bool({'great_expectations', 'pandas'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
