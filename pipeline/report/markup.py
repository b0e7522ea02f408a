"""What pages have thousands of, as HTML: texts, boxes, cells, figures, findings, events.

A template takes ten times as long for them. Whatever may come from a PDF is escaped. Numbers as
`pages.number` writes them, words of a status or severity and ids of findings are our own.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from pipeline.model.label import Label
from pipeline.report.charts import Chart, Mark
from pipeline.report.derived_series import YearLine, YearSum
from pipeline.report.entity_series import MonthLine, Value
from pipeline.report.issue_views import ArticleView, Box, CellView, RawView, RowView, TableHead
from pipeline.report.notes import Note
from pipeline.report.texts import label_html

_SHOW = Label("查看", "show")
_UNKNOWN = Label("未识别的表格", "Unknown table")
_BREAKS = Label(
    "灰色区域为缺期；三角与虚线为序列中断：",
    "Grey: no issue. Triangles and dotted lines are breaks of the series:",
)


def chart_html(chart: Chart) -> Markup:
    """A chart, as `charts.js` draws it."""
    title = escape(f"{chart.title.zh} {chart.title.en}")
    spec = chart.spec.replace("<", "\\u003c").replace("&", "\\u0026")
    return Markup(
        f'<div class="chart" role="img" aria-label="{title}; 数据见表 data in the table"></div>\n'
        f'<script type="application/json" class="chart-data">{spec}</script>\n'
    )


def events_html(marks: Iterable[Mark]) -> Markup:
    """The events of some charts as a list; nothing where there are none."""
    lines = "\n".join([
        f'<li class="{escape(mark.kind)}"><b>{mark.month}</b> <span class="badge">'
        f"{label_html(mark.label)}</span> {label_html(mark.text)}</li>"
        for mark in marks
    ])  # fmt: skip
    hint = label_html(_BREAKS)
    return Markup(f'<p class="hint">{hint}</p>\n<ul class="events">{lines}</ul>\n' if lines else "")


def boxes_html(boxes: Iterable[Box]) -> str:
    """Boxes on the picture of a page."""
    return "\n".join(map(_box, boxes))


def head_html(head: TableHead) -> str:
    """What stands above the figures of a table and month, and the head of the table."""
    name, month, title = escape(head.name), escape(head.month), escape(head.title.zh)
    anchor = f"t-{name}-{month}" if month else f"t-{name}"
    columns = "".join([
        f'<th scope="col" data-measure="{escape(label.en)}">{label_html(label)}</th>'
        for label in head.columns
    ])  # fmt: skip
    return f"""<h3 id="{anchor}">{label_html(head.title)} \
<small>{month} <code>{name}</code></small></h3>
<div class="scroll" tabindex="0" role="region" aria-label="{title}">
<table data-table="{name}" data-month="{month}">
<thead><tr><th scope="col"></th>{columns}</tr></thead>"""


def row_html(row: RowView, root: str) -> str:
    """A row of a table of an issue."""
    name = label_html(row.name)
    if row.link:
        name = f'<a href="{root}{escape(row.link)}">{name}</a>'
    cells = "".join([f'<td class="n">{" ".join(map(_cell, them))}</td>' for them in row.cells])
    return f'<tr data-entity="{escape(row.id)}"><th scope="row">{name}</th>{cells}</tr>'


def raw_table_html(raw: RawView) -> str:
    """A table that no schema knows."""
    caption = escape(raw.caption)
    head = "".join([f'<th scope="col">{escape(text)}</th>' for text in raw.header])
    rows = "\n".join([
        f"<tr>{''.join([f'<td>{escape(text)}</td>' for text in row])}</tr>" for row in raw.rows
    ])  # fmt: skip
    return f"""<h3>{label_html(_UNKNOWN)} <small>{caption}</small></h3>
<div class="scroll" tabindex="0" role="region" aria-label="{caption}">
<table>
<thead><tr>{head}</tr></thead>
<tbody>{rows}</tbody>
</table>
</div>"""


def article_html(article: ArticleView) -> str:
    """An article of an issue."""
    paragraphs = "".join([f"<p>{escape(text)}</p>" for text in article.paragraphs])
    return (
        f'<details id="article-{article.position}"><summary>{escape(article.title) or "–"}'
        f'</summary><div lang="zh-CN" class="article">{paragraphs}</div></details>'
    )


def months_html(lines: Iterable[MonthLine], root: str) -> str:
    """The figures of an entity in some months, as rows of a table."""
    return "\n".join([_month(month, values, root) for month, values in lines])


def year_html(line: YearLine) -> str:
    """Sums of a year, as a row of a table."""
    return f'<tr><th scope="row">{line.year}</th>{"".join(map(_year_sum, line.sums))}</tr>'


def _box(box: Box) -> str:
    return (
        f'<a class="box {box.mark}" id="{box.id}" href="{box.target}" '
        f'tabindex="-1" title="{escape(box.text)}" style="left:{box.left}%;top:{box.top}%;'
        f'width:{box.width}%;height:{box.height}%"></a>'
    )


def _cell(cell: CellView) -> str:
    n, value = cell.number, cell.value
    if cell.page:
        about = f"{cell.printed} · {cell.status.zh} {cell.status.en} · p. {cell.page}"
        value = f'<a href="#b{n}" title="{escape(about)}">{value}</a>'
    doubts = "".join([
        f'<a class="doubt" href="#f-{doubt}" aria-label="发现 finding">!</a>'
        for doubt in cell.doubts
    ])  # fmt: skip
    return f'<span class="cell {cell.mark}" id="c{n}">{value}{doubts}</span>'


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


def note_html(note: Note, root: str) -> str:
    """A finding in a list."""
    link = f'<a href="{root}{escape(note.link)}">{label_html(_SHOW)}</a>' if note.link else ""
    return f"""<li id="f-{escape(note.id)}" class="{note.severity}">
<span class="badge {note.severity}">{label_html(note.level)}</span>
<b>{label_html(note.label)}</b>
<span class="where">{note.month}</span>
<span class="where">{label_html(note.table_label)}</span>
<span class="message">{label_html(note.message)}</span>
{link}</li>"""


def finding_row_html(note: Note) -> str:
    """A finding as a row of a table."""
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
