"""What the page of an issue shows, as data for its template."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.label import Label
from pipeline.report.notes import Notes
from pipeline.report.parts import Part, Section


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
    """A page of the PDF; without a file where it could not be drawn.

    Attributes:
        findings: parts with the box of a finding each.
        figures: sections whose parts show the boxes of some figures each; one or none.
        recognised: its figures were recognised in a picture.
    """

    number: int
    file: str
    width: float
    height: float
    recognised: bool
    findings: tuple[Part, ...]
    figures: tuple[Section, ...]


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
class TableHead:
    """What stands above the figures of a table and month."""

    name: str
    title: Label
    month: str
    columns: tuple[Label, ...]


@dataclass(frozen=True)
class TableView:
    """The figures of one table and month that the issue prints.

    Attributes:
        head: a part that shows a `TableHead`.
        rows: a section whose parts show a `RowView` each.
    """

    head: Part
    rows: Section


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
    """Everything on the page of an issue.

    Attributes:
        recognised: some of it was recognised in pictures.
        unknown, articles: parts that show a `RawView` or `ArticleView` each.
    """

    issue_id: str
    title: str
    month: str
    source_file: str
    sha256: str
    recognised: bool
    imprint: tuple[tuple[Label, str], ...]
    before: Neighbour | None
    after: Neighbour | None
    notes: Notes
    pictures: tuple[PagePicture, ...]
    tables: tuple[TableView, ...]
    unknown: tuple[Part, ...]
    articles: tuple[Part, ...]
