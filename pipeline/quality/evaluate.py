"""The answer to an expectation: its questions are asked here, Great Expectations judges them.

The engine of Great Expectations finds the same values by a graph of metrics that it builds anew
for every expectation, and hashes every frame twice; without it a validation takes half the time.
What it does with the values (the verdict, counts, percentages, examples) remains its own work. A
test compares the results with those of its engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol

import great_expectations as gx
from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.validator.validation_statistics import calc_validation_statistics

from pipeline.errors import NothingPublished
from pipeline.quality.expectation import condition_of
from pipeline.quality.frames import ROW, Frame
from pipeline.quality.rules import Rule

RESULT_FORMAT: dict[str, Any] = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [ROW],
    "include_unexpected_rows": False,
}
_NO_EXCEPTION = {
    "raised_exception": False, "exception_traceback": None, "exception_message": None,
}  # fmt: skip


class CheckRaised(NothingPublished):
    """An expectation could not be evaluated. The dataset is not judged."""


class Asked(Protocol):
    """The frames that the rules of a suite are asked about."""

    count: int
    """Number of rows of the sheet."""

    def of(self, rule: Rule) -> Frame:
        """The rows of the sheet that may fail a rule."""


def result_of(
    name: str, rules: Sequence[Rule], frames: Asked
) -> ExpectationSuiteValidationResult:  # fmt: skip
    """The result of the rules of a suite.

    Raises:
        CheckRaised: an expectation raised, which is a fault of the program.
    """
    results = [_result(rule, frames) for rule in rules]
    found = calc_validation_statistics(results)
    statistics = {
        "evaluated_expectations": found.evaluated_expectations,
        "successful_expectations": found.successful_expectations,
        "unsuccessful_expectations": found.unsuccessful_expectations,
        "success_percent": found.success_percent,
    }
    return ExpectationSuiteValidationResult(
        success=found.success,
        results=results,
        suite_name=name,
        statistics=statistics,
        meta={"great_expectations_version": gx.__version__},
    )


def _result(rule: Rule, frames: Asked) -> ExpectationValidationResult:
    try:
        return _answer(rule.expectation, frames.of(rule), frames.count)
    except Exception as error:
        raise CheckRaised(f"the check {rule.id} could not be run: {error!r}") from error


def _answer(
    expectation: Any, frame: Frame, count: int
) -> ExpectationValidationResult:  # fmt: skip
    is_column = isinstance(expectation, ColumnMapExpectation)
    metrics = (_of_column if is_column else _of_columns)(expectation, frame, count)
    found = expectation._validate(metrics, {"result_format": dict(RESULT_FORMAT)})
    answer: ExpectationValidationResult = expectation._build_evr(found)
    answer.exception_info = dict(_NO_EXCEPTION)
    return answer


def answers_of(expectation: Any, frame: Frame) -> list[bool]:
    """What an expectation about several columns answers for each row."""
    return _answers(expectation, frame.of(expectation.column_list))


def _answers(expectation: Any, its_columns: Frame) -> list[bool]:
    holds, names = condition_of(expectation.map_metric)
    settings = {name: getattr(expectation, name) for name in names}
    return holds(its_columns, **settings)


def _of_columns(expectation: Any, frame: Frame, count: int) -> dict[str, Any]:
    """The metrics of a question about several columns, which no row is too empty for."""
    its_columns = frame.of(expectation.column_list)
    answers = _answers(expectation, its_columns)
    failed = [] if all(answers) else [n for n, good in enumerate(answers) if not good]
    rows = [{name: its_columns[name][n] for name in its_columns.names} for n in failed]
    return _metrics(expectation, [frame.numbers[n] for n in failed], rows, rows, count)


def _of_column(expectation: Any, frame: Frame, count: int) -> dict[str, Any]:
    """The metrics of the question whether a value is there twice; nulls are left out."""
    column = expectation.column
    values = frame[column]
    times = Counter(value for value in values if value is not None)
    failed = [n for n, value in enumerate(values) if times[value] > 1]
    twice = [values[n] for n in failed]
    rows = [{column: value} for value in twice]
    found = _metrics(expectation, [frame.numbers[n] for n in failed], twice, rows, count)
    return {**found, "column_values.nonnull.unexpected_count": count - times.total()}


def _metrics(
    expectation: Any, failed: list[int], values: list[Any], rows: list[dict[Any, Any]], count: int
) -> dict[str, Any]:
    found = {
        "unexpected_count": len(failed),
        "unexpected_values": values,
        "unexpected_index_list": [
            {**row, ROW: n} for row, n in zip(rows, failed, strict=True)
        ],
        "unexpected_index_query": f"df.filter(items={failed}, axis=0)",
        "filtered_row_count": count,
    }  # fmt: skip
    named = {f"{expectation.map_metric}.{name}": value for name, value in found.items()}
    return {**named, "table.row_count": count}
