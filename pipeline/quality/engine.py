"""Great Expectations, run: suites in, failed rows out.

One checkpoint with one validation a sheet, whole. A failed expectation is an answer; an expectation
that raised is a fault of the program and is raised again, for Great Expectations would report it
as a failure without rows. A sheet without rows is not validated: every expectation passes on it,
and that would look like a check.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")

import great_expectations as gx
import pandas as pd
from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.data_context.data_context.abstract_data_context import (
    AbstractDataContext,
)
from great_expectations.data_context.types.base import ProgressBarsConfig

from pipeline.errors import NothingPublished
from pipeline.quality.fixed import FixedValidation
from pipeline.quality.rules import Rule, Suite
from pipeline.quality.sheets import Record, Sheet

SOURCE = "bulletins"
WHOLE = "整表 · whole table"
CHECKPOINT = "校验整个数据集 · validate the whole dataset"
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


class TableValidation(FixedValidation):
    """A validation definition that takes its own table from the parameters of the checkpoint.

    Great Expectations hands one set of batch parameters to all validations of a checkpoint. Here
    they are the sheets by name of their asset, and each frame is made when its turn comes.
    """

    def run(self, *, batch_parameters: Any = None, **settings: Any) -> Any:
        """As that of Great Expectations, with the frame of this asset alone."""
        sheets: Mapping[str, Sheet] = batch_parameters
        own = {"dataframe": frame_of(sheets[self.asset.name])}
        return super().run(batch_parameters=own, **settings)


def run_suites(suites: Sequence[Suite]) -> Iterator[Checked]:
    """Run the checkpoint, and give what came out of each suite that has rows, in their order."""
    filled = [suite for suite in suites if suite.sheet.records and suite.rules]
    if not filled:
        return
    checkpoint = checkpoint_of(filled)
    outcome = checkpoint.run({suite.sheet.name: suite.sheet for suite in filled})
    results = {key.expectation_suite_identifier.name: r for key, r in outcome.run_results.items()}
    for suite in filled:
        result = results[suite.title]
        yield Checked(suite, result, tuple(_failures(suite, result)))


def checkpoint_of(suites: Sequence[Suite]) -> gx.Checkpoint:
    """One checkpoint over all tables, in a context of its own.

    In the context: the data source `bulletins`, an asset for every sheet under its name with the
    batch definition of the whole table, and suite and validation under their titles.
    """
    context = quiet_context(mode="ephemeral")
    source = context.data_sources.add_pandas(SOURCE)
    validations: list[gx.ValidationDefinition] = []
    for suite in suites:
        asset = source.add_dataframe_asset(suite.sheet.name)
        validation = TableValidation(
            name=suite.title,
            data=asset.add_batch_definition_whole_dataframe(WHOLE),
            suite=context.suites.add(expectation_suite(suite)),
        )
        context.validation_definitions.add(validation)
        validations.append(validation)
    checkpoint = gx.Checkpoint(
        name=CHECKPOINT, validation_definitions=validations, result_format=_RESULT_FORMAT
    )
    context.checkpoints.add(checkpoint)
    return checkpoint


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
