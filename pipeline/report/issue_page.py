"""The page of an issue: its pages as pictures with a box around every figure, and its figures as
tables. A box leads to its figure and a figure to its box."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache, partial

from pipeline.model.figure import FigureKey
from pipeline.report.index import Index
from pipeline.report.labels import STATUSES, Label, column_label
from pipeline.report.notes import Note, notes_of
from pipeline.report.pages import Page, entity_path, file_name, issue_path, month_text, number
from pipeline.report.pictures import Picture
from schemas.base import FieldInfo, Row, fields_of
from schemas.catalog import tables
from schemas.issues import Issue
from schemas.quality import Observation

_IMPRINT = (
    "serial_no", "published_on", "publisher", "editor", "print_run", "page_count", "address",
    "postcode", "phone", "fax", "email", "website",
)  # fmt: skip


@dataclass(frozen=True)
class Box:
    """A rectangle on a picture, in per cent of its sides.

    Attributes:
        mark: class of the box: the status of a figure, or the severity of a finding.
        target: what it leads to.
    """

    id: str
    target: str
    mark: str
    text: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class PagePicture:
    """A page of the PDF with its boxes; without a file where it could not be drawn."""

    number: int
    file: str
    width: float
    height: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class CellView:
    """A figure in a table: what was read, as it is published."""

    number: int
    value: str
    printed: str
    mark: str
    status: Label
    page: int | None
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class RowView:
    """A row of figures; an entity without a page of its own has no link."""

    id: str
    name: Label
    link: str
    cells: tuple[tuple[CellView, ...], ...]


@dataclass(frozen=True)
class TableView:
    """The figures of one table and month that the issue prints."""

    name: str
    title: Label
    month: str
    columns: tuple[Label, ...]
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class RawView:
    """A table that no schema knows, as printed."""

    caption: str
    page: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ArticleView:
    position: int
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Neighbour:
    """The issue before or after."""

    issue_id: str
    link: str


@dataclass(frozen=True)
class IssueView:
    """Everything on the page of an issue."""

    issue_id: str
    title: str
    month: str
    source_file: str
    sha256: str
    imprint: tuple[tuple[Label, str], ...]
    before: Neighbour | None
    after: Neighbour | None
    notes: tuple[Note, ...]
    pictures: tuple[PagePicture, ...]
    tables: tuple[TableView, ...]
    unknown: tuple[RawView, ...]
    articles: tuple[ArticleView, ...]


def issue_page(index: Index, number_: int, pictures: Sequence[Picture]) -> Page:
    """The page of the issue with this number in the order of issues.

    Args:
        pictures: of its pages, in their order; none where they could not be drawn.
    """
    return Page(
        issue_path(index.issues[number_].issue_id), "issue.html.j2",
        partial(_view, index, number_, pictures), _made_from(index, number_, pictures),
    )  # fmt: skip


def _made_from(index: Index, number_: int, pictures: Sequence[Picture]) -> str:
    """A hash of every row that the page shows something of."""
    issue = index.issues[number_]
    id_, places = issue.issue_id, index.places[issue.issue_id]
    findings = index.of_issue.get(id_, [])
    doubted = sorted(places.keys() & index.of_cell.keys(), key=places.__getitem__)
    entities = {key.entity_id for key in places} | {one.entity_id or "" for one in findings}
    rows: list[Row] = [issue, *findings, *index.figures[id_], *index.articles.get(id_, ())]
    rows += index.unknown.get(id_, ())
    digest = hashlib.sha256()
    for part in (
        *(tuple(row.__dict__.values()) for row in rows),
        [(f.finding_id, f.severity, f.issue_id) for key in doubted for f in index.of_cell[key]],
        sorted((one, astuple(index.label(one)), index.kinds.get(one)) for one in entities),
        [_neighbour(index, number_ + step) for step in (-1, 1)],
        [(picture.width, picture.height) for picture in pictures],
    ):
        digest.update(repr(part).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def _view(index: Index, number_: int, pictures: Sequence[Picture]) -> IssueView:
    issue = index.issues[number_]
    notes = notes_of(index, index.of_issue.get(issue.issue_id, ()))
    return IssueView(
        issue_id=issue.issue_id,
        title=issue.title,
        month=month_text(issue.month),
        source_file=issue.source_file,
        sha256=issue.source_sha256,
        imprint=_imprint(issue),
        before=_neighbour(index, number_ - 1),
        after=_neighbour(index, number_ + 1),
        notes=notes,
        pictures=_pictures(index, issue, pictures, notes),
        tables=_tables(index, issue),
        unknown=_raw_tables(index, issue),
        articles=tuple(
            ArticleView(
                article.position, article.title or "", tuple((article.body or "").split("\n"))
            )
            for article in index.articles.get(issue.issue_id, ())
        ),
    )


def _neighbour(index: Index, number_: int) -> Neighbour | None:
    if not 0 <= number_ < len(index.issues):
        return None
    issue_id = index.issues[number_].issue_id
    return Neighbour(issue_id, issue_path(issue_id))


def picture_path(issue: Issue, page: int) -> str:
    """Where the picture of a page lies in the site."""
    return picture_file(issue.source_sha256, page)


def picture_file(sha256: str, page: int) -> str:
    """Where the picture of a page of a PDF lies in the site."""
    return f"pictures/{file_name(sha256[:16])}/{page}.png"


def _imprint(issue: Issue) -> tuple[tuple[Label, str], ...]:
    columns = {field.name: field.column for field in fields_of(Issue)}
    return tuple(
        (Label(columns[name].zh, name.replace("_", " ")), str(issue[name]))
        for name in _IMPRINT
        if issue[name] is not None
    )


def _pictures(
    index: Index, issue: Issue, pictures: Sequence[Picture], notes: Sequence[Note]
) -> tuple[PagePicture, ...]:
    figures = index.figures[issue.issue_id]
    return tuple(
        PagePicture(
            page,
            picture_path(issue, page),
            picture.width,
            picture.height,
            (
                *(_finding_box(note, picture) for note in notes if note.page == page and note.box),
                *(
                    _figure_box(index, n, seen, picture)
                    for n, seen in enumerate(figures, start=1)
                    if seen.page == page and seen.x0 is not None
                ),
            ),
        )
        for page, picture in enumerate(pictures, start=1)
    )


def _figure_box(index: Index, n: int, seen: Observation, picture: Picture) -> Box:
    what = " · ".join(filter(None, (
        _entity(index, seen), column_label(seen.table_name, seen.measure).zh,
        month_text(seen.month), f"{_value(seen)} {seen.unit}".strip(),
    )))  # fmt: skip
    place = (seen.x0 or 0, seen.top or 0, seen.x1 or 0, seen.bottom or 0)
    return _box(f"b{n}", f"#c{n}", _mark(index, seen), what, place, picture)


def _finding_box(note: Note, picture: Picture) -> Box:
    assert note.box is not None
    return _box(f"p-{note.id}", f"#f-{note.id}", f"finding {note.severity}",
                f"{note.message.zh}\n{note.message.en}",
                note.box, picture)  # fmt: skip


def _box(
    id_: str, target: str, mark: str, text: str, place: tuple[float, float, float, float],
    picture: Picture,
) -> Box:  # fmt: skip
    x0, top, x1, bottom = place
    across, down = 100 / (picture.width or 1), 100 / (picture.height or 1)
    return Box(
        id_, target, mark, text, round(x0 * across, 3), round(top * down, 3),
        round((x1 - x0) * across, 3), round((bottom - top) * down, 3),
    )  # fmt: skip


def _mark(index: Index, seen: Observation) -> str:
    key = FigureKey.of(seen)
    worst = next((f.severity for f in index.of_cell.get(key, ()) if f.issue_id in
                  (None, seen.issue_id)), "")  # fmt: skip
    return f"{seen.status} {worst}".strip()


def _tables(index: Index, issue: Issue) -> tuple[TableView, ...]:
    """The figures by table and month, tables in the order in which the issue prints them."""
    groups: dict[tuple[str, dt.date | None], list[tuple[int, Observation]]] = {}
    for n, seen in enumerate(index.figures[issue.issue_id], start=1):
        groups.setdefault((seen.table_name, seen.month), []).append((n, seen))
    return tuple(_table(index, name, month, found) for (name, month), found in groups.items())


def _table(
    index: Index, name: str, month: dt.date | None, found: list[tuple[int, Observation]]
) -> TableView:
    measures = _measures(name, {seen.measure for _, seen in found})
    rows: dict[str, dict[str, list[CellView]]] = {}
    for n, seen in found:
        cells = rows.setdefault(seen.entity_id, {})
        cells.setdefault(seen.measure, []).append(_cell(index, n, seen))
    model = tables().get(name)
    title = Label(model.table.zh, model.table.en) if model else Label("其他数字", "Other figures")
    return TableView(
        name, title, month_text(month),
        tuple(column_label(name, measure) for measure in measures),
        tuple(
            RowView(
                entity, _row_label(index, name, entity), _entity_link(index, entity),
                tuple(tuple(cells.get(measure, ())) for measure in measures),
            )
            for entity, cells in rows.items()
        ),
    )  # fmt: skip


def _cell(index: Index, n: int, seen: Observation) -> CellView:
    key = FigureKey.of(seen)
    doubts = tuple(f.finding_id for f in index.of_cell.get(key, ()))
    return CellView(n, _value(seen), seen.printed, _mark(index, seen),
                    STATUSES[seen.status], seen.page, doubts)  # fmt: skip


def _value(seen: Observation) -> str:
    """A count with separators; what counts nothing (a year, a number of an issue) without."""
    return number(seen.value) if seen.unit else number(seen.value).replace(",", "")


def _measures(table: str, found: set[str]) -> list[str]:
    """Declared columns in their order, then those that no schema knows."""
    known = [name for name in _fields(table) if name in found]
    return [*known, *sorted(found - {*known})]


@cache
def _fields(table: str) -> dict[str, FieldInfo]:
    model = tables().get(table)
    return {field.name: field for field in fields_of(model)} if model else {}


def _entity(index: Index, seen: Observation) -> str:
    return _row_name(index, seen.table_name, seen.entity_id)


def _row_name(index: Index, table: str, entity_id: str) -> str:
    if entity_id in tables():
        return f"合计 {tables()[entity_id].table.zh}"
    return index.name(entity_id)


def _row_label(index: Index, table: str, entity_id: str) -> Label:
    of_total = tables().get(entity_id)
    if of_total:
        return Label(f"合计 {of_total.table.zh}", f"Total: {of_total.table.en}")
    return index.label(entity_id)


def _entity_link(index: Index, entity_id: str) -> str:
    kind = index.kinds.get(entity_id)
    return entity_path(kind, entity_id) if kind else ""


def _raw_tables(index: Index, issue: Issue) -> tuple[RawView, ...]:
    """The tables of the issue that no schema knows, as printed."""
    return tuple(
        RawView(
            raw.caption,
            raw.page_first,
            tuple(" / ".join(filter(None, column)) for column in _lists(raw.header)),
            tuple(tuple(row) for row in _lists(raw.rows)),
        )
        for raw in index.unknown.get(issue.issue_id, ())
    )


def _lists(text: str) -> list[list[str]]:
    """Lists of texts from their JSON; a text that is none is shown as it is."""
    try:
        found = json.loads(text)
    except ValueError:
        return [[text]]
    rows = found if isinstance(found, list) else [found]
    return [list(map(str, row)) if isinstance(row, list) else [str(row)] for row in rows]
