"""The pages of an issue as pictures, with a box around every figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from pipeline.report.index import Index
from pipeline.report.issue_tables import printed_value
from pipeline.report.issue_views import Box, PagePicture
from pipeline.report.labels import column_label
from pipeline.report.notes import box_of, note_of
from pipeline.report.page_figures import Figure, PageFigures
from pipeline.report.pages import month_text, picture_path
from pipeline.report.parts import Part, Section, part
from pipeline.report.pictures import Picture
from schemas.catalog import tables
from schemas.issues import Issue
from schemas.quality import Finding

_BOXES = 16
"""Boxes in a part: where one changes, so many are made again."""


def page_pictures(
    index: Index, issue: Issue, pictures: Sequence[Picture], figures: PageFigures
) -> tuple[PagePicture, ...]:
    """The pages of an issue.

    Args:
        pictures: in the order of the pages; none where they could not be drawn.
    """
    layout = figures.layout
    findings = index.of_issue.get(issue.issue_id, ())
    return tuple(
        PagePicture(
            page, picture_path(issue.source_sha256, page), picture.width, picture.height,
            page in layout.recognised,
            tuple(_finding_part(index, one, picture) for one in findings
                  if one.page == page and box_of(one)),
            _boxes_on(index, figures, page, layout.pages.get(page, ()), picture),
        )
        for page, picture in enumerate(pictures, start=1)
    )  # fmt: skip


def _boxes_on(
    index: Index, figures: PageFigures, page: int, numbers: Sequence[int], picture: Picture
) -> tuple[Section, ...]:
    """A section of parts with some boxes (`Box`) each; none on a page without figures."""
    about = "boxes", page, picture.width, picture.height
    boxes = partial(_figure_boxes, index, picture)

    def parts() -> Iterable[Part]:
        for at in range(0, len(numbers), _BOXES):
            yield figures.part(about, numbers[at : at + _BOXES], boxes)

    return (figures.section(about, numbers, parts),) if numbers else ()


def _figure_boxes(index: Index, picture: Picture, figures: Iterable[Figure]) -> list[Box]:
    return [_figure_box(index, figure, picture) for figure in figures]


def _figure_box(index: Index, figure: Figure, picture: Picture) -> Box:
    seen, n = figure.seen, figure.number
    what = " · ".join(filter(None, (
        _row_name(index, seen.entity_id), column_label(seen.table_name, seen.measure).zh,
        month_text(seen.month), f"{printed_value(seen)} {seen.unit}".strip(),
    )))  # fmt: skip
    place = (seen.x0 or 0, seen.top or 0, seen.x1 or 0, seen.bottom or 0)
    return _box(f"b{n}", f"#c{n}", figure.mark, what, place, picture)


def _row_name(index: Index, entity_id: str) -> str:
    if entity_id in tables():
        return f"合计 {tables()[entity_id].table.zh}"
    return index.name(entity_id)


def _finding_part(index: Index, one: Finding, picture: Picture) -> Part:
    """A part with the box (`Box`) of a finding alone."""
    made_from = "finding box", index.said[one.finding_id], picture.width, picture.height
    return part(made_from, partial(_finding_box, index, one, picture))


def _finding_box(index: Index, one: Finding, picture: Picture) -> list[Box]:
    note = note_of(index, one)
    assert note.box is not None
    text = f"{note.message.zh}\n{note.message.en}"
    mark = f"finding {note.severity}"
    return [_box(f"p-{note.id}", f"#f-{note.id}", mark, text, note.box, picture)]


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
