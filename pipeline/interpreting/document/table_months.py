"""Which month each part of an issue describes, and where a caption contradicts its issue."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.document.masthead import Masthead
from pipeline.interpreting.document.notes import NoteFigure
from pipeline.interpreting.document.sentences import Sentence
from pipeline.interpreting.tables.measures import month_text
from pipeline.interpreting.tables.recognise import Claim
from pipeline.interpreting.text.months import MonthInText, before, month_in, names_a_year
from pipeline.model.message import Message
from pipeline.model.place import Place
from schemas.totals import ReportedTotal


@dataclass(frozen=True)
class MonthConflict:
    """A printed month that is not used, or one that is not certain.

    Attributes:
        table: table of the dataset.
        month: month that its rows carry.
        printed: month in print; None where none is printed.
        why: in words.
        is_mismatch: does print contradict the issue (rather than say nothing or too much)?
    """

    table: str
    month: dt.date
    printed: dt.date | None
    why: Message
    is_mismatch: bool
    place: Place | None = None


@dataclass(frozen=True)
class TableMonths:
    """Months of an issue.

    Attributes:
        month: month of the statistics; of a combined issue the last.
        expected: months due by the issue's number (issue 3 reports February).
        tables: month by index of the claimed table.
        sentences: month by the first block of the sentence.
        notes: month by index of the note figure.
        conflicts: what does not fit.
    """

    month: dt.date
    expected: tuple[dt.date, ...]
    tables: Mapping[int, dt.date]
    sentences: Mapping[int, dt.date]
    notes: dict[int, dt.date]
    conflicts: tuple[MonthConflict, ...] = field(default=())

    def of_sentence(self, sentence: Sentence) -> dt.date:
        return self.sentences[sentence.blocks[0]]

    def report(self, out: Collector) -> None:
        """A finding for every conflict."""
        for conflict in self.conflicts:
            out.find(
                "title_month_mismatch" if conflict.is_mismatch else "low_confidence",
                "warning",
                conflict.why,
                table=conflict.table,
                month=conflict.month,
                expected=conflict.month.isoformat(),
                observed=conflict.printed.isoformat() if conflict.printed else None,
                place=conflict.place,
            )


@dataclass(frozen=True)
class _Dated:
    """A part of the issue and the month printed with it; `year_only`: only a year is.

    `at`: where the table is that prints it; several months beside each other are in one place.
    """

    kind: str
    index: int
    table: str
    named: dt.date | None
    span: MonthInText | None = None
    place: Place | None = None
    year_printed: bool = True
    year_only: bool = False
    at: Place | None = None


def find_table_months(
    masthead: Masthead,
    claims: Mapping[int, Claim],
    sentences: Sequence[Sentence],
    notes: Sequence[NoteFigure],
) -> TableMonths:
    """Months of all parts of an issue.

    The month comes from the part's own caption. The issue's month is the one that most of its
    parts name; its number decides where they are undecided. A single part that names another
    month is taken for a misprint, unless the issue prints the same table for the issue's month
    as well.
    """
    expected = expected_months(masthead)
    parts = [*_tables(claims, masthead.latest_month), *_sentences(sentences), *_notes(notes)]
    month = _issue_month(parts, expected)
    conflicts: list[MonthConflict] = []
    decided = {(p.kind, p.index): _decide(p, parts, month, expected, conflicts) for p in parts}
    if month not in expected:
        conflicts += _whole_issue(month, expected, parts)
    return TableMonths(
        month,
        expected,
        {i: m for (kind, i), m in decided.items() if kind == "table"},
        {i: m for (kind, i), m in decided.items() if kind == "sentence"},
        {i: m for (kind, i), m in decided.items() if kind == "note"},
        tuple(dict.fromkeys(conflicts)),
    )


def expected_months(masthead: Masthead) -> tuple[dt.date, ...]:
    """Issue 3 reports February, issue 1 December; 第1-2期 December and January."""
    return tuple(
        before(dt.date(masthead.year, min(number, 12), 1))
        for number in range(masthead.issue_no, masthead.issue_no_last + 1)
    )


def _tables(claims: Mapping[int, Claim], latest: dt.date) -> list[_Dated]:
    out = []
    for index, claim in claims.items():
        caption = claim.table.caption_text
        named = month_in(caption) or month_in(caption, latest)
        place = claim.table.caption[0].lines[0].place if claim.table.caption else None
        out.append(
            _Dated(
                "table",
                index,
                claim.model.table.name,
                named.month if named else None,
                named,
                place,
                named is None or named.year_printed,
                named is None and names_a_year(caption),
                claim.table.places[0],
            )
        )
    return out


def _sentences(sentences: Sequence[Sentence]) -> list[_Dated]:
    return [
        _Dated(
            "sentence",
            s.blocks[0],
            s.model.table.name,
            s.month,
            None,
            s.figures[0].place,
            s.year_printed,
        )
        for s in sentences
    ]


def _notes(notes: Sequence[NoteFigure]) -> list[_Dated]:
    return [
        _Dated("note", i, n.model.table.name, n.month, None, n.labelled.place, n.year_printed)
        for i, n in enumerate(notes)
    ]


def _issue_month(parts: Sequence[_Dated], expected: tuple[dt.date, ...]) -> dt.date:
    """The month that most parts name; where that is not due, those with a printed year decide."""
    named = [(p.named, p.year_printed) for p in parts if p.named is not None]
    month = _majority([m for m, _ in named], expected)
    printed = [m for m, year_printed in named if year_printed]
    return month if month in expected or not printed else _majority(printed, expected)


def _majority(named: list[dt.date], expected: tuple[dt.date, ...]) -> dt.date:
    """The month that most parts name; on a tie the one that is due."""
    if not named:
        return expected[-1]
    counts = Counter(named)
    most = max(counts.values())
    best = [m for m, count in counts.items() if count == most]
    due = [m for m in best if m in expected]
    if len(expected) > 1:
        return max((m for m in counts if m in expected), default=max(best))
    return due[-1] if due else max(best)


def _decide(
    part: _Dated,
    parts: Sequence[_Dated],
    month: dt.date,
    expected: tuple[dt.date, ...],
    conflicts: list[MonthConflict],
) -> dt.date:
    if part.span is not None and part.span.is_span:
        first, last = month_text(part.span.first), month_text(part.span.month)
        why = Message("span_of_months", first=first, last=last)
        conflicts.append(
            MonthConflict(part.table, part.span.month, part.span.month, why, False, part.place)
        )
        return part.span.month
    if part.named is None:
        if part.year_only:
            why = Message("year_without_month")
            conflicts.append(MonthConflict(part.table, month, None, why, False, part.place))
        elif not any(p.named for p in parts) or (len(expected) > 1 and part.kind == "table"):
            why = Message("no_month_printed")
            conflicts.append(MonthConflict(part.table, month, None, why, False, part.place))
        return month
    if part.named == month or (part.named in expected and len(expected) > 1):
        return part.named
    twins = [p for p in parts if p.table == part.table and p.kind == part.kind and p is not part]
    if any(p.named == month for p in twins) and part.kind != "note":
        conflicts += _bound_in(part, twins, month)
        return part.named
    if any(p.named == month for p in twins) and part.kind == "note" and _far(part.named, month):
        return part.named
    why = Message("other_month", printed=month_text(part.named), month=month_text(month))
    conflicts.append(MonthConflict(part.table, month, part.named, why, True, part.place))
    return month


def _bound_in(part: _Dated, twins: Sequence[_Dated], month: dt.date) -> list[MonthConflict]:
    """A part that comes again for a month that the issue does not report: a page of another issue
    may lie among its own. A table that prints several months beside each other does so itself."""
    named = part.named
    if named is None or (part.at is not None and any(p.at == part.at for p in twins)):
        return []
    why = Message("comes_again", printed=month_text(named), month=month_text(month))
    tables = [part.table, *([ReportedTotal.table.name] if part.kind == "table" else [])]
    return [MonthConflict(table, named, named, why, False, part.place) for table in tables]


def _far(named: dt.date, month: dt.date) -> bool:
    return named.year != month.year and named.month != month.month


def _whole_issue(
    month: dt.date, expected: tuple[dt.date, ...], parts: Sequence[_Dated]
) -> list[MonthConflict]:
    """The issue, each of its tables and their totals report a month that is not due."""
    due = "、".join(month_text(m) for m in expected)
    why = Message("issue_of_other_month", due=due, month=month_text(month))
    totals = [ReportedTotal.table.name for part in parts if part.kind == "table"]
    tables = dict.fromkeys(["issues", *(part.table for part in parts), *totals])
    return [MonthConflict(table, month, expected[-1], why, True) for table in tables]
