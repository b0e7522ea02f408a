"""One reading → everything that its issue says: typed rows, observations and findings. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from pipeline.errors import RejectedFile
from pipeline.interpreting.collect import Collector, Figure
from pipeline.interpreting.document.articles import find_articles, is_section_heading
from pipeline.interpreting.document.bound import report_bound, without_bound
from pipeline.interpreting.document.completeness import report_gaps
from pipeline.interpreting.document.contents import contents_of
from pipeline.interpreting.document.errata import report_errata
from pipeline.interpreting.document.header_lines import is_header_line
from pipeline.interpreting.document.imprint import Imprint, read_imprint
from pipeline.interpreting.document.leftovers import is_prose, report_leftovers
from pipeline.interpreting.document.masthead import Masthead, Printed, masthead_lines, read_masthead
from pipeline.interpreting.document.masthead_forms import CITY
from pipeline.interpreting.document.notes import NoteFigure, find_note_figures, interpret_notes
from pipeline.interpreting.document.raw_tables import raw_tables
from pipeline.interpreting.document.sentences import (
    Sentence,
    find_sentences,
    interpret_sentence,
    sentence_models,
)
from pipeline.interpreting.document.table_months import TableMonths, find_table_months
from pipeline.interpreting.document.tables_in_text import with_tables_of_text
from pipeline.interpreting.document.text_doubts import report_text_doubts
from pipeline.interpreting.interpreted import InterpretedIssue
from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.tables.channel_feeds import feeds_of
from pipeline.interpreting.tables.facts import interpret_table
from pipeline.interpreting.tables.months_beside import with_one_month_a_table
from pipeline.interpreting.tables.next_sheet import with_columns_of_next_sheet
from pipeline.interpreting.tables.order_gaps import report_order_gaps
from pipeline.interpreting.tables.recognise import Claim, claim_tables, names_a_table
from pipeline.interpreting.tables.sections import taken_apart
from pipeline.interpreting.tables.twin_columns import with_parted_columns
from pipeline.interpreting.text.months import before, month_in
from pipeline.interpreting.text.normalise import folded, tidy
from pipeline.interpreting.text.units import states_unit
from pipeline.model.garbage_collection import without_collector
from pipeline.model.message import Message, together
from pipeline.model.reasons import of_file
from pipeline.reading.model import Paragraph, Reading, Table, TextLine
from schemas.issues import Article, Issue


@dataclass(frozen=True)
class _Parts:
    """What was found where in the document, before it is put together."""

    masthead: Masthead
    inferred: bool
    imprint: Imprint
    sentences: tuple[Sentence, ...]
    claims: dict[int, Claim]
    notes: tuple[NoteFigure, ...]
    table_months: TableMonths

    def tables_of_labels(self, reading: Reading) -> dict[int, str]:
        """By index of a table that prints what is usually a sentence, the table it feeds."""
        return {
            block.index: sentence.model.table.name
            for sentence in self.sentences
            for i in sentence.blocks
            if isinstance(block := reading.blocks[i], Table)
        }


@without_collector()
def interpret(reading: Reading, registry: Registry) -> InterpretedIssue:
    """Understand one PDF.

    Raises:
        RejectedFile: it is a scan, has no bulletin masthead or is another city's bulletin.
    """
    _refuse_scans(reading)
    whole = with_tables_of_text(with_columns_of_next_sheet(reading), registry)
    whole = with_parted_columns(with_one_month_a_table(taken_apart(whole, registry)))
    reading = without_bound(whole)
    parts = _find_parts(reading, registry)
    out = Collector(parts.masthead.issue_id, reading.sha256, reading.recognised_pages)
    report_bound(whole, reading, out)
    issue = _issue(reading, parts)
    _observe_issue(parts, out)
    for sentence in parts.sentences:
        interpret_sentence(sentence, parts.table_months.of_sentence(sentence), out)
    feeds = feeds_of(parts.claims, parts.table_months.tables, registry)
    groups = Counter(_rows_described(parts, index) for index in parts.claims)
    for index, claim in sorted(parts.claims.items()):
        month = parts.table_months.tables[index]
        alone = groups[_rows_described(parts, index)] == 1
        interpret_table(claim, month, out, registry, feeds, alone=alone)
    interpret_notes(parts.notes, parts.table_months.notes, out)
    out.keep_one_row_a_key()
    report_order_gaps(out)
    parts.table_months.report(out)
    report_errata(reading.blocks, out)
    pages_of_articles = _articles(reading, parts, out)
    raw = raw_tables(whole, parts.claims, parts.tables_of_labels(reading), parts.table_months, out)
    report_gaps(
        reading, issue, parts.masthead, parts.inferred, parts.claims, parts.table_months,
        pages_of_articles, out,
    )  # fmt: skip
    return InterpretedIssue(
        issue=issue,
        corrected=parts.masthead.corrected,
        inferred=parts.inferred,
        expected=parts.table_months.expected,
        rows=tuple(out.rows),
        raw_tables=raw,
        observations=tuple(out.observations),
        findings=tuple(out.findings),
        names=tuple(out.names.values()),
        modified=reading.modified,
        cells=tuple(out.cells),
    )


def _rows_described(parts: _Parts, index: int) -> tuple[str, dt.date]:
    """Table of the dataset and month of which a printed table holds rows."""
    return parts.claims[index].model.table.name, parts.table_months.tables[index]


def _refuse_scans(reading: Reading) -> None:
    if not any(p.kind == "text" for p in reading.pages):
        scans = [p for p in reading.pages if p.kind == "scan"]
        if scans:
            why = dict.fromkeys(p.reason for p in scans if p.reason)
            because = Message("because", reasons=together(why)) if why else ""
            raise RejectedFile(of_file("only_pictures", pages=len(scans), why=because))
        raise RejectedFile(of_file("no_text"))


def _find_parts(reading: Reading, registry: Registry) -> _Parts:
    blocks = reading.blocks
    claims = claim_tables(reading.tables, registry)
    masthead, inferred = _masthead(reading, claims)
    imprint = read_imprint(blocks)
    latest = masthead.latest_month
    sentences = tuple(
        s for m in sentence_models() for s in find_sentences(blocks, m, latest, claims)
    )
    in_sentences = {i for s in sentences for i in s.blocks}
    notes = tuple(n for n in find_note_figures(blocks, latest) if n.block not in in_sentences)
    table_months = find_table_months(masthead, claims, sentences, notes)
    return _Parts(masthead, inferred, imprint, sentences, claims, notes, table_months)


def _masthead(reading: Reading, claims: dict[int, Claim]) -> tuple[Masthead, bool]:
    """The masthead; where the first page is a picture, what the tables show of it."""
    try:
        return read_masthead(reading), False
    except RejectedFile:
        if (
            not reading.pages
            or reading.pages[0].kind != "scan"
            or "期" in "".join(masthead_lines(reading))
        ):
            raise
    months = [m.month for c in claims.values() if (m := month_in(c.table.caption_text))]
    here = any(CITY in folded(t.caption_text) for t in reading.tables)
    if not months or not here:
        raise RejectedFile(of_file("cover_unread"))
    next_month = before(max(set(months), key=months.count), -1)
    year, number = next_month.year, next_month.month
    return Masthead(year, number, number, None, None, "", None, None, False), True


def _issue(reading: Reading, parts: _Parts) -> Issue:
    head, imprint = parts.masthead, parts.imprint
    run = imprint.printed.get("print_run")
    text = {
        name: imprint.values.get(name)
        for name in ("editor", "address", "postcode", "phone", "fax", "email", "website")
    }
    return Issue(
        issue_id=head.issue_id,
        year=head.year,
        issue_no=head.issue_no,
        issue_no_last=head.issue_no_last,
        serial_no=head.serial_no,
        serial_no_last=head.serial_no_last,
        title=head.title,
        publisher=head.publisher,
        published_on=head.published_on,
        month=parts.table_months.month,
        print_run=run.value if run else None,
        page_count=len(reading.pages),
        revision=1,
        source_sha256=reading.sha256,
        source_file="",
        **text,
    )


def _observe_issue(parts: _Parts, out: Collector) -> None:
    """Observations of the numbers of masthead and imprint."""
    printed: dict[str, Printed] = {**parts.masthead.printed, **parts.imprint.printed}
    for measure, number in printed.items():
        unit = "copies" if measure == "print_run" else ""
        figure = Figure(Decimal(number.value), number.printed, unit, place=number.place)
        out.observe(Issue.table.name, parts.table_months.month, "", measure, figure)


def _articles(reading: Reading, parts: _Parts, out: Collector) -> frozenset[int]:
    """Adds the articles of an issue; the numbers of the pages that they are on."""
    blocks = reading.blocks
    used = {*parts.masthead.blocks, *contents_of(blocks)}
    for sentence in parts.sentences:
        used.update(sentence.blocks)
    used.update(n.block for n in parts.notes if n.block is not None)
    used.update(_imprint_region(reading, parts))
    headers = {
        i for i, b in enumerate(blocks) if isinstance(b, Paragraph) and is_header_line(b.text)
    } - used
    used.update(
        i
        for i, b in enumerate(blocks)
        if isinstance(b, Paragraph)
        and b.role == "title"
        and (is_section_heading(b) or names_a_table(b.text) or states_unit(b.text))
    )
    claimed = parts.claims.keys() | parts.tables_of_labels(reading).keys()
    known = {i for i, b in enumerate(blocks) if b.kind == "table" and b.index in claimed}
    found = find_articles(blocks, used | headers, known)
    used.update(i for item in found.items for i in item.blocks)
    report_leftovers(
        blocks, used, {*headers, *found.scraps}, parts.claims, parts.table_months.tables, out
    )
    articles = [blocks[i] for item in found.items for i in item.blocks]
    report_text_doubts(articles, _imprint_lines(reading, parts), parts.table_months.month, out)
    for position, item in enumerate(found.items, start=1):
        box = item.place.box
        out.rows.append(
            Article(
                issue_id=out.issue_id,
                position=position,
                title=item.title,
                body="\n".join(item.body),
                page=item.place.page,
                x0=box.x0,
                top=box.top,
                x1=box.x1,
                bottom=box.bottom,
            )
        )
    lines = (line for block in articles if isinstance(block, Paragraph) for line in block.lines)
    return frozenset(line.place.page for line in lines)


def _imprint_lines(reading: Reading, parts: _Parts) -> list[TextLine]:
    """The lines of masthead and imprint."""
    own = (reading.blocks[i] for i in parts.imprint.blocks)
    below = (line for block in own if isinstance(block, Paragraph) for line in block.lines)
    return [*parts.masthead.doubtful, *below]


def _imprint_region(reading: Reading, parts: _Parts) -> set[int]:
    """Paragraphs of the imprint: from the publisher's name above it to the end.

    An imprint that is not at the end, or has prose below it, takes only its own lines.
    """
    own = set(parts.imprint.blocks)
    lines = sorted(i for i in own if parts.imprint.values)
    if not lines:
        return own
    start = lines[0]
    above = reading.blocks[start - 1] if start else None
    publisher = parts.masthead.publisher
    if isinstance(above, Paragraph) and publisher and tidy(above.text).startswith(publisher):
        own.add(start - 1)
    last_table = max((i for i, b in enumerate(reading.blocks) if b.kind == "table"), default=-1)
    last_sentence = max((i for s in parts.sentences for i in s.blocks), default=-1)
    below = (b for b in reading.blocks[start:] if isinstance(b, Paragraph))
    if start > max(last_table, last_sentence) and not any(is_prose(b) for b in below):
        own.update(range(start, len(reading.blocks)))
    return own
