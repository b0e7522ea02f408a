"""Who the issue is: title, year, number, serial number, publisher and date, from the page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.errors import RejectedFile
from pipeline.interpreting.document.identity import remarks_of
from pipeline.interpreting.document.issue_date import date_of_issue
from pipeline.interpreting.document.masthead_forms import (
    CITY,
    CORRECTED,
    SERIAL,
    YEAR,
    half_width,
    is_cut,
    is_head,
    issue_match,
    publisher_of,
)  # fmt: skip
from pipeline.interpreting.text.characters import Stream, stream_of
from pipeline.interpreting.text.normalise import folded, numeral, tidy
from pipeline.model.place import Place
from pipeline.model.reasons import of_file
from pipeline.model.vocabulary import UNREADABLE
from pipeline.reading.model import Paragraph, Reading, Table, TextLine

_TITLE = re.compile(r"(?:简报|通报|通讯|月报|快报|简讯|工作报|信息)$")
_HEAD_LINES = 14
_LONGEST_TITLE = 40
_LATE_DAYS = 120
"""An issue that is dated later than this after its month bears a misprinted date."""
_LONGEST = 300
"""Characters of a line of the masthead: what is longer is text."""


@dataclass(frozen=True)
class Printed:
    """A number of the masthead or imprint as it is on the page."""

    value: int
    printed: str
    place: Place


@dataclass(frozen=True)
class Masthead:
    """What the head of the first page says.

    Attributes:
        year, issue_no, issue_no_last: 第1-2期 has two numbers, otherwise they are the same.
        serial_no, serial_no_last: likewise; None where none is printed.
        title, publisher, published_on: None or '' where not printed.
        corrected: does it call itself a corrected edition?
        printed: the numbers by column name, with their places.
        blocks: indices in `Reading.blocks` of the paragraphs that belong to it.
        unreadable: its lines with glyphs that cannot be read.
        doubtful: its lines with glyphs that may be wrong.
        other_dates: further dates, each of which may be that of the issue.
        remarks: what makes of its number another edition, such as 增刊.
    """

    year: int
    issue_no: int
    issue_no_last: int
    serial_no: int | None
    serial_no_last: int | None
    title: str
    publisher: str | None
    published_on: dt.date | None
    corrected: bool
    printed: dict[str, Printed] = field(default_factory=dict)
    blocks: tuple[int, ...] = ()
    unreadable: tuple[TextLine, ...] = ()
    doubtful: tuple[TextLine, ...] = ()
    other_dates: tuple[dt.date, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def issue_id(self) -> str:
        return f"{self.year}-{self.issue_no:02d}"

    @property
    def latest_month(self) -> dt.date:
        """The last month that the issue can speak of: that of its number or, later, its date."""
        own = dt.date(self.year, min(self.issue_no_last, 12), 1)
        printed = self.published_on
        if printed is None or not own < printed <= own + dt.timedelta(days=_LATE_DAYS):
            return own
        return printed.replace(day=1)


@dataclass(frozen=True)
class _Line:
    line: TextLine
    block: int
    size: float

    @cached_property
    def key(self) -> str:
        return folded(self.line.text)


def read_masthead(reading: Reading) -> Masthead:
    """The masthead of an issue.

    Raises:
        RejectedFile: there is none, or it is that of another bulletin.
    """
    lines = list(_head_lines(reading))
    at = next((i for i, x in enumerate(lines) if issue_match(x.key) is not None), None)
    if at is None:
        raise RejectedFile(of_file("no_masthead"))
    head = _around(lines, at)
    title = _title(head, lines[at])
    _check_city(title, head, recognised=lines[at].line.place.page in reading.recognised_pages)
    return _masthead(head, lines[at], title)


def masthead_lines(reading: Reading) -> list[str]:
    """The first lines of the document, folded: where a masthead would be."""
    return [x.key for x in _head_lines(reading)]


def has_issue_number(line: str) -> bool:
    """Does a line bear the number of an issue (第 N 期), and is it no sentence?"""
    return "期" in line and issue_match(folded(line)) is not None


def _head_lines(reading: Reading) -> Iterator[_Line]:
    """The first lines of the first page that has any, furniture of that page last."""
    count = 0
    for index, block in enumerate(reading.blocks):
        for line, size in _lines_of(block):
            if len(line.text) > _LONGEST:
                continue
            yield _Line(line, index, size)
            count += 1
        if count >= _HEAD_LINES:
            break
    first = reading.pages[0].number if reading.pages else 1
    for line in reading.furniture:
        if line.place.page == first and len(line.text) <= _LONGEST:
            yield _Line(line, -1, 0.0)


def _lines_of(block: Paragraph | Table) -> Iterator[tuple[TextLine, float]]:
    if isinstance(block, Paragraph):
        yield from ((line, block.size) for line in block.lines)
        return
    for paragraph in (*block.caption, *block.notes):
        yield from ((line, paragraph.size) for line in paragraph.lines)
    for cell in block.cells[:12]:
        if cell.places and cell.text.strip():
            box = cell.places[0].box
            step = box.width / max(len(cell.text), 1)
            xs = tuple(
                x
                for i in range(len(cell.text))
                for x in (box.x0 + i * step, box.x0 + (i + 1) * step)
            )
            yield TextLine(text=cell.text, place=cell.places[0], xs=xs), 0.0


def _around(lines: Sequence[_Line], at: int) -> list[_Line]:
    """The lines of the masthead: down to the line with the date or publisher, if it is near."""
    last = at
    for i in range(at, min(at + 4, len(lines))):
        key = lines[i].key
        if is_head(key):
            last = i
    own = [x for x in lines[: last + 1] if x.block >= 0 or x is lines[at]]
    return [*own, *(x for x in lines[last + 1 :] if x.block < 0)]


def _title(head: Sequence[_Line], issue_line: _Line) -> str:
    """The largest line that ends as titles of bulletins do; else what is above the number."""
    named = [
        x
        for x in head
        if _TITLE.search(x.key) and not issue_match(x.key) and len(x.key) < _LONGEST_TITLE
    ]
    if named:
        return tidy(max(named, key=lambda x: x.size).line.text)
    wrapped = [x for x in _joined(head) if _TITLE.search(folded(x)) and len(x) < _LONGEST_TITLE]
    if wrapped:
        return wrapped[0]
    before = re.split(r"(?:19|20)\d{2}年|第", issue_line.key)[0]
    if _TITLE.search(before):
        return before
    above = [
        x for x in head if x.line.place.box.top < issue_line.line.place.box.top and x.block >= 0
    ]
    return tidy(max(above, key=lambda x: x.size).line.text) if above else ""


def _joined(head: Sequence[_Line]) -> list[str]:
    """Texts of paragraphs of several lines: a title may be too wide for a small page."""
    blocks: dict[int, list[_Line]] = {}
    for x in head:
        if x.block >= 0 and x.size:
            blocks.setdefault(x.block, []).append(x)
    return [
        tidy("".join(x.line.text for x in own))
        for own in blocks.values()
        if len(own) > 1 and not any(issue_match(x.key) for x in own)
    ]


def _check_city(title: str, head: Sequence[_Line], *, recognised: bool) -> None:
    """Refuse another city's bulletin.

    Titles are set in ornate letters, which recognition misreads: there the lines below the title,
    with the publisher, prove the city as well.
    """
    if CITY in folded(title):
        return
    whole = "".join(x.key for x in head)
    city = re.match(r"(?P<city>[\u4e00-\u9fff]{2,3}?)市?(?:卫生|健康|信息)", folded(title))
    if (city is None or recognised) and CITY in whole:
        return
    raise RejectedFile(of_file("another_bulletin", title=title, city=CITY))


def _masthead(head: Sequence[_Line], issue_line: _Line, title: str) -> Masthead:
    found = issue_match(issue_line.key)
    assert found is not None
    published, other_dates = _published(head)
    year = numeral(found["year"]) if found["year"] else None
    if year is None:
        year = _year(head, published)
    first = numeral(found["first"])
    last = numeral(found["last"]) if found["last"] else first
    if year is None or first is None or last is None or not 1 <= first <= last <= 99:
        raise RejectedFile(of_file("masthead_unnumbered", masthead=tidy(issue_line.line.text)))
    printed = _printed_issue(issue_line)
    serial = _serial(head, printed)
    return Masthead(
        year=year,
        issue_no=first,
        issue_no_last=last,
        serial_no=serial[0],
        serial_no_last=serial[1],
        title=title,
        publisher=_first_publisher(head),
        published_on=published,
        other_dates=other_dates,
        corrected=any(CORRECTED.search(x.key) and len(x.key) < 60 for x in head),
        printed=printed,
        blocks=tuple(sorted({x.block for x in head if x.block >= 0})),
        unreadable=tuple(x.line for x in head if UNREADABLE in x.key),
        doubtful=tuple(x.line for x in head if x.line.doubts),
        remarks=remarks_of(x.key for x in head),
    )


def _published(head: Sequence[_Line]) -> tuple[dt.date | None, tuple[dt.date, ...]]:
    """The date of the issue, and others that may be it; one in the margin counts where no other."""
    own = date_of_issue([x.key for x in head if x.block >= 0])
    return own if own[0] is not None else date_of_issue([x.key for x in head])


def _year(head: Sequence[_Line], published: dt.date | None) -> int | None:
    for x in head:
        found = re.search(YEAR, x.key)
        if found and "年" in found.group():
            return numeral(found["year"])
    return published.year if published else None


def _printed_issue(issue_line: _Line) -> dict[str, Printed]:
    stream = stream_of([issue_line.line])
    found = issue_match(half_width(stream.text))
    if found is None:
        return {}
    names = {"year": "year", "first": "issue_no", "last": "issue_no_last"}
    out = _printed(stream, found, names)
    if found["last"] is None and "issue_no" in out:
        out["issue_no_last"] = out["issue_no"]
    return out


def _serial(head: Sequence[_Line], printed: dict[str, Printed]) -> tuple[int | None, int | None]:
    for x in head:
        stream = stream_of([x.line])
        found = SERIAL.search(half_width(stream.text))
        if found is None or any(is_cut(stream.text, found, g) for g in ("first", "last")):
            continue
        names = {"first": "serial_no", "last": "serial_no_last"}
        out = _printed(stream, found, names)
        first = out.get("serial_no")
        if first is None:
            continue
        out.setdefault("serial_no_last", first)
        printed.update(out)
        return first.value, out["serial_no_last"].value
    return None, None


def _printed(stream: Stream, found: re.Match[str], names: dict[str, str]) -> dict[str, Printed]:
    out = {}
    for group, column in names.items():
        if not found[group]:
            continue
        start, end = found.span(group)
        value = numeral(found[group])
        if value is not None:
            out[column] = Printed(value, stream.printed(start, end), stream.place(start, end))
    return out


def _first_publisher(head: Sequence[_Line]) -> str | None:
    return next((tidy(name) for x in head if (name := publisher_of(x.key)) is not None), None)
