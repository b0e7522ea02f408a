"""The page of an issue: its pages as pictures with a box around every figure, and its figures as
tables. A box leads to its figure and a figure to its box."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from pipeline.model.label import Label
from pipeline.model.row_digest import plain_rows
from pipeline.report.index import Index
from pipeline.report.issue_views import (
    ArticleView,
    Box,
    CellView,
    IssueView,
    Neighbour,
    PagePicture,
    RawView,
    RowView,
    TableHead,
    TableView,
)
from pipeline.report.labels import STATUSES, column_label
from pipeline.report.notes import Note, notes_of
from pipeline.report.pages import (
    Page,
    Part,
    entity_path,
    file_name,
    issue_path,
    month_text,
    number,
    part,
)
from pipeline.report.pictures import Picture
from schemas.base import FieldInfo, Row, fields_of
from schemas.catalog import tables
from schemas.issues import Issue
from schemas.quality import Observation

_IMPRINT = (
    "serial_no", "published_on", "publisher", "editor", "print_run", "page_count", "address",
    "postcode", "phone", "fax", "email", "website",
)  # fmt: skip

_BOXES = 32
"""Boxes in a part: where one changes, so many are made again."""


class _Figure(NamedTuple):
    """A figure of an issue with its number on the page, and all that is shown of it."""

    number: int
    seen: Observation
    mark: str
    doubts: tuple[str, ...]
    shown: tuple[Any, ...]


def issue_page(index: Index, number_: int, pictures: Sequence[Picture]) -> Page:
    """The page of the issue with this number in the order of issues.

    Args:
        pictures: of its pages, in their order; none where they could not be drawn.
    """
    return Page(
        issue_path(index.issues[number_].issue_id), "issue.html.j2",
        partial(_view, index, number_, pictures), _made_from(index, number_, pictures),
    )  # fmt: skip


def _text(row: Row) -> str:
    return repr(tuple(row.__dict__.values()))


def _made_from(index: Index, number_: int, pictures: Sequence[Picture]) -> str:
    """A hash of every row that the page shows something of."""
    issue = index.issues[number_]
    id_, figures = issue.issue_id, index.figures[issue.issue_id]
    places, findings = figures.places, index.of_issue.get(id_, [])
    doubted = sorted(places.keys() & index.of_cell.keys(), key=places.__getitem__)
    entities = {entity for _, _, entity, _ in places} | {one.entity_id or "" for one in findings}
    rows: list[Row] = [issue, *findings, *index.articles.get(id_, ())]
    rows += index.unknown.get(id_, ())
    digest = hashlib.sha256()
    for one in (
        *map(_text, rows),
        figures.digest,
        [(f.finding_id, f.severity, f.issue_id) for key in doubted for f in index.of_cell[key]],
        sorted(map(index.shown_as, entities)),
        [_neighbour(index, number_ + step) for step in (-1, 1)],
        [(picture.width, picture.height) for picture in pictures],
    ):
        text = one if isinstance(one, str) else repr(one)
        digest.update(f"{text}\0".encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def _view(index: Index, number_: int, pictures: Sequence[Picture]) -> IssueView:
    issue = index.issues[number_]
    figures = _figures(index, issue)
    notes = notes_of(index, index.of_issue.get(issue.issue_id, ()))
    return IssueView(
        issue_id=issue.issue_id,
        title=issue.title,
        month=month_text(issue.month),
        source_file=issue.source_file,
        sha256=issue.source_sha256,
        recognised=any(map(_is_recognised, figures)),
        imprint=_imprint(issue),
        before=_neighbour(index, number_ - 1),
        after=_neighbour(index, number_ + 1),
        notes=notes,
        pictures=_pictures(index, issue, pictures, notes, figures),
        tables=_tables(index, figures),
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


def _figures(index: Index, issue: Issue) -> list[_Figure]:
    found, figures = [], index.figures[issue.issue_id]
    lines = zip(figures.seen, figures.addresses, plain_rows(figures.seen), strict=True)
    for n, (seen, address, values) in enumerate(lines, start=1):
        mark: str = seen.__dict__["status"]
        about = index.of_cell.get(address)
        if about:
            worst = (f.severity for f in about if f.issue_id in (None, seen.issue_id))
            mark = f"{mark} {next(worst, '')}".strip()
        doubts = tuple([f.finding_id for f in about]) if about else ()
        shown = (n, mark, doubts, index.shown_as(address[2]), values)
        found.append(_Figure(n, seen, mark, doubts, shown))
    return found


def _is_recognised(figure: _Figure) -> bool:
    return figure.seen.method == "ocr"


def _pictures(
    index: Index, issue: Issue, pictures: Sequence[Picture], notes: Sequence[Note],
    figures: Iterable[_Figure],
) -> tuple[PagePicture, ...]:  # fmt: skip
    on_page: dict[int | None, list[_Figure]] = defaultdict(list)
    for figure in figures:
        if figure.seen.x0 is not None:
            on_page[figure.seen.page].append(figure)
    return tuple(
        PagePicture(
            page, picture_path(issue, page), picture.width, picture.height,
            any(map(_is_recognised, on_page[page])),
            tuple(_finding_box(note, picture) for note in notes if note.page == page and note.box),
            _boxes(index, on_page[page], picture),
        )
        for page, picture in enumerate(pictures, start=1)
    )  # fmt: skip


def _boxes(index: Index, figures: Sequence[_Figure], picture: Picture) -> tuple[Part, ...]:
    size = picture.width, picture.height
    some = (figures[at : at + _BOXES] for at in range(0, len(figures), _BOXES))
    return tuple(
        part(("boxes", size, _shown(them)), partial(_figure_boxes, index, them, picture))
        for them in some
    )


def _shown(figures: Iterable[_Figure]) -> list[tuple[Any, ...]]:
    return [figure.shown for figure in figures]


def _figure_boxes(index: Index, figures: Iterable[_Figure], picture: Picture) -> list[Box]:
    return [_figure_box(index, figure, picture) for figure in figures]


def _figure_box(index: Index, figure: _Figure, picture: Picture) -> Box:
    seen, n = figure.seen, figure.number
    what = " · ".join(filter(None, (
        _row_name(index, seen.entity_id), column_label(seen.table_name, seen.measure).zh,
        month_text(seen.month), f"{_value(seen)} {seen.unit}".strip(),
    )))  # fmt: skip
    place = (seen.x0 or 0, seen.top or 0, seen.x1 or 0, seen.bottom or 0)
    return _box(f"b{n}", f"#c{n}", figure.mark, what, place, picture)


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


def _tables(index: Index, figures: Iterable[_Figure]) -> tuple[TableView, ...]:
    """The figures by table and month, tables in the order in which the issue prints them."""
    groups: dict[tuple[str, dt.date | None], list[_Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.seen.table_name, figure.seen.month), []).append(figure)
    return tuple(_table(index, name, month, found) for (name, month), found in groups.items())


def _table(
    index: Index, name: str, month: dt.date | None, found: Sequence[_Figure]
) -> TableView:  # fmt: skip
    measures = _measures(name, {figure.seen.measure for figure in found})
    rows: dict[str, list[_Figure]] = {}
    for figure in found:
        rows.setdefault(figure.seen.entity_id, []).append(figure)
    shown_month = month_text(month)
    return TableView(
        part(("head", name, shown_month, measures), partial(_head, name, shown_month, measures)),
        tuple(
            part(("row", name, measures, _shown(them)), partial(_row, index, id_, measures, them))
            for id_, them in rows.items()
        ),
    )


def _head(name: str, month: str, measures: Iterable[str]) -> TableHead:
    model = tables().get(name)
    title = Label(model.table.zh, model.table.en) if model else Label("其他数字", "Other figures")
    return TableHead(name, title, month, tuple(column_label(name, one) for one in measures))


def _row(
    index: Index, entity_id: str, measures: Iterable[str], figures: Iterable[_Figure]
) -> RowView:  # fmt: skip
    cells: dict[str, list[CellView]] = defaultdict(list)
    for figure in figures:
        cells[figure.seen.measure].append(_cell(figure))
    return RowView(
        entity_id, _row_label(index, entity_id), _entity_link(index, entity_id),
        tuple(tuple(cells[measure]) for measure in measures),
    )  # fmt: skip


def _cell(figure: _Figure) -> CellView:
    seen = figure.seen
    return CellView(figure.number, _value(seen), seen.printed, figure.mark,
                    STATUSES[seen.status], seen.page, figure.doubts)  # fmt: skip


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


def _row_name(index: Index, entity_id: str) -> str:
    if entity_id in tables():
        return f"合计 {tables()[entity_id].table.zh}"
    return index.name(entity_id)


def _row_label(index: Index, entity_id: str) -> Label:
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
