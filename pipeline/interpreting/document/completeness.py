"""What an issue should hold and does not, and what the reader was not sure of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.document.beginnings import report_beginnings, report_endings
from pipeline.interpreting.document.identity import report_identity
from pipeline.interpreting.document.imprint_forms import odd_values
from pipeline.interpreting.document.masthead import Masthead
from pipeline.interpreting.document.masthead_forms import CITY
from pipeline.interpreting.document.page_count import report_page_count
from pipeline.interpreting.document.page_gaps import missing_pages
from pipeline.interpreting.document.table_months import TableMonths
from pipeline.interpreting.tables.measures import month_text
from pipeline.interpreting.tables.recognise import Claim, tables_named
from pipeline.interpreting.text.months import months_in
from pipeline.interpreting.text.normalise import folded
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.reading.model import Doubt, Paragraph, Reading
from pipeline.safe_text import quoted
from schemas.base import PrintedTable, Row, fields_of
from schemas.catalog import tables
from schemas.issues import Article, Issue
from schemas.relations import ColumnTotal
from schemas.totals import ReportedTotal

_OPTIONAL = ("revision", "source_file", "serial_no_last")
_MOST_NAMED = 5
_DAMAGE = "checksums_differ"
"""The doubt of the reader by which any figure may be another than the publisher's."""


def report_gaps(
    reading: Reading,
    issue: Issue,
    masthead: Masthead,
    inferred: bool,
    claims: Mapping[int, Claim],
    table_months: TableMonths,
    pages_of_articles: Collection[int],
    out: Collector,
) -> None:
    """Findings for missing tables, missing imprint, pages that are pictures, reader's doubts."""
    scans = [p.number for p in reading.pages if p.kind == "scan"]
    present = {row.table.name for row in out.rows}
    expected = dict.fromkeys([*printed_facts(table_months.month), *_announced(reading, claims)])
    missing = [model for model in expected if model.table.name not in present]
    for model in missing:
        _missing_table(model, table_months.month, scans, out)
    if Article.table.name not in present:
        out.find("missing_table", "info", Message("no_article"), table=Article.table.name)
    if scans:
        pages = _pages(scans)
        _on_lost_pages(Message("scans_unread", pages=pages), pages, missing, table_months, out)
    if lost := missing_pages(reading):
        pages = _pages(lost)
        _on_lost_pages(Message("pages_missing", pages=pages), pages, missing, table_months, out)
    if reading.recognised_pages:
        _recognised(sorted(reading.recognised_pages), out)
    report_beginnings(reading, claims, table_months, out)
    report_endings(reading, claims, table_months, out)
    report_page_count(reading, issue, out)
    _imprint_gaps(issue, inferred, scans, out)
    report_identity(issue, masthead.remarks, CITY, out)
    _report_date(issue, masthead.other_dates, out)
    _unreadable_lines(issue, masthead, out)
    if names := reading.attachments:
        _attached(names, out)
    for doubt in reading.doubts:
        _reader_doubt(doubt, claims, table_months, pages_of_articles, out)


def printed_facts(month: dt.date) -> list[type[Row]]:
    """Fact tables that an issue on this month is known to print."""
    out = []
    for model in tables().values():
        source = model.table.source
        if source is None or (isinstance(source, PrintedTable) and source.occasional):
            continue
        if source.since is None or month >= source.since:
            out.append(model)
    return out


def _announced(reading: Reading, claims: Mapping[int, Claim]) -> Iterator[type[Row]]:
    """Tables of which a title is printed, whether or not an issue of that month is known to.

    A caption counts too: below its own table it is above the next one, which is another. Where it
    fits the table below it, it announces that one only, also if its words would fit two. But
    captions of tables beside each other, read as one line, announce each.
    """
    for block in reading.blocks:
        if isinstance(block, Paragraph) and block.role == "title":
            yield from tables_named(block.text)
    for index, table in enumerate(reading.tables):
        for caption in _captions(table.caption_text):
            named = tables_named(caption)
            if index not in claims or claims[index].model not in named:
                yield from named


def _captions(text: str) -> list[str]:
    """The text in pieces that name a month each."""
    key = folded(text)
    starts = [month.start for month in months_in(key)][1:]
    return [key[a:b] for a, b in pairwise([0, *starts, len(key)])]


def _recognised(pages: list[int], out: Collector) -> None:
    """Text has no sums to prove it: all that was recognised in pictures is doubted as text."""
    for table in (Article.table.name, Issue.table.name):
        out.find(
            "low_confidence",
            "warning",
            Message("text_recognised", pages=_pages(pages)),
            table=table,
        )


def _attached(names: Sequence[str], out: Collector) -> None:
    """Files that lie in the PDF, perhaps with figures of their own."""
    shown = [*map(quoted, names[:_MOST_NAMED]), *["…"] * (len(names) > _MOST_NAMED)]
    out.find("attached_file", "info", Message("files_attached", count=len(names), names=shown))


