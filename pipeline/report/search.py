"""What the search in the header finds: entities by every name, figures, articles.

The entries are a script of their own, for a page that was opened from disk may read no other file;
it is loaded once somebody searches. `static/search.js` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import urlencode

from pipeline.model.label import Label
from pipeline.report.index import Index
from pipeline.report.labels import ENTITIES
from pipeline.report.pages import entity_path, issue_path
from schemas.base import measure_fields
from schemas.catalog import tables

PATH = "search-entries.js"

Entry = tuple[str, str, str, str, str]
"""Kind in Chinese and English, title, other words that find it, link from the top of the site."""

_FIGURE = Label("指标", "figure")
_ARTICLE = Label("文章", "article")


def search_script(index: Index) -> str:
    """The script that holds all entries."""
    found = [*_entities(index), *_figures(index), *_articles(index)]
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    # Two characters that end a line in a script, and what could end the script.
    for character in "<\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f"window.searchEntries={text};\n"


def _entities(index: Index) -> Iterable[Entry]:
    also = index.other_names()
    for kind, rows in index.entities.items():
        for row in rows:
            id_ = str(row.key()[0])
            words = " ".join((id_, index.label(id_).en, *also.get(id_, ())))
            yield _entry(ENTITIES[kind], row.name, words, entity_path(kind, id_))


def _figures(index: Index) -> Iterable[Entry]:
    """The columns of which the explorer draws lines."""
    for panel in tables().values():
        if panel.table.kind != "panel" or not index.dataset.rows.get(panel.table.name):
            continue
        table = tables()[panel.table.panel_of].table
        for field in measure_fields(panel):
            at = urlencode({"table": table.name, "measure": field.name})
            title = f"{table.zh} · {field.column.zh}"
            words = f"{table.en} {field.name} {field.column.en}"
            yield _entry(_FIGURE, title, words, f"explore.html#{at}")


def _articles(index: Index) -> Iterable[Entry]:
    for issue in index.issues:
        for article in index.articles.get(issue.issue_id, ()):
            title = f"{issue.issue_id} · {article.title or ''}"
            link = f"{issue_path(issue.issue_id)}#article-{article.position}"
            yield _entry(_ARTICLE, title, article.body or "", link)


def _entry(kind: Label, title: str, words: str, link: str) -> Entry:
    return kind.zh, kind.en, title, words, link
