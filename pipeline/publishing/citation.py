"""`CITATION.cff` of a release (Citation File Format 1.2.0), for reference managers and archives.

Its date is that of the newest issue, not of the clock, so that the same content has the same file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.model.layout import CITATION
from pipeline.model.span import span
from pipeline.publishing.content import TableContent
from pipeline.publishing.coverage import Coverage, coverage_of

_PUBLISHER = "Publisher of the bulletins"
_KEYWORDS = ("health statistics", "appointment booking", "hotline", "open data", "卫生统计")


def write_citation(contents: Mapping[str, TableContent], folder: Path, release: str) -> Path:
    """Write how to cite a release into its folder."""
    path = folder / CITATION
    path.write_text(_text(coverage_of(contents), release), encoding="utf-8", newline="\n")
    return path


def _text(covered: Coverage, release: str) -> str:
    author = covered.publisher or _PUBLISHER
    date = [f"date-released: {covered.published_on}"] if covered.published_on else []
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        f"title: {_quoted(title_of(covered))}",
        'message: "If you use these figures, name the issue that prints them and this release."',
        f"abstract: {_quoted(about(covered))}",
        "authors:",
        f"  - name: {_quoted(author)}",
        f'version: "{release}"',
        *date,
        "keywords:",
        *(f"  - {_quoted(keyword)}" for keyword in _KEYWORDS),
    ]
    return "\n".join(lines) + "\n"


def title_of(covered: Coverage) -> str:
    """The title under which a release is cited."""
    return f"简报数据集 Bulletin dataset: {covered.title}" if covered.title else "Bulletin dataset"


def about(covered: Coverage) -> str:
    """What a release covers, in one sentence."""
    if not covered.issues:
        return "A dataset over time made from a monthly bulletin; no issue is loaded yet."
    held = span(covered.first_issue or "", covered.last_issue or "", " to ")
    issues = f"issue{'s' * (covered.issues > 1)} {held} ({covered.issues})"
    months = ""
    if covered.first_month and covered.last_month:
        first, last = f"{covered.first_month:%Y-%m}", f"{covered.last_month:%Y-%m}"
        months = f", month{'s' * (first != last)} {span(first, last, ' to ')}"
    return f"A dataset over time made from a monthly bulletin, {issues}{months}."


def _quoted(text: str) -> str:
    """Any text as a double-quoted scalar of YAML 1.2."""
    return '"' + "".join(map(_character, " ".join(text.split()))) + '"'


def _character(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08X}"
