"""The dataset arranged for the pages: what belongs to an issue, an entity, a figure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import pyarrow as pa

from pipeline.model.dataset import Dataset
from pipeline.model.english_names import EnglishNames, EntityRow
from pipeline.model.figure import FigureKey
from pipeline.model.findings import SEVERITIES
from pipeline.model.label import Label
from pipeline.model.row_digest import digest_of, plain_rows
from pipeline.report.issue_figures import (
    NO_FIGURES,
    Address,
    Heading,
    IssueFigures,
    issue_figures,
)
from pipeline.report.pages import issue_path
from pipeline.report.parts import part_key
from schemas.base import EntityKind, PrintedTable, Row, entity_column
from schemas.catalog import dimensions, tables
from schemas.dimensions import EntityName
from schemas.events import Event
from schemas.issues import Article, Issue
from schemas.quality import Finding, Observation, RawTable

if TYPE_CHECKING:
    from pipeline.report.city import Sums
    from pipeline.report.notes import Note


@dataclass(frozen=True)
class Index:
    """Look-ups into a dataset.

    Attributes:
        columns: the tables of the dataset as Arrow columns, their rows in the same order.
        issues: in the order of their numbers.
        articles, unknown: those of each issue; unknown are the tables that no schema knows.
        figures: those of each issue that feed the dataset.
        findings: worst first.
        said: key (`part_key`) of all that a page shows of a finding, by its id.
        of_cell: findings about a figure.
        doubted: the figures with an error or a warning.
        events: by month; they name entities in English in English.
        entities: dimension rows by kind.
        names, english, kinds: canonical name, English name or pinyin (where one is given) and
            kind of an entity, by its id.
    """

    dataset: Dataset
    columns: Mapping[str, pa.Table]
    issues: tuple[Issue, ...]
    articles: dict[str, list[Article]]
    unknown: dict[str, list[RawTable]]
    figures: dict[str, IssueFigures]
    findings: tuple[Finding, ...]
    said: dict[str, str]
    events: tuple[Event, ...]
    of_issue: dict[str, list[Finding]]
    of_cell: dict[Address, list[Finding]]
    doubted: frozenset[Address]
    entities: dict[EntityKind, tuple[EntityRow, ...]]
    names: dict[str, str]
    english: EnglishNames
    kinds: dict[str, EntityKind]

    def name(self, entity_id: str | None) -> str:
        """The canonical name of an entity; its id where it has none."""
        return self.names.get(entity_id or "", entity_id or "")

    @cached_property
    def _cells(self) -> dict[Heading, list[Address]]:
        """The figures of a table and month that there are findings about."""
        found: dict[Heading, list[Address]] = defaultdict(list)
        for address in self.of_cell:
            found[address[:2]].append(address)
        return found

    def cells_with_findings(self, headings: Iterable[Heading]) -> Iterable[Address]:
        """The figures of some tables and months that there are findings about."""
        return (address for heading in headings for address in self._cells.get(heading, ()))

    @cached_property
    def _about_figures(self) -> dict[Heading, str]:
        """Hash of what marks the figures of a table and month that there are findings about."""
        found: dict[Heading, list[tuple[str, str, str | None]]] = defaultdict(list)
        for (table, month, _, _), them in self.of_cell.items():
            found[table, month] += [(f.finding_id, f.severity, f.issue_id) for f in them]
        return {heading: digest_of(sorted(them)) for heading, them in found.items()}

    def about_figures_of(self, issue_id: str) -> list[str]:
        """Hashes of what marks the figures of an issue, and others of their tables and months."""
        by = self._about_figures
        return sorted([by[one] for one in self.figures_of(issue_id).headings if one in by])

    @cached_property
    def of_entity(self) -> dict[str, list[Finding]]:
        """Findings by the entity that they are about, worst first."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for one in self.findings:
            found[one.entity_id or ""].append(one)
        return found

    @cached_property
    def _events_by(self) -> dict[tuple[str, str], list[int]]:
        """Numbers of events by table and entity; ('', '') has the months without an issue."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, event in enumerate(self.events):
            if event.kind == "issue_missing":
                found["", ""].append(number)
                continue
            found[event.table_name, event.entity_id].append(number)
            if event.kind == "merged" and event.after and event.entity_id:
                found[event.table_name, event.after].append(number)
        return found

    def events_of(self, table: str, entity_id: str) -> list[Event]:
        """What breaks a series of an entity: its own events, those of the whole table, what is
        merged into it, and months without an issue."""
        by = self._events_by
        keys = {("", ""), (table, ""), (table, entity_id)}
        return [self.events[n] for n in sorted({n for key in keys for n in by.get(key, ())})]

    def label(self, entity_id: str | None) -> Label:
        """The name of an entity in both languages; the Chinese one where it has no other."""
        return self.english.label(entity_id, self.name(entity_id))

    def shown_as(self, entity_id: str) -> str:
        """All that a page may show of an entity beside its figures: its names and its page."""
        known = self._shown_as
        if entity_id not in known:
            label = self.label(entity_id)
            known[entity_id] = repr((entity_id, label.zh, label.en, self.kinds.get(entity_id)))
        return known[entity_id]

    @cached_property
    def _shown_as(self) -> dict[str, str]:
        return {}

    @cached_property
    def notes(self) -> dict[str, Note]:
        """Findings as `note_of` has shown them, by their ids."""
        return {}

    @cached_property
    def sums(self) -> dict[str, Sums]:
        """Sums of months as `month_sums` has made them, by table."""
        return {}

    def other_names(self) -> dict[str, list[str]]:
        """Every name that stands for an entity, by its id."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.dataset.of_type(EntityName):
            found[row.entity_id].append(row.name)
        return found

    @cached_property
    def _doubts(self) -> dict[tuple[str, str], dict[str, set[dt.date | None]]]:
        found: dict[tuple[str, str], dict[str, set[dt.date | None]]] = {}
        for table, month, entity_id, measure in self.doubted:
            of_row = found.setdefault((table, entity_id), {})
            of_row.setdefault(measure, set()).add(month)
        return found

    def doubts_of(self, table: str, entity_id: str) -> Mapping[str, set[dt.date | None]]:
        """The doubted months of a series, by its measure; a measure without any is not there."""
        return self._doubts.get((table, entity_id), {})

    def link(self, issue_id: str | None, key: Address) -> str:
        """Link to a figure: its cell on the page of its issue; '' where it has none."""
        number = self.figures_of(issue_id).number(key)
        return "" if number is None else f"{issue_path(issue_id or '')}#c{number}"

    def figures_of(self, issue_id: str | None) -> IssueFigures:
        """The figures of an issue; none where there is no such issue."""
        return self.figures.get(issue_id or "", NO_FIGURES)


