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
    """A rule whose expectation carries its id, its words in both languages and its severity.

    An expectation takes long to make. Where the rule was made before, as it is in a process that
    validates again what has hardly changed, its expectation is that of then.
    """
    id_ = f"{sheet}.{name}"
    whole = {
        **settings,
        "severity": _GX_SEVERITY[severity],
        "description": f"{zh}［{SEVERITIES_ZH[severity]}］ · {en} [{severity}]",
        "meta": {"rule": id_, "zh": zh, "en": en},
    }
    kept = _made.get(id_)
    if kept is None or kept[0] is not make or kept[1] != whole:
        kept = _made[id_] = make, whole, make(**whole)
    return Rule(id_, sheet, kept[2], explain)


_made: dict[str, tuple[type[Expectation], dict[str, Any], Expectation]] = {}
"""By the id of a rule: the kind of its expectation, the settings, and it itself."""
