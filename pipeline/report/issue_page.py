"""The page of an issue: its pages as pictures with a box around every figure, and its figures as
tables. A box leads to its figure and a figure to its box."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from pipeline.model.label import Label
from pipeline.model.row_digest import digest_of, digest_of_rows, plain_rows
from pipeline.report.index import Index
from pipeline.report.issue_pictures import page_pictures
from pipeline.report.issue_tables import figure_tables
from pipeline.report.issue_views import ArticleView, IssueView, Neighbour, RawView
from pipeline.report.notes import notes_of
from pipeline.report.page_figures import PageFigures, shown_entities
from pipeline.report.pages import Page, issue_path, month_text
from pipeline.report.parts import Part, part
from pipeline.report.pictures import Picture
from schemas.base import Row, fields_of
from schemas.issues import Article, Issue
from schemas.quality import RawTable

_R = TypeVar("_R", bound=Row)

_IMPRINT = (
    "serial_no", "published_on", "publisher", "editor", "print_run", "page_count", "address",
    "postcode", "phone", "fax", "email", "website",
)  # fmt: skip


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
    id_, figures = issue.issue_id, index.figures[issue.issue_id]
    return digest_of([
        digest_of_rows([issue]),
        digest_of_rows(index.articles.get(id_, ())),
        digest_of_rows(index.unknown.get(id_, ())),
        [index.said[one.finding_id] for one in index.of_issue.get(id_, ())],
        figures.digest,
        index.about_figures_of(id_),
        shown_entities(index, figures),
        [_neighbour_id(index, number_ + step) for step in (-1, 1)],
        [(picture.width, picture.height) for picture in pictures],
    ])  # fmt: skip


def _view(index: Index, number_: int, pictures: Sequence[Picture]) -> IssueView:
    issue = index.issues[number_]
    figures = PageFigures(index, issue)
    return IssueView(
        issue_id=issue.issue_id,
        title=issue.title,
        month=month_text(issue.month),
        source_file=issue.source_file,
        sha256=issue.source_sha256,
        recognised=bool(figures.layout.recognised),
        imprint=_imprint(issue),
        before=_neighbour(index, number_ - 1),
        after=_neighbour(index, number_ + 1),
        notes=notes_of(index, index.of_issue.get(issue.issue_id, ())),
        pictures=page_pictures(index, issue, pictures, figures),
        tables=figure_tables(index, figures),
        unknown=_parts(index.unknown.get(issue.issue_id, ()), _raw_table),
        articles=_parts(index.articles.get(issue.issue_id, ()), _article),
    )


def _neighbour_id(index: Index, number_: int) -> str:
    return index.issues[number_].issue_id if 0 <= number_ < len(index.issues) else ""


def _neighbour(index: Index, number_: int) -> Neighbour | None:
    issue_id = _neighbour_id(index, number_)
    return Neighbour(issue_id, issue_path(issue_id)) if issue_id else None


def _imprint(issue: Issue) -> tuple[tuple[Label, str], ...]:
    columns = {field.name: field.column for field in fields_of(Issue)}
    return tuple(
        (Label(columns[name].zh, name.replace("_", " ")), str(issue[name]))
        for name in _IMPRINT
        if issue[name] is not None
    )


def _parts(rows: Sequence[_R], view: Callable[[_R], Any]) -> tuple[Part, ...]:
    """A part for each of some rows, of which it shows nothing but the row."""
    return tuple(
        part((row.table.name, plain), partial(view, row))
        for row, plain in zip(rows, plain_rows(rows), strict=True)
    )


def _raw_table(raw: RawTable) -> RawView:
    return RawView(
        raw.caption,
        raw.page_first,
        tuple(" / ".join(filter(None, column)) for column in _lists(raw.header)),
        tuple(tuple(row) for row in _lists(raw.rows)),
    )


def _article(article: Article) -> ArticleView:
    paragraphs = tuple((article.body or "").split("\n"))
    return ArticleView(article.position, article.title or "", paragraphs)


def _lists(text: str) -> list[list[str]]:
    """Lists of texts from their JSON; a text that is none is shown as it is."""
    try:
        found = json.loads(text)
    except ValueError:
        return [[text]]
    rows = found if isinstance(found, list) else [found]
    return [list(map(str, row)) if isinstance(row, list) else [str(row)] for row in rows]
