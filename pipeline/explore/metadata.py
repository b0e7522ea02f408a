"""What Datasette says of the dataset, from the declared tables: titles, columns, facets, queries.

Pure: declarations in, Datasette's metadata (a nested dict of its own format) out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from pipeline.dataset.lookup import DIMENSIONS
from pipeline.explore.canned import CannedQuery
from pipeline.longitudinal import View, longitudinal_views
from pipeline.model.ddl import Tables, create_views
from pipeline.model.span import span
from pipeline.publishing import search_index
from pipeline.report.labels import unit_label
from schemas.base import FieldInfo, TableSpec

DATABASE = "bulletins"
TITLE = "简报数据集 · Bulletin dataset"
LICENSE = "公共机构的公开出版物，引用请注明期号 · Published by a public body; name the issue"
STYLE = "explore"
"""Where the style of the pages is served."""

_HIDDEN = ("_tables", "_columns", "_exact_figures", search_index.TABLE)
_LABELS = ("name", "file_name")
_FACETS_AT_MOST = 4
_MONTH = "month"

Metadata = dict[str, Any]


@dataclass(frozen=True)
class Edition:
    """Description of the release as a whole; texts are as printed in the bulletin.

    Attributes:
        release: its id.
        issues: how many there are, with the first and the last.
        source: publisher and title of the bulletin; '' where no issue is there.
    """

    release: str
    issues: int
    first: str | None
    last: str | None
    source: str


def datasette_metadata(
    specs: Tables, queries: Iterable[CannedQuery], edition: Edition
) -> Metadata:  # fmt: skip
    """Metadata for one database named `bulletins`.

    Args:
        specs: the tables and columns that the database holds. Nothing else is spoken of.
        queries: the canned queries.
        edition: the release that is shown.
    """
    about, asked = _about(edition), list(queries)
    tables = {name: _table(spec, fields) for name, (spec, fields) in specs.items()}
    tables |= {name: {"hidden": True} for name in _HIDDEN}
    tables |= {f"v_{name}": _named(*specs[name]) for name in _viewed(specs)}
    tables |= {view.name: _view(view) for view in longitudinal_views(specs)}
    return {
        "title": TITLE,
        "description_html": _welcome(about, asked),
        "extra_css_urls": [f"/{STYLE}/explore.css"],
        "license": LICENSE,
        "source": edition.source or "—",
        "databases": {
            DATABASE: {
                "title": TITLE,
                "description": f"{about} ｜ 金额单位为元；空值表示未报告 · "
                "Money is in yuan; an empty cell is a figure that is not reported",
                "tables": tables,
                "queries": {query.name: _query(query) for query in asked},
            }
        },
    }


def _about(edition: Edition) -> str:
    id_, count = edition.release, edition.issues
    held = span(edition.first or "", edition.last or "")
    zh, en = (f"（{held}）", f" ({held})") if held else ("", "")
    return f"发布 {id_}，{count} 期{zh} · Release {id_}, {count} issue{'s' * (count != 1)}{en}"


def _welcome(about: str, queries: list[CannedQuery]) -> str:
    """The first page: the questions and the way to the tables, as HTML."""
    asked = "".join(
        f'<li><a href="/data/{DATABASE}/{query.name}">'
        f"{escape(query.zh)} · {escape(query.en)}</a></li>"
        for query in queries
    )
    return (
        f"<p>{escape(about)}</p><h2>问题 · Questions</h2><ul>{asked}</ul>"
        f'<p><a href="/data/{DATABASE}">全部数据表，SQL · All tables, SQL</a></p>'
    )


def _table(spec: TableSpec, fields: tuple[FieldInfo, ...]) -> Metadata:
    described: Metadata = {
        "title": f"{spec.name}: {spec.zh} · {spec.en}",
        "description": f"{spec.about_zh} · {spec.about_en}",
        "columns": {field.name: _column(field) for field in fields},
        "facets": _facets(fields),
        **_order(spec),
    }
    names = {field.name for field in fields}
    label = next((name for name in _LABELS if name in names), None)
    if label or len(spec.key) == 1:
        # Datasette would take any `title`, which all issues share.
        described["label_column"] = label or spec.key[0]
    if spec.name == search_index.SEARCHED:
        described |= {"fts_table": search_index.TABLE, "fts_pk": "rowid"}
    return described


def _column(field: FieldInfo) -> str:
    unit = unit_label(field.column.unit)
    zh, en = (f"（{unit.zh}）", f" ({unit.en})") if field.column.unit else ("", "")
    choices = f" ({', '.join(field.choices)})" if field.choices else ""
    return f"{field.column.zh}{zh} · {field.column.en}{en}{choices}"


def _facets(fields: tuple[FieldInfo, ...]) -> list[str]:
    """Columns of few values, by which people part a table."""
    wanted = [
        field.name
        for field in fields
        if field.column.role == "entity" or field.name == "table_name" or _is_choice(field)
    ]
    return wanted[:_FACETS_AT_MOST]


def _is_choice(field: FieldInfo) -> bool:
    return bool(field.choices) or field.type is bool


def _order(spec: TableSpec) -> Metadata:
    """The newest month first; not for tables of so many rows that sorting them takes seconds."""
    return {"sort_desc": _MONTH} if _MONTH in spec.key and spec.kind != "quality" else {}


def _viewed(specs: Tables) -> list[str]:
    """Tables that have a view with names: see `ddl.create_views`."""
    text = "\n".join(create_views(specs))
    return [name for name in specs if f'"v_{name}"' in text]


def _named(spec: TableSpec, fields: tuple[FieldInfo, ...]) -> Metadata:
    return {
        "title": f"v_{spec.name}: {spec.zh}（附名称） · {spec.en}, with names",
        "description": f"{spec.about_zh} · {spec.about_en}",
        "columns": {field.name: _column(field) for field in fields} | _added(spec, fields),
        **_order(spec),
    }


def _added(spec: TableSpec, fields: tuple[FieldInfo, ...]) -> Metadata:
    """The columns that a view has beside those of its table."""
    if spec.name == "observations":
        return {
            "entity": "实体名称 · Canonical name of the entity.",
            "source_file": "来源文件 · Name of the PDF.",
        }
    names = [field.name for field in fields if field.name in DIMENSIONS]
    return {name.removesuffix("_id"): "名称 · Canonical name." for name in names}


def _view(view: View) -> Metadata:
    return {
        "title": f"{view.name}: {view.zh} · {view.en}",
        "columns": {column.name: f"{column.zh} · {column.en}" for column in view.columns},
        **({"sort_desc": _MONTH} if any(c.name == _MONTH for c in view.columns) else {}),
    }


def _query(query: CannedQuery) -> Metadata:
    notes = [*query.notes, *(f"{name}: {text}" for name, text in query.parameters.items())]
    return {
        "title": f"{query.zh} · {query.en}",
        "description": " ｜ ".join(notes),
        "sql": query.sql,
        "params": list(query.parameters),
        "hide_sql": True,
    }
