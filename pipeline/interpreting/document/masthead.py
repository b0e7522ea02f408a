"""Who the issue is: title, year, number, serial number, publisher and date, from the page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.errors import RejectedFile
from pipeline.interpreting.document.issue_date import date_of_issue
from pipeline.interpreting.text.characters import Stream, stream_of
from pipeline.interpreting.text.normalise import folded, numeral, tidy
from pipeline.model.place import Place
from pipeline.model.reasons import of_file
from pipeline.model.vocabulary import UNREADABLE
from pipeline.reading.model import Paragraph, Reading, Table, TextLine

CITY = "南京"
_N = r"(?:\d{1,4}|[〇零○一二三四五六七八九十百]{1,5})"
_TO = r"(?:[-—–~/、,和及与至到]+第?)"
_YEAR = r"(?P<year>(?:19|20)\d{2}|[二一][〇零○一二三四五六七八九]{3})年?"
_ISSUE = re.compile(
    rf"(?:{_YEAR})?[\s,(]*(?:第\d+卷)?(?<!总)(?<!累计)第?(?P<first>{_N})期?(?:{_TO}(?P<last>{_N}))?[)]?期(?!刊)"
)
_SERIAL = re.compile(
    rf"(?:总|累计)(?:期数?[::]?)?第?(?P<first>{_N})期?(?:{_TO}(?:总?第?)(?P<last>{_N}))?期?"
)
_PUBLISHER = re.compile(
    r"(?P<name>[^:,;。]*?(?:中心|局|委|委员会|办公室|厅|院|处|站|所))(?:编印|主办|编制|主编|编|印发|承办|出版)"
)
_PUBLISHER_LABEL = re.compile(
    r"(?:编印|主办|编制|主编|承办|编辑出版|印发)(?:单位|部门)?[::](?P<name>[^,;。:]+?)"
    r"(?=\d{4}年|(?:编印|主办|编制|主编|承办|协办|编辑|印发|出版)|$)"
)
_BARE_PUBLISHER = re.compile(
    rf"(?P<name>(?:江苏省)?{CITY}市?[\u4e00-\u9fff]{{2,16}}(?:中心|局|委|委员会|办公室|厅))"
)
# Number, serial number and date of an issue, where they share a line with the publisher.
_NOT_PUBLISHER = re.compile(
    r"[(\[〔]?(?:总第?[\d\-—–、,第期至~/]+期|\d{4}年第[\d\-—–、,第期至~/]+期)[)\]〕]?"
    r"|[〇零○一二三四五六七八九\d]{4}年[一二三四五六七八九十\d]{1,3}月[一二三四五六七八九十\d]{1,3}日"
    r"|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
)
_TITLE = re.compile(r"(?:简报|通报|通讯|月报|快报|简讯|工作报|信息)$")
_CORRECTED = re.compile(r"更正|修订|勘误|订正|重印|重发|修正")
_HEAD_LINES = 14
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
    at = next((i for i, x in enumerate(lines) if _issue_match(x.key) is not None), None)
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
    return "期" in line and _issue_match(folded(line)) is not None


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


def _issue_match(key: str) -> re.Match[str] | None:
    """第 N 期 with a year, in a line that is no sentence."""
    if len(key) > 60 or key.endswith(("。", ";")):
        return None
    for found in _ISSUE.finditer(key):
        before = key[: found.start("first")]
        if _is_cut(key, found, "first") or _is_cut(key, found, "last"):
            continue
        if not re.search(r"总第?$|累计第?$", before) and "第" in key[: found.start("first") + 1]:
            return found
    return None


def _is_cut(text: str, found: re.Match[str], group: str) -> bool:
    """Is a glyph that cannot be read beside a number, so that it may be longer?"""
    if not found[group]:
        return False
    start, end = found.span(group)
    return UNREADABLE in text[max(0, start - 1) : start] + text[end : end + 1]


def _around(lines: Sequence[_Line], at: int) -> list[_Line]:
    """The lines of the masthead: down to the line with the date or publisher, if it is near."""
    last = at
    for i in range(at, min(at + 4, len(lines))):
        key = lines[i].key
        if _is_head(key):
            last = i
    own = [x for x in lines[: last + 1] if x.block >= 0 or x is lines[at]]
    return [*own, *(x for x in lines[last + 1 :] if x.block < 0)]


def _title(head: Sequence[_Line], issue_line: _Line) -> str:
    """The largest line that ends as titles of bulletins do; else what is above the number."""
    named = [
        x for x in head if _TITLE.search(x.key) and not _issue_match(x.key) and len(x.key) < 40
    ]
    if named:
        return tidy(max(named, key=lambda x: x.size).line.text)
    before = re.split(r"(?:19|20)\d{2}年|第", issue_line.key)[0]
    if _TITLE.search(before):
        return before
    above = [
        x for x in head if x.line.place.box.top < issue_line.line.place.box.top and x.block >= 0
    ]
    return tidy(max(above, key=lambda x: x.size).line.text) if above else ""


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
    found = _issue_match(issue_line.key)
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
        corrected=any(_CORRECTED.search(x.key) and len(x.key) < 60 for x in head),
        printed=printed,
        blocks=tuple(sorted({x.block for x in head if x.block >= 0})),
        unreadable=tuple(x.line for x in head if UNREADABLE in x.key),
        doubtful=tuple(x.line for x in head if x.line.doubts),
    )


def _published(head: Sequence[_Line]) -> tuple[dt.date | None, tuple[dt.date, ...]]:
    """The date of the issue, and others that may be it; one in the margin counts where no other."""
    own = date_of_issue([x.key for x in head if x.block >= 0])
    return own if own[0] is not None else date_of_issue([x.key for x in head])


def _year(head: Sequence[_Line], published: dt.date | None) -> int | None:
    for x in head:
        found = re.search(_YEAR, x.key)
        if found and "年" in found.group():
            return numeral(found["year"])
    return published.year if published else None


def _printed_issue(issue_line: _Line) -> dict[str, Printed]:
    stream = stream_of([issue_line.line])
    found = _issue_match(_half(stream.text))
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
        found = _SERIAL.search(_half(stream.text))
        if found is None or any(_is_cut(stream.text, found, g) for g in ("first", "last")):
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


def _half(text: str) -> str:
    """Clause marks as half width, one for one: positions stay."""
    return text.translate(str.maketrans("，；：（）", ",;:()"))


def _publisher(key: str) -> str | None:
    """The publisher that a line names: by what it does (编印), or alone beside a number or date."""
    bare = _NOT_PUBLISHER.sub("", key)
    found = (
        _PUBLISHER_LABEL.search(bare)
        or _PUBLISHER.search(bare)
        or (_BARE_PUBLISHER.fullmatch(bare) if bare != key else None)
    )
    return found["name"] if found else None


def _is_head(key: str) -> bool:
    """Does a line go on with the masthead: date, publisher, edition and hardly anything else?"""
    rest = _NOT_PUBLISHER.sub("", key)
    name = _publisher(key)
    if name is not None:
        return len(rest) < len(name) + 16
    edition = _CORRECTED.search(key) is not None and len(key) < 16
    return edition or (len(rest) <= 8 and len(rest) < len(key))


def _first_publisher(head: Sequence[_Line]) -> str | None:
    return next((tidy(name) for x in head if (name := _publisher(x.key)) is not None), None)
