"""The pages about the whole dataset: overview, findings, data dictionary."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from pipeline.longitudinal.months import months_between
from pipeline.model.english_names import EntityRow
from pipeline.model.label import Label
from pipeline.model.span import span
from pipeline.report.charts import Mark, mark_of
from pipeline.report.city import CityTable, Headline, city_tables, headlines, largest_first
from pipeline.report.explorer import citation
from pipeline.report.index import Index
from pipeline.report.labels import ENTITIES, FILES, SEVERITIES, kind_label, unit_label
from pipeline.report.notes import Notes, notes_of
from pipeline.report.pages import Page, entity_path, issue_path, month_text, value_of
from schemas.base import fields_of
from schemas.catalog import tables
from schemas.issues import Issue
from schemas.quality import Finding, SourceFile

_MOST_NEWS = 12
_MOST_DOUBTS = 8


@dataclass(frozen=True)
class CoverageCell:
    """What the dataset holds of one table in one month.

    Attributes:
        rows: how many.
        mark: worst severity of its findings; 'ok', or 'gap' where there is nothing.
        findings: how many errors and warnings.
        link: the issue that reports it, or ''.
    """

    rows: int
    mark: str
    findings: int
    link: str


@dataclass(frozen=True)
class CoverageRow:
    month: str
    issue_id: str
    link: str
    cells: tuple[CoverageCell, ...]


@dataclass(frozen=True)
class IssueLine:
    issue_id: str
    link: str
    title: str
    month: str
    published_on: str
    serial_no: str
    pages: int | None
    figures: int
    errors: int
    warnings: int
    file: str


@dataclass(frozen=True)
class EntityLine:
    name: Label
    path: str
    provisional: bool
    successor: Label | None


@dataclass(frozen=True)
class FileLine:
    name: str
    status: Label
    reason: Label


@dataclass(frozen=True)
class Overview:
    """Everything on the first page; its doubts are parts that show a `Note` each."""

    release: str
    title: str
    publisher: str
    months: str
    figures: int
    severities: tuple[tuple[str, Label, int], ...]
    issues: tuple[IssueLine, ...]
    tables: tuple[Label, ...]
    coverage: tuple[CoverageRow, ...]
    entities: tuple[tuple[Label, tuple[EntityLine, ...]], ...]
    unused: tuple[FileLine, ...]
    headlines: tuple[Headline, ...]
    city: tuple[CityTable, ...]
    news: tuple[Mark, ...]
    doubts: Notes
    citation: Label


@dataclass(frozen=True)
class FindingsView:
    """All findings, worst first, and what they can be filtered by."""

    notes: Notes
    kinds: tuple[tuple[str, Label, int], ...]
    tables: tuple[tuple[str, Label], ...]
    severities: tuple[tuple[str, Label, int], ...]


@dataclass(frozen=True)
class ColumnLine:
    name: str
    zh: str
    en: str
    type: str
    unit: Label
    nullable: bool


@dataclass(frozen=True)
class TableLines:
    name: str
    title: Label
    about: Label
    key: str
    columns: tuple[ColumnLine, ...]


def _why(file: SourceFile) -> Label:
    reason = file.reason or ""
    return Label(file.reason_zh or reason, reason)


def overview_page(index: Index, release: str) -> Page:
    """The first page of the site."""
    return Page("index.html", "overview.html.j2", partial(_overview, index, release))


def _overview(index: Index, release: str) -> Overview:
    months = _months(index)
    newest = index.issues[-1] if index.issues else None
    return Overview(
        release=release,
        title=newest.title if newest else "",
        publisher=(newest.publisher or "") if newest else "",
        months=span(month_text(months[0]), month_text(months[-1])) if months else "",
        figures=sum(len(one) for one in index.figures.values()),
        severities=_severities(index),
        issues=tuple(_issue_line(index, issue) for issue in reversed(index.issues)),
        tables=tuple(Label(tables()[name].table.zh, name) for name in _monthly()),
        coverage=tuple(_coverage(index, months)),
        entities=tuple(
            (ENTITIES[kind], tuple(
                EntityLine(index.label(str(row.key()[0])), entity_path(kind, str(row.key()[0])),
                           row.provisional, _successor(index, row))
                for row in largest_first(index, kind, rows)
            ))
            for kind, rows in index.entities.items()
        ),
        unused=tuple(
            FileLine(file.file_name, FILES[file.status], _why(file))
            for file in index.dataset.of_type(SourceFile)
            if file.status != "loaded"
        ),
        headlines=headlines(index),
        city=city_tables(index),
        news=_news(index, months),
        doubts=notes_of(index, _doubts(index)),
        citation=citation(index, release),
    )  # fmt: skip


def _news(index: Index, months: list[dt.date]) -> tuple[Mark, ...]:
    """What changed in the tables in the last twelve months, the newest first."""
    since = months[-12:][0] if months else dt.date.max
    recent = [e for e in index.events if e.month >= since and e.kind != "issue_missing"]
    return tuple(mark_of(event) for event in reversed(recent))[:_MOST_NEWS]


def _doubts(index: Index) -> list[Finding]:
    """The worst findings that are open."""
    return [one for one in index.findings if one.severity != "info"][:_MOST_DOUBTS]


def findings_page(index: Index) -> Page:
    """All findings of the dataset."""
    return Page("findings.html", "findings.html.j2", partial(_findings, index))


def _findings(index: Index) -> FindingsView:
    kinds = Counter(one.kind for one in index.findings)
    named = sorted({one.table_name for one in index.findings if one.table_name})
    return FindingsView(
        notes=notes_of(index, index.findings),
        kinds=tuple((kind, kind_label(kind), count) for kind, count in kinds.most_common()),
        tables=tuple((name, _table_label(name)) for name in named),
        severities=_severities(index),
    )


def dictionary_page() -> Page:
    """Every table and column of the dataset, from their declarations."""
    return Page("dictionary.html", "dictionary.html.j2", _dictionary)


def _dictionary() -> tuple[TableLines, ...]:
    return tuple(
        TableLines(
            name, Label(model.table.zh, model.table.en),
            Label(model.table.about_zh, model.table.about_en), ", ".join(model.table.key),
            tuple(
                ColumnLine(f.name, f.column.zh, f.column.en, f.type.__name__,
                           unit_label(f.column.unit), f.nullable)
                for f in fields_of(model)
            ),
        )
        for name, model in tables().items()
    )  # fmt: skip


def _table_label(name: str) -> Label:
    model = tables().get(name)
    return Label(model.table.zh, name) if model else Label(name, name)


def _severities(index: Index) -> tuple[tuple[str, Label, int], ...]:
    counts = Counter(one.severity for one in index.findings)
    return tuple((name, label, counts[name]) for name, label in SEVERITIES.items())  # type: ignore[index]


def _monthly() -> list[str]:
    """Fact tables with rows of a month, printed totals apart."""
    return [
        name
        for name, model in tables().items()
        if model.table.kind == "fact" and model.table.key[0] == "month"
    ]


def _successor(index: Index, row: EntityRow) -> Label | None:
    id_ = value_of(row, "successor_id")
    return index.label(id_) if id_ else None


def _months(index: Index) -> list[dt.date]:
    there = {row.__dict__["month"] for name in _monthly() for row in index.dataset.rows[name]}
    there.discard(None)
    return list(months_between(min(there), max(there))) if there else []


def _coverage(index: Index, months: list[dt.date]) -> Iterable[CoverageRow]:
    """A row a month, the newest first."""
    rows: Counter[tuple[str, dt.date]] = Counter()
    issues: dict[tuple[str, dt.date], str] = {}
    for name in _monthly():
        cells = [row.__dict__ for row in index.dataset.rows[name]]
        of_rows = [one["month"] for one in cells]
        rows |= Counter({(name, month): count for month, count in Counter(of_rows).items()})
        last = dict(zip(of_rows, (one["issue_id"] for one in cells), strict=True))
        issues |= {(name, month): issue_id for month, issue_id in last.items()}
    worst: dict[tuple[str, dt.date], list[str]] = defaultdict(list)
    for one in index.findings:
        if one.table_name and one.month:
            worst[one.table_name, one.month].append(one.severity)
    of_month = {month: issue for (_, month), issue in issues.items()}
    for month in reversed(months):
        shown = tuple(
            _coverage_cell(rows[name, month], worst[name, month], issues.get((name, month), ""))
            for name in _monthly()
        )
        issue_id = of_month.get(month, "")
        link = issue_path(issue_id) if issue_id else ""
        yield CoverageRow(month_text(month), issue_id, link, shown)


def _coverage_cell(rows: int, severities: list[str], issue_id: str) -> CoverageCell:
    serious = [severity for severity in severities if severity != "info"]
    mark = serious[0] if serious else "ok" if rows else "gap"
    return CoverageCell(rows, mark, len(serious), issue_path(issue_id) if issue_id else "")


def _issue_line(index: Index, issue: Issue) -> IssueLine:
    counts = Counter(one.severity for one in index.of_issue.get(issue.issue_id, ()))
    return IssueLine(
        issue.issue_id, issue_path(issue.issue_id), issue.title, month_text(issue.month),
        str(issue.published_on or ""), str(issue.serial_no or ""), issue.page_count,
        len(index.figures[issue.issue_id]), counts["error"], counts["warning"],
        issue.source_file,
    )  # fmt: skip
