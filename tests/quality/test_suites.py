"""Suites are derived: what a schema declares is what Great Expectations checks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import great_expectations as gx
from great_expectations.expectations.expectation import Expectation
from great_expectations.render.renderer.page_renderer import ExpectationSuitePageRenderer

from pipeline.model.dataset import Dataset
from pipeline.quality import Thresholds
from pipeline.quality.cells import cells_of
from pipeline.quality.checks.at_most import ExpectAtMost
from pipeline.quality.checks.row_sum import ExpectRowSum
from pipeline.quality.engine import expectation_suite
from pipeline.quality.expectation import EveryRow
from pipeline.quality.locate.suspects import Suspects
from pipeline.quality.registry import CHECKS
from pipeline.quality.rules import Suite
from pipeline.quality.rules import rule as rule_of
from pipeline.quality.suites import suites_of
from schemas.base import fields_of
from schemas.catalog import tables
from schemas.quality import Severity
from schemas.relations import AtMost, DaysOfMonth, NeverFalls, PlausibleRatio, PrintedOrder, RowSum

WITHIN = (AtMost, DaysOfMonth, NeverFalls, PlausibleRatio, PrintedOrder, RowSum)


def suites() -> dict[str, Suite]:
    return {s.sheet.name: s for s in _suites(Dataset.of([]))}


def _suites(made: Dataset) -> list[Suite]:
    return suites_of(made, cells_of(made), Thresholds(), Suspects())


def test_every_table_has_a_suite_with_its_declarations() -> None:
    made = suites()
    for name, model in tables().items():
        if model.table.kind in ("panel", "derived"):
            continue
        fields = fields_of(model)
        rules = {rule.id.removeprefix(f"{name}."): rule.expectation for rule in made[name].rules}
        ids = set(rules)
        assert {"types", "key"} <= ids
        assert set(_setting(rules, "bounds", "bounds")) == {
            f.name for f in fields if f.minimum is not None or f.maximum is not None
        }
        assert set(_setting(rules, "choices", "allowed")) == {f.name for f in fields if f.choices}
        assert len(_setting(rules, "links", "known")) == len(model.table.foreign_keys)
        if model.table.kind != "quality":
            needed = [f.name for f in fields if not f.nullable]
            assert _setting(rules, "given", "needed") == needed
        within = [r for r in model.table.relations if isinstance(r, WITHIN)]
        assert len(ids) >= 2 + len(within)
        assert len(ids) == len(made[name].rules), "ids are unique"


def _setting(rules: dict[str, Expectation], rule: str, name: str) -> Any:
    """A setting of a rule about several columns; empty where there is no such rule."""
    return getattr(rules[rule], name) if rule in rules else ()


def test_expectations_carry_words_in_both_languages_and_a_severity() -> None:
    for suite in suites().values():
        named = expectation_suite(suite)
        assert named.name == suite.title == f"{suite.zh} · {suite.en}"
        assert named.meta["table"] == suite.sheet.name and isinstance(named.notes, list)
        (note,) = named.notes
        assert tuple(note.split(" · ")) == suite.notes and len(suite.notes) == 2
        for rule in suite.rules:
            meta = rule.expectation.meta or {}
            assert meta["rule"] == rule.id and meta["zh"] and meta["en"]
    bookings = {r.id: r.expectation for r in suites()["bookings_by_hospital"].rules}
    assert bookings["bookings_by_hospital.total.row_sum"].severity.value == "critical"
    assert bookings["bookings_by_hospital.total.order"].severity.value == "warning"


def test_an_expectation_of_our_own_reads_as_a_sentence_in_both_languages() -> None:
    for model in _own():
        zh, _, en = model.sentence.partition(" · ")
        assert re.search(r"[\u4e00-\u9fff]", zh) and re.search(r"[a-z] ", en), model
        known = {*model.__fields__, *model.args_keys}
        assert set(re.findall(r"\$(\w+)", model.sentence)) <= known, model


def _own() -> list[type[EveryRow]]:
    """One of every relation, three of structure, two of history."""
    found = EveryRow.__subclasses__()
    assert len(found) >= len(CHECKS) - 1 + 3 + 2
    return found


def test_the_page_of_an_expectation_without_description_shows_its_sentence() -> None:
    made = ExpectRowSum(whole="total", parts=["phone", "online"],
                                     column_list=["total", "phone", "online"])  # fmt: skip
    suite = gx.ExpectationSuite(name="x", expectations=[made])
    page: Any = ExpectationSuitePageRenderer().render(suite).to_json_dict()
    text = json.dumps(page, ensure_ascii=False)
    assert "每行中 $whole 等于 $parts 之和 · in every row $whole is the sum of $parts" in text
    assert '"parts": "phone, online"' in text


def test_importing_the_package_does_not_import_great_expectations() -> None:
    code = (
        "import sys, pipeline.quality, pipeline.model.findings;"
        "sys.exit(bool({'great_expectations', 'pandas'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_expectation_is_made_again_only_where_its_settings_differ() -> None:
    def made(*columns: str, severity: Severity = "error") -> Expectation:
        return rule_of(
            ExpectAtMost, "sheet", "kept", "中", "en", severity, lambda _: (),
            column_list=list(columns),
        ).expectation  # fmt: skip

    first = made("a", "b")
    assert made("a", "b") is first
    assert made("a", "c").dict()["column_list"] == ["a", "c"]
    assert made("a", "c", severity="info").severity != first.severity
