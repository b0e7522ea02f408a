"""Great Expectations, run: suites in, failed rows out.

Each sheet is one batch and validated whole by its suite, without the stores of a checkpoint, which
cost more than the checks. A failed expectation is an answer; an expectation that raised is a fault
of the program and is raised again, for Great Expectations would report it as a failure without
rows. A sheet without rows is not validated: every expectation passes on it, and that would look
like a check.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")

import great_expectations as gx
import pandas as pd
from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.data_context.abstract_data_context import (
    AbstractDataContext,
)
from great_expectations.data_context.types.base import ProgressBarsConfig

from pipeline.errors import NothingPublished
from pipeline.quality.rules import Rule, Suite
from pipeline.quality.sheets import Record, Sheet

SOURCE = "bulletins"
WHOLE = "整表 · whole table"
SHEET = "表 · sheet"
ROW = "#"
"""Number of a row in its sheet: names it even where two rows share a key."""
_RESULT_FORMAT: Any = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [ROW],
    "include_unexpected_rows": False,
}


class CheckRaised(NothingPublished):
    """An expectation could not be evaluated. The dataset is not judged."""


@dataclass(frozen=True)
class Checked:
    """What came out of one suite: the result as Great Expectations holds it, and failed rows."""

    suite: Suite
    result: ExpectationSuiteValidationResult
    failures: tuple[tuple[Rule, Record], ...]


def quiet_context(**settings: Any) -> AbstractDataContext:
    """A context that draws no bars and calls no one."""
    context: AbstractDataContext = gx.get_context(**settings)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def run_suites(suites: Sequence[Suite]) -> Iterator[Checked]:
    """Validate each sheet that has rows, and give what came out, in their order."""
    batches = batch_definition()
    for suite in suites:
        if suite.sheet.records and suite.rules:
            batch = batches.get_batch({"dataframe": frame_of(suite.sheet)})
            result = batch.validate(expectation_suite(suite), result_format=_RESULT_FORMAT)
            yield Checked(suite, result, tuple(_failures(suite, result)))


def batch_definition() -> BatchDefinition[Any]:
    """What makes a batch of a whole frame, in a context of its own."""
    source = quiet_context(mode="ephemeral").data_sources.add_pandas(SOURCE)
    return source.add_dataframe_asset(SHEET).add_batch_definition_whole_dataframe(WHOLE)


def expectation_suite(suite: Suite) -> gx.ExpectationSuite:
    """A suite as Great Expectations has it, of copies of its expectations."""
    return gx.ExpectationSuite(
        name=suite.title,
        expectations=[rule.expectation.copy(update={"id": None}) for rule in suite.rules],
        meta={"table": suite.sheet.name, "zh": suite.zh, "en": suite.en},
        notes=list(suite.notes),
    )


def frame_of(sheet: Sheet) -> pd.DataFrame:
    """Columns of Python objects: ints stay ints beside None, Decimals stay exact."""
    return pd.DataFrame({
        column: pd.Series([record[column] for record in sheet.records], dtype=object)
        for column in sheet.columns
    } | {ROW: range(len(sheet.records))})  # fmt: skip


def _failures(
    suite: Suite, result: ExpectationSuiteValidationResult
) -> Iterator[tuple[Rule, Record]]:
    rules = {rule.id: rule for rule in suite.rules}
    for one in result.results:
        rule = rules[str((one.expectation_config.meta or {})["rule"])]  # type: ignore[union-attr]
        _raise_for(rule, one.exception_info or {})
        if one.success:
            continue
        for place in one.result["unexpected_index_list"]:
            yield rule, suite.sheet.records[int(place[ROW])]


def _raise_for(rule: Rule, info: dict[str, Any]) -> None:
    """Exceptions come in two shapes: one flat dict, or one dict for every failed metric."""
    for part in [info] if "raised_exception" in info else list(info.values()):
        if part.get("raised_exception"):
            raise CheckRaised(
                f"the check {rule.id} could not be run: {part.get('exception_message')}\n"
                f"{part.get('exception_traceback')}"
            )