def _missing_table(model: type[Row], month: dt.date, scans: list[int], out: Collector) -> None:
    why = Message("pages_unread", pages=_pages(scans)) if scans else ""
    out.find(
        "missing_table",
        "warning",
        Message("missing_table", title=model.table.zh, month=month_text(month), why=why),
        table=model.table.name,
        month=month,
    )
    if any(isinstance(r, ColumnTotal) for r in model.table.relations):
        out.find(
            "missing_table",
            "info",
            Message("missing_totals", title=model.table.zh, month=month_text(month), why=why),
            table=ReportedTotal.table.name,
            month=month,
            observed=model.table.name,
        )


def _on_lost_pages(
    message: Message, pages: str, missing: Sequence[type[Row]], months: TableMonths, out: Collector
) -> None:
    """Any table may be, or go on, on a page that could not be read, also before it is usual.

    Args:
        missing: tables of which a finding says so already.
    """
    printed = [m for m in tables().values() if m.table.source is not None and m not in missing]
    names = (model.table.name for model in printed)
    texts = (Article.table.name, Issue.table.name, ReportedTotal.table.name)
    for name in dict.fromkeys((*names, *texts)):
        for month in dict.fromkeys((months.month, *months.tables.values())):
            out.find(
                "low_confidence", "warning", message,
                table=name, month=month, observed=pages,
            )  # fmt: skip


def _imprint_gaps(issue: Issue, inferred: bool, scans: list[int], out: Collector) -> None:
    absent = [
        name
        for name, value in issue.model_dump().items()
        if value in (None, "") and name not in _OPTIONAL
    ]
    labels = {f.name: f.column.zh for f in fields_of(Issue)}
    if inferred:
        out.find(
            "low_confidence",
            "error",
            Message("masthead_unread"),
            table=Issue.table.name,
            month=issue.month,
        )
    if absent:
        out.find(
            "low_confidence",
            "info" if not scans else "warning",
            Message("imprint_absent", names=absent, labels=[labels[name] for name in absent]),
            table=Issue.table.name,
            month=issue.month,
            observed=", ".join(absent),
        )
    for name, value in odd_values(issue.model_dump()).items():
        out.find(
            "low_confidence",
            "warning",
            Message("imprint_odd", name=name, label=labels[name]),
            table=Issue.table.name,
            month=issue.month,
            measure=name,
            observed=value,
        )


def _report_date(issue: Issue, others: Sequence[dt.date], out: Collector) -> None:
    printed = issue.published_on
    if printed is not None and others:
        out.find(
            "low_confidence",
            "warning",
            Message(
                "dated_twice", date=printed.isoformat(), others=[d.isoformat() for d in others]
            ),
            table=Issue.table.name,
            month=issue.month,
            measure="published_on",
            observed=printed.isoformat(),
        )
    if printed is not None and printed.year != issue.year:
        out.find(
            "conflict",
            "warning",
            Message("dated_otherwise", year=issue.year, date=printed.isoformat()),
            table=Issue.table.name,
            month=issue.month,
            measure="published_on",
            expected=str(issue.year),
            observed=printed.isoformat(),
        )


def _unreadable_lines(issue: Issue, masthead: Masthead, out: Collector) -> None:
    for line in masthead.unreadable:
        out.find(
            "low_confidence", "warning",
            Message("masthead_unreadable"),
            table=Issue.table.name, month=issue.month, observed=line.text, place=line.place,
        )  # fmt: skip


def _reader_doubt(
    doubt: Doubt,
    claims: Mapping[int, Claim],
    table_months: TableMonths,
    pages_of_articles: Collection[int],
    out: Collector,
) -> None:
    """The reader's doubt about a page concerns all that is on it, and one about a place the tables
    of the page; where no known table is, the one above."""
    place = Place(page=doubt.page, box=doubt.box) if doubt.page and doubt.box else None
    concerned: set[tuple[str | None, dt.date | None]] = {
        (name, table_months.tables[index])
        for index, claim in _on_page(doubt.page, claims).items()
        for name in (claim.model.table.name, ReportedTotal.table.name)
    }
    if doubt.box is None:
        there = (o for o in out.observations if doubt.page in (None, o.page))
        concerned |= {(o.table_name, o.month) for o in there}
        if doubt.page in pages_of_articles or (doubt.page is None and pages_of_articles):
            concerned.add((Article.table.name, None))
    for name, month in sorted(concerned, key=str) or [(None, table_months.month)]:
        page = Message("on_page", page=doubt.page) if doubt.page else ""
        out.find(
            "low_confidence",
            "warning" if getattr(doubt.message, "code", "") == _DAMAGE else "info",
            Message("reader_unsure", page=page, doubt=doubt.message),
            table=name,
            month=month,
            place=place,
        )


def _on_page(page: int | None, claims: Mapping[int, Claim]) -> Mapping[int, Claim]:
    """Known tables on a page; the last one before it where there is none; all without a page."""
    if page is None:
        return claims
    there = {i: c for i, c in claims.items() if any(p.page == page for p in c.table.places)}
    before = [i for i, c in claims.items() if all(p.page < page for p in c.table.places)]
    return there or {i: claims[i] for i in before[-1:]}


def _pages(numbers: list[int]) -> str:
    return ", ".join(str(n) for n in numbers)
