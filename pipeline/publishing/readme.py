"""`README.md` of a release: what it holds, a first query, how to trace and cite a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.layout import README
from pipeline.publishing.content import TableContent
from pipeline.publishing.coverage import coverage_of
from pipeline.publishing.dictionary import KINDS
from pipeline.publishing.markdown import render

_SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}


@dataclass(frozen=True)
class Severity:
    """How many findings of one severity there are; `kinds` in Markdown, most frequent first."""

    name: str
    zh: str
    count: int
    kinds: str


def write_readme(contents: Mapping[str, TableContent], folder: Path, release: str) -> Path:
    """Write the README of a release into its folder."""
    path = folder / README
    text = render(
        "readme.md.j2",
        release=release,
        coverage=coverage_of(contents),
        tables=[(content.spec, KINDS[content.spec.kind], content.count)
                for content in contents.values()],
        severities=_severities(contents["findings"]),
        provisional=_provisional(contents),
    )  # fmt: skip
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _severities(findings: TableContent) -> list[Severity]:
    pairs = Counter(zip(findings.column("severity"), findings.column("kind"), strict=True))
    by_count = sorted(pairs.items(), key=lambda found: (-found[1], found[0]))
    return [_severity(name, zh, by_count) for name, zh in _SEVERITIES.items()]


def _severity(name: str, zh: str, by_count: list[tuple[tuple[str, str], int]]) -> Severity:
    kinds = [(kind, count) for (severity, kind), count in by_count if severity == name]
    listed = ", ".join(f"`{kind}` {count}" for kind, count in kinds)
    return Severity(name, zh, sum(count for _, count in kinds), listed)


def _provisional(contents: Mapping[str, TableContent]) -> int:
    """Entities on whose name no person has decided."""
    return sum(
        sum(content.column("provisional"))
        for content in contents.values()
        if any(field.name == "provisional" for field in content.fields)
    )
