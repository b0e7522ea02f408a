"""The parts of a page that there are thousands of, as HTML: boxes, cells, figures, findings.

A template takes ten times as long for them. Whatever may come from a PDF is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from pipeline.model.label import Label
from pipeline.report.derived_series import YearLine, YearSum
from pipeline.report.entity_series import MonthLine, Value
from pipeline.report.issue_views import Box, CellView, RowView
from pipeline.report.notes import Note

_SHOW = Label("查看", "show")


def label_html(label: Label) -> str:
    """A text in both languages."""
    return f'<span lang="zh">{escape(label.zh)}</span><span lang="en">{escape(label.en)}</span>'


def boxes_html(boxes: Iterable[Box]) -> Markup:
    """The boxes on the picture of a page."""
    return Markup("\n".join(map(_box, boxes)))


def row_html(row: RowView, root: str) -> Markup:
    """A row of a table of an issue."""
    name = label_html(row.name)
    if row.link:
        name = f'<a href="{root}{escape(row.link)}">{name}</a>'
    cells = "".join([f'<td class="n">{" ".join(map(_cell, them))}</td>' for them in row.cells])
    return Markup(f'<tr data-entity="{escape(row.id)}"><th scope="row">{name}</th>{cells}</tr>')


def months_html(lines: Iterable[MonthLine], root: str) -> Markup:
    """The figures of an entity in some months, as rows of a table."""
    return Markup("\n".join([_month(month, values, root) for month, values in lines]))


def years_html(lines: Iterable[YearLine]) -> Markup:
    """Sums of years, as rows of a table."""
    return Markup("\n".join([
        f'<tr><th scope="row">{line.year}</th>{"".join(map(_year_sum, line.sums))}</tr>'
        for line in lines
    ]))  # fmt: skip


def notes_html(notes: Iterable[Note], root: str) -> Markup:
    """A list of findings."""
    return Markup("\n".join([_note(note, root) for note in notes]))


def finding_rows_html(notes: Iterable[Note]) -> Markup:
    """Findings as rows of a table."""
    return Markup("\n".join(map(_finding_row, notes)))


def _box(box: Box) -> str:
    return (
        f'<a class="box {escape(box.mark)}" id="{escape(box.id)}" href="{escape(box.target)}" '
        f'tabindex="-1" title="{escape(box.text)}" style="left:{box.left}%;top:{box.top}%;'
        f'width:{box.width}%;height:{box.height}%"></a>'
    )


def _cell(cell: CellView) -> str:
    n, value = cell.number, escape(cell.value)
    if cell.page:
        about = f"{cell.printed} · {cell.status.zh} {cell.status.en} · p. {cell.page}"
        value = f'<a href="#b{n}" title="{escape(about)}">{value}</a>'
    doubts = "".join([
        f'<a class="doubt" href="#f-{escape(doubt)}" aria-label="发现 finding">!</a>'
        for doubt in cell.doubts
    ])  # fmt: skip
    return f'<span class="cell {escape(cell.mark)}" id="c{n}">{value}{doubts}</span>'


def _month(month: str, values: Iterable[Value], root: str) -> str:
    cells = "".join([_value(value, root) for value in values])
    return f'<tr><th scope="row">{month}</th>{cells}</tr>'


def _year_sum(sum_: YearSum) -> str:
    of = ""
    if not sum_.whole and sum_.text != "–":
        months = Label(f"{sum_.months}/12 个月", f"{sum_.months} of 12")
        of = f" <small>({label_html(months)})</small>"
    return f'<td class="n">{escape(sum_.text)}{of}</td>'


def _value(value: Value, root: str) -> str:
    text = escape(value.text)
    if value.link:
        text = f'<a href="{root}{escape(value.link)}">{text}</a>'
    return f'<td class="n{" flagged" if value.flagged else ""}">{text}</td>'


def _note(note: Note, root: str) -> str:
    link = f'<a href="{root}{escape(note.link)}">{label_html(_SHOW)}</a>' if note.link else ""
    return f"""<li id="f-{escape(note.id)}" class="{note.severity}">
<span class="badge {note.severity}">{label_html(note.level)}</span>
<b>{label_html(note.label)}</b>
<span class="where">{note.month}</span>
<span class="where">{label_html(note.table_label)}</span>
<span class="message">{label_html(note.message)}</span>
{link}</li>"""


def _finding_row(note: Note) -> str:
    table = label_html(note.table_label) if note.table else ""
    message = label_html(note.message)
    entity = label_html(note.entity) if note.entity.zh != note.entity.en else escape(note.entity.zh)
    if note.link:
        message = f'<a href="{escape(note.link)}">{message}</a>'
    return (
        f'<tr data-severity="{note.severity}" data-kind="{escape(note.kind)}" '
        f'data-table="{escape(note.table)}"><td><span class="badge {note.severity}">'
        f"{label_html(note.level)}</span></td><td>{label_html(note.label)}</td>"
        f'<td class="month">{escape(note.issue_id)}</td><td class="month">{note.month}</td>'
        f"<td>{table}</td>"
        f"<td>{entity}</td><td>{label_html(note.measure)}</td><td>{message}</td></tr>"
    )