def index_of(dataset: Dataset, columns: Mapping[str, pa.Table]) -> Index:
    """Arrange a dataset for the pages.

    Args:
        dataset: the rows of each table in the order of their key.
        columns: the same as Arrow columns, in the same order.
    """
    issues = tuple(sorted(dataset.of_type(Issue), key=lambda i: (i.year, i.issue_no)))
    entities = {
        kind: cast("tuple[EntityRow, ...]", dataset.of_type(model))
        for kind, model in dimensions().items()
    }
    english = EnglishNames.of(dataset)
    findings = tuple(sorted(dataset.of_type(Finding), key=_worst_first))
    observations = Observation.table.name
    figures = issue_figures(dataset.of_type(Observation), columns[observations], issues)
    names = {str(row.key()[0]): row.name for rows in entities.values() for row in rows}
    named = digest_of([sorted(names.items()), sorted(english.by_id.items())])
    of_issue: dict[str, list[Finding]] = defaultdict(list)
    of_cell: dict[Address, list[Finding]] = defaultdict(list)
    for one in findings:
        of_issue[one.issue_id or ""].append(one)
        if one.table_name and one.measure:
            of_cell[FigureKey.of(one)].append(one)
    articles: dict[str, list[Article]] = defaultdict(list)
    for article in dataset.of_type(Article):
        articles[article.issue_id].append(article)
    unknown: dict[str, list[RawTable]] = defaultdict(list)
    for raw in dataset.of_type(RawTable):
        if not raw.known:
            unknown[raw.issue_id].append(raw)
    return Index(
        dataset=dataset, columns=columns, issues=issues, articles=articles, unknown=unknown,
        figures=figures, findings=findings, said=_said(findings, named, figures),
        events=tuple(map(english.worded, dataset.of_type(Event))),
        of_issue=of_issue, of_cell=of_cell,
        doubted=frozenset(
            key for key, them in of_cell.items() if any(f.severity != "info" for f in them)
        ),
        entities=entities,
        english=english,
        names=names,
        kinds={str(row.key()[0]): kind for kind, rows in entities.items() for row in rows},
    )  # fmt: skip


def _said(
    findings: Sequence[Finding], named: str, figures: Mapping[str, IssueFigures]
) -> dict[str, str]:
    """A hash of all that a page shows of each finding: its row, names, the place of its figure."""
    return {
        one.finding_id: part_key((plain, named, figures.get(one.issue_id or "", NO_FIGURES).order))
        for one, plain in zip(findings, plain_rows(findings), strict=True)
    }


def tables_of(kind: EntityKind) -> list[type[Row]]:
    """The fact tables that print figures of this kind of entity."""
    return [
        model
        for model in tables().values()
        if model.table.kind == "fact"
        and isinstance(model.table.source, PrintedTable)
        and model.table.source.entity == kind
        and entity_column(model) is not None
    ]


def _worst_first(one: Finding) -> tuple[int, str, str, str]:
    newest_first = f"{9999 - one.month.year:04}{12 - one.month.month:02}" if one.month else "9"
    return (SEVERITIES.index(one.severity), newest_first, one.table_name or "", one.finding_id)
