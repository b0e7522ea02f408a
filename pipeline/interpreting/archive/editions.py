"""Several PDFs of one issue: which of them feeds the dataset, and what changed between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.interpreting.interpreted import InterpretedIssue
from pipeline.interpreting.names.dimensions import Names
from pipeline.interpreting.tables.measures import measures_of, month_text
from pipeline.interpreting.text.months import before
from pipeline.model.arrival import Arrival, by_name
from pipeline.model.findings import finding
from pipeline.model.kept_results import taken
from pipeline.model.message import Message
from pipeline.model.reasons import of_file
from schemas.base import Row
from schemas.quality import FileStatus, Finding, Observation

_LATE_MONTHS = 7
"""An issue dated later than this after its month is not of that month: publishers are late by up
to half a year."""


@dataclass(frozen=True)
class SourceIssue:
    """A PDF that was understood, and every arrival of its bytes."""

    arrivals: tuple[Arrival, ...]
    issue: InterpretedIssue

    @property
    def sha256(self) -> str:
        return self.issue.sha256

    @property
    def file_name(self) -> str:
        return by_name(self.arrivals)[0].file_name


@dataclass(frozen=True)
class SetAside:
    """A PDF that does not feed the dataset.

    Attributes:
        status: `superseded` by a newer edition, `duplicate` (other bytes, the same content) or
            `rejected`.
        reason: why, in one sentence.
        observations: kept where it is an older edition.
    """

    source: SourceIssue
    status: FileStatus
    reason: str
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True)
class Edition:
    """The PDF that feeds an issue, and those that do not.

    Attributes:
        source: the newest edition, with its revision counted.
        aside: all others.
        findings: what changed between editions.
    """

    source: SourceIssue
    aside: tuple[SetAside, ...] = ()
    findings: tuple[Finding, ...] = ()


def choose_edition(sources: Sequence[SourceIssue], names: Names) -> Edition:
    """The newest edition of an issue, from all PDFs that hold it.

    A corrected edition comes after the others, a later date of publication after an earlier
    one, a PDF changed later after one changed earlier. Where none of it decides, one of them is
    taken by its hash, with a finding: when a file arrived decides nothing, for a rebuilt archive
    must give the same dataset.
    """
    if len(sources) == 1:
        return Edition(_numbered(sources[0], 1))
    sources, doubted = _sure_of_themselves(sources)
    oldest_first = sorted(sources, key=_age)
    distinct: list[SourceIssue] = []
    copies: list[SourceIssue] = []
    for source in _best_copy_last(oldest_first):
        twin = next(
            (i for i, d in enumerate(distinct) if _content(d.issue) == _content(source.issue)), None
        )
        if twin is None:
            distinct.append(source)
            continue
        copies.append(distinct[twin])
        distinct[twin] = source
    newest = distinct[-1]
    aside = [_copy(c, distinct) for c in copies]
    for older in distinct[:-1]:
        aside.append(
            SetAside(
                older,
                "superseded",
                of_file("superseded", issue=older.issue.issue_id, newest=newest.file_name),
                older.issue.observations,
            )
        )
    aside += [_misread(source, reason) for source, reason in doubted]
    found = [_not_loaded(source, reason, newest) for source, reason in doubted]
    found += [_replaced(older, newest) for older in distinct[:-1]]
    found += [f for older in distinct[-2:-1] for f in changes(older.issue, newest.issue, names)]
    rivals = [older for older in distinct[:-1] if _date(older) == _date(newest)]
    if rivals:
        found.append(_undecided(newest, rivals))
    return Edition(_numbered(newest, len(distinct)), tuple(aside), tuple(found))


def changes(older: InterpretedIssue, newer: InterpretedIssue, names: Names) -> list[Finding]:
    """A finding `revised` for every figure in which two editions differ."""
    before, after = _figures(older), _figures(newer)
    out = []
    for key in sorted({*before, *after}, key=str):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        table, month, entity_id, measure = key
        out.append(
            finding(
                "revised",
                "info",
                Message("figure_revised", old=_said(old), new=_said(new)),
                issue_id=newer.issue_id,
                table_name=table,
                month=month,
                entity_id=entity_id or None,
                entity=names.of(entity_id) if entity_id else None,
                measure=measure,
                expected=_said(new),
                observed=_said(old),
            )
        )
    return out


def _sure_of_themselves(
    sources: Sequence[SourceIssue],
) -> tuple[list[SourceIssue], list[tuple[SourceIssue, Message]]]:
    """The sources whose number, date and captions agree, and the others, each with its reason.

    A source whose number may be misread replaces none that is sure of its own. Where all of them
    are in doubt, none is left out.
    """
    reasons = [(source, _misfit_of(source.issue)) for source in sources]
    sure = [source for source, reason in reasons if not reason]
    if not sure:
        return list(sources), []
    return sure, [(source, reason) for source, reason in reasons if reason]


def _misfit_of(issue: InterpretedIssue) -> Message | None:
    """Why the number of an issue may be misread; None where captions and date confirm it."""
    own = issue.issue
    if own.month not in issue.expected:
        return Message("tables_report", month=month_text(own.month)) if own.month else None
    printed = own.published_on
    first = dt.date(own.year, min(own.issue_no, 12), 1)
    if printed is not None and not before(first) <= printed < before(first, -_LATE_MONTHS):
        return Message("it_is_dated", date=printed.isoformat())
    return None


def _misread(source: SourceIssue, reason: Message) -> SetAside:
    name = source.issue.issue_id
    return SetAside(source, "rejected", of_file("calls_itself", issue=name, why=reason))


def _not_loaded(source: SourceIssue, reason: Message, kept: SourceIssue) -> Finding:
    own = kept.issue.issue
    return finding(
        "conflict", "error",
        Message("edition_misread", file=source.file_name, issue=own.issue_id, why=reason,
                kept=kept.file_name),
        issue_id=own.issue_id, table_name=own.table.name, month=own.month,
        expected=kept.file_name, observed=source.file_name,
    )  # fmt: skip


def _replaced(older: SourceIssue, newest: SourceIssue) -> Finding:
    own = newest.issue.issue
    return finding(
        "revised", "warning",
        Message("edition_replaced", newest=newest.file_name, older=older.file_name),
        issue_id=own.issue_id, table_name=own.table.name, month=own.month,
        expected=newest.file_name, observed=older.file_name,
    )  # fmt: skip


_Date = tuple[bool, bool, dt.date, dt.datetime]


def _age(source: SourceIssue) -> tuple[_Date, str]:
    return _date(source), source.sha256


def _date(source: SourceIssue) -> _Date:
    """How new an edition is, as far as the document itself says."""
    issue = source.issue
    return (
        not issue.inferred,
        issue.corrected,
        issue.issue.published_on or dt.date.min,
        issue.modified or dt.datetime.min.replace(tzinfo=dt.UTC),
    )


def _undecided(newest: SourceIssue, rivals: Sequence[SourceIssue]) -> Finding:
    others = ", ".join(sorted(rival.file_name for rival in rivals))
    return finding(
        "conflict",
        "warning",
        Message("editions_undecided", newest=newest.file_name, others=others),
        issue_id=newest.issue.issue_id,
        table_name=newest.issue.issue.table.name,
        month=newest.issue.issue.month,
        observed=newest.file_name,
    )


def _best_copy_last(sources: Sequence[SourceIssue]) -> list[SourceIssue]:
    """Copies of one content sorted so that the best read comes last; editions keep their order.

    Which of them stands for the content depends on the copies alone, not on when they came.
    """
    order: dict[object, int] = {}
    for source in sources:
        order.setdefault(_content(source.issue), len(order))
    return sorted(
        sources,
        key=lambda s: (order[_content(s.issue)], -len(s.issue.findings), s.sha256),
    )


def _copy(loser: SourceIssue, kept: Sequence[SourceIssue]) -> SetAside:
    winner = next(k for k in kept if _content(k.issue) == _content(loser.issue))
    return SetAside(loser, "duplicate", of_file("same_content", other=winner.file_name))


def _content(issue: InterpretedIssue) -> tuple[object, ...]:
    """All figures of an issue and who it says it is: what makes two PDFs the same edition."""
    own = issue.issue
    said = (own.serial_no, own.serial_no_last, own.published_on, issue.corrected)
    return (*said, tuple(sorted(_figures(issue).items(), key=str)))


def _figures(
    issue: InterpretedIssue,
) -> dict[tuple[str, dt.date | None, str, str], object]:
    """Every figure of the fact rows, nulls left out, by (table, month, entity, measure)."""
    out: dict[tuple[str, dt.date | None, str, str], object] = {}
    for row in issue.rows:
        for measure in measures_of(type(row)):
            value = getattr(row, measure.name)
            if value is not None:
                out[_place(row, measure.name)] = value
    return out


def _place(row: Row, measure: str) -> tuple[str, dt.date | None, str, str]:
    keys = [getattr(row, name) for name in row.table.key]
    month = next((k for k in keys if isinstance(k, dt.date)), None)
    rest = [str(k) for k in keys if not isinstance(k, dt.date)]
    if row.table.name == "reported_totals":
        return (row.table.name, month, rest[0], rest[1])
    return (row.table.name, month, rest[0] if rest else "", measure)


def _numbered(source: SourceIssue, revision: int) -> SourceIssue:
    issue = taken(_numbered_issue, (source.issue,), revision, source.file_name)
    return replace(source, issue=issue)


def _numbered_issue(
    same: Sequence[InterpretedIssue], revision: int, file_name: str
) -> InterpretedIssue:
    (issue,) = same
    row = issue.issue.model_copy(update={"revision": revision, "source_file": file_name})
    return replace(issue, issue=row)


def _said(value: object) -> str:
    return Message("nothing") if value is None else str(value)
