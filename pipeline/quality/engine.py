"""Great Expectations, run: suites in, failed rows out.

Each sheet is validated whole by its suite. A failed expectation is an answer; an expectation that
raised is a fault of the program and ends the validation. A sheet without rows is not validated:
every expectation passes on it, and that would look like a check.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")

import great_expectations as gx
from great_expectations.core import ExpectationSuiteValidationResult

from pipeline.quality.evaluate import result_of
from pipeline.quality.frames import ROW
from pipeline.quality.passed_rows import Frames
from pipeline.quality.rules import Rule, Suite
from pipeline.quality.sheets import Record


@dataclass(frozen=True)
class Checked:
    """What came out of one suite: the result as Great Expectations holds it, and failed rows."""

    suite: Suite
    result: ExpectationSuiteValidationResult
    failures: tuple[tuple[Rule, Record], ...]


def run_suites(suites: Sequence[Suite]) -> Iterator[Checked]:
    """Validate each sheet that has rows, and give what came out, in their order."""
    for suite in suites:
        if suite.sheet.records and suite.rules:
            result = result_of(suite.title, suite.rules, Frames(suite))
            yield Checked(suite, result, tuple(_failures(suite, result)))


def expectation_suite(suite: Suite) -> gx.ExpectationSuite:
    """A suite as Great Expectations has it, of copies of its expectations."""
    return gx.ExpectationSuite(
        name=suite.title,
        expectations=[rule.expectation.copy(update={"id": None}) for rule in suite.rules],
        meta={"table": suite.sheet.name, "zh": suite.zh, "en": suite.en},
        notes=[" · ".join(suite.notes)],
    )


def _failures(
    suite: Suite, result: ExpectationSuiteValidationResult
) -> Iterator[tuple[Rule, Record]]:
    rules = {rule.id: rule for rule in suite.rules}
    for one in result.results:
        rule = rules[str((one.expectation_config.meta or {})["rule"])]  # type: ignore[union-attr]
        if one.success:
            continue
        for place in one.result["unexpected_index_list"]:
            yield rule, suite.sheet.records[int(place[ROW])]
