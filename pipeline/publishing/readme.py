"""`README.md` of a release: what it holds, a first query, how to trace and cite a figure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.publishing.content import TableContent
from pipeline.publishing.dictionary import KINDS
from pipeline.publishing.markdown import render

FILE = "README.md"
_SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}


@dataclass(frozen=True)
class Coverage:
    """What period and issues a release covers; None where it holds none."""

    issues: int
    first_issue: str | None
    last_issue: str | None
    first_month: dt.date | None
    last_month: dt.date | None
    title: str | None
    publisher: str | None


@dataclass(frozen=True)
class Severity:
    """How many findings of one severity there are; `kinds` in Markdown, most frequent first."""

    name: str
    zh: str
    count: int
    kinds: str


def write_readme(contents: Mapping[str, TableContent], folder: Path, release: str) -> Path:
    """Write the README of a release into its folder."""
    path = folder / FILE
    text = render(
        "readme.md.j2",
        release=release,
        coverage=_coverage(contents),
        tables=[(content.spec, KINDS[content.spec.kind], content.count)
                for content in contents.values()],
        severities=_severities(contents["findings"]),
        provisional=_provisional(contents),
    )  # fmt: skip
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _coverage(contents: Mapping[str, TableContent]) -> Coverage:
    issues = contents["issues"]
    names = issues.column("issue_id")
    months = [month for content in contents.values() for month in _months(content)]
    return Coverage(
        issues=issues.count,
        first_issue=names[0] if names else None,
        last_issue=names[-1] if names else None,
        first_month=min(months, default=None),
        last_month=max(months, default=None),
        title=issues.column("title")[-1] if names else None,
        publisher=issues.column("publisher")[-1] if names else None,
    )


def _months(content: TableContent) -> list[dt.date]:
    """The months that a fact table has figures of."""
    if content.spec.kind != "fact" or "month" not in content.spec.key:
        return []
    return [month for month in content.column("month") if month is not None]


def _severities(findings: TableContent) -> list[Severity]:
    pairs = Counter(zip(findings.column("severity"), findings.column("kind"), strict=True))
    by_count = sorted(pairs.items(), key=lambda found: (-found[1], found[0]))
    return [_severity(name, zh, by_count) for name, zh in _SEVERITIES.items()]


def _severity(name: str, zh: str, by_count: list[tuple[tuple[str, str], int]]) -> Severity:
    kinds = [(kind, count) for (severity, kind), count in by_count if severity == name]
    told = ", ".join(f"`{kind}` {count}" for kind, count in kinds)
    return Severity(name, zh, sum(count for _, count in kinds), told)


def _provisional(contents: Mapping[str, TableContent]) -> int:
    """Entities on whose name no person has decided."""
    return sum(
        sum(content.column("provisional"))
        for content in contents.values()
        if any(field.name == "provisional" for field in content.fields)
    )
