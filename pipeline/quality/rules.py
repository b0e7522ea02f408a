"""A rule: one expectation on one sheet, and the findings about a row that fails it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from pipeline.quality.sheets import Record, Sheet
from schemas.quality import Finding, Severity

_GX_SEVERITY = {
    "error": FailureSeverity.CRITICAL,
    "warning": FailureSeverity.WARNING,
    "info": FailureSeverity.INFO,
}

SEVERITIES_ZH: dict[Severity, str] = {"error": "错误", "warning": "警告", "info": "提示"}

Explain = Callable[[Record], Iterable[Finding]]
"""The findings about a record that fails a rule."""


@dataclass(frozen=True)
class Rule:
    """What is checked of a sheet.

    Attributes:
        id: readable and unique: table, relation, measure.
        sheet: name of the sheet.
        expectation: what Great Expectations checks.
        explain: turns a failed row (a record of the sheet) into findings.
    """

    id: str
    sheet: str
    expectation: Expectation
    explain: Explain


@dataclass(frozen=True)
class Suite:
    """A sheet and all rules on it, with titles and notes for the reader of the Data Docs.

    Attributes:
        sheet: what is checked.
        zh, en: title in Chinese and English.
        rules: the checks.
        notes: sentences in both languages that say what the sheet holds.
    """

    sheet: Sheet
    zh: str
    en: str
    rules: tuple[Rule, ...]
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Name of the suite in Great Expectations."""
        return f"{self.zh} · {self.en}"


def rule(
    make: type[Expectation], sheet: str, name: str, zh: str, en: str, severity: Severity,
    explain: Explain, **settings: Any,
) -> Rule:  # fmt: skip
    """A rule whose expectation carries its id, its words in both languages and its severity."""
    id_ = f"{sheet}.{name}"
    expectation = make(
        **settings,
        severity=_GX_SEVERITY[severity],
        description=f"{zh}［{SEVERITIES_ZH[severity]}］ · {en} [{severity}]",
        meta={"rule": id_, "zh": zh, "en": en},
    )
    return Rule(id_, sheet, expectation, explain)
