"""Findings as the pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from pipeline.model.figure import FigureKey
from pipeline.model.label import Label
from pipeline.report.index import Index
from pipeline.report.labels import SEVERITIES, column_label, kind_label, message_label
from pipeline.report.pages import issue_path, month_text
from pipeline.report.parts import Part, Section, part_key
from schemas.catalog import tables
from schemas.quality import Finding


@dataclass(frozen=True)
class Note:
    """A finding.

    Attributes:
        entity: name of what it is about, or empty.
        link: the figure on the page of its issue, the issue, or ''.
        box: (x0, top, x1, bottom) in points; None where it has no place on a page.
    """

    id: str
    severity: str
    level: Label
    kind: str
    label: Label
    issue_id: str
    month: str
    table: str
    table_label: Label
    entity: Label
    measure: Label
    message: Label
    link: str
    page: int | None
    box: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class Notes:
    """Findings in a list.

    Attributes:
        sections: their parts show a `Note` each.
    """

    count: int
    sections: tuple[Section, ...]


def notes_of(index: Index, findings: Sequence[Finding]) -> Notes:
    """Findings in their order; those of one severity and year next to each other are a section."""
    runs = [list(them) for _, them in groupby(findings, key=_severity_and_year)]
    return Notes(len(findings), tuple([_section(index, them) for them in runs]))


def _severity_and_year(one: Finding) -> tuple[str, int]:
    cells = one.__dict__
    month = cells["month"]
    return cells["severity"], month.year if month else 0


def _section(index: Index, findings: Sequence[Finding]) -> Section:
    said = index.said
    keys = [said[one.__dict__["finding_id"]] for one in findings]

    def parts() -> Iterable[Part]:
        for key, one in zip(keys, findings, strict=True):
            yield Part(key, partial(note_of, index, one))

    return Section(part_key(keys), parts)


def note_of(index: Index, one: Finding) -> Note:
    """A finding as a page shows it. The same finding is on several pages."""
    known = index.notes
    if one.finding_id not in known:
        known[one.finding_id] = _note(index, index.english.worded(one))
    return known[one.finding_id]


def _note(index: Index, one: Finding) -> Note:
    model = tables().get(one.table_name or "")
    return Note(
        id=one.finding_id,
        severity=one.severity,
        level=SEVERITIES[one.severity],
        kind=one.kind,
        label=kind_label(one.kind),
        issue_id=one.issue_id or "",
        month=month_text(one.month),
        table=one.table_name or "",
        table_label=Label(model.table.zh, model.table.en) if model else Label("", ""),
        entity=index.english.label(one.entity_id, one.entity or index.name(one.entity_id)),
        measure=column_label(one.table_name or "", one.measure or ""),
        message=message_label(one),
        link=_link(index, one),
        page=one.page,
        box=box_of(one),
    )


def _link(index: Index, one: Finding) -> str:
    if one.issue_id is None or one.issue_id not in index.figures:
        return ""
    if one.page is not None and one.x0 is not None:
        return f"{issue_path(one.issue_id)}#p-{one.finding_id}"
    at = index.link(one.issue_id, FigureKey.of(one))
    return at or f"{issue_path(one.issue_id)}#f-{one.finding_id}"


def box_of(one: Finding) -> tuple[float, float, float, float] | None:
    """The place of a finding on its page; see `Note`."""
    if one.x0 is None or one.top is None or one.x1 is None or one.bottom is None:
        return None
    return (one.x0, one.top, one.x1, one.bottom)
