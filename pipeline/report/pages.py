"""What a page of the site is, before it is HTML."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass, is_dataclass
from decimal import Decimal
from typing import Any

from schemas.base import EntityKind, Row

_PLAIN = re.compile(r"[a-z0-9_-]{1,80}")

"""(table, month, entity, measure); the entity is '' in a table of one row a month."""


@dataclass(frozen=True)
class Page:
    """A page to be rendered.

    Attributes:
        path: where it lies in the site, with '/' between folders.
        template: name of its template.
        content: frozen dataclasses; all that the page shows, so that it decides whether the page
            has to be rendered anew.
    """

    path: str
    template: str
    content: Any

    @property
    def root(self) -> str:
        """The way from the page to the top of the site: '' or '../'."""
        return "../" * self.path.count("/")

    def digest(self, templates: str) -> str:
        """What the page is made from, as a hash; `templates` is the hash of all templates."""
        made_from = json.dumps((templates, self), default=_parts)
        return hashlib.sha256(made_from.encode()).hexdigest()


def _parts(value: Any) -> Any:
    """Of a dataclass its fields; of anything else the exact text."""
    return value.__dict__ if is_dataclass(value) else repr(value)


def file_name(id_: str) -> str:
    """An id as the name of a file; one that is no plain name is replaced by a hash."""
    return id_ if _PLAIN.fullmatch(id_) else hashlib.sha256(id_.encode()).hexdigest()[:16]


def issue_path(issue_id: str) -> str:
    """Where the page of an issue lies."""
    return f"issues/{file_name(issue_id)}.html"


def entity_path(kind: EntityKind, entity_id: str) -> str:
    """Where the page of an entity lies."""
    return f"entities/{kind}-{file_name(entity_id)}.html"


def number(value: Any) -> str:
    """A figure for people: 12,345 or 1,234.5; '–' where there is none."""
    if value is None:
        return "–"
    if isinstance(value, Decimal):
        whole = value == value.to_integral()
        return f"{int(value):,}" if whole else f"{value.normalize():,f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def month_text(month: dt.date | None) -> str:
    """'2013-08', or '' where there is none."""
    return f"{month:%Y-%m}" if month else ""


def value_of(row: Row, name: str) -> Any:
    """The value of a column; None where the table has no such column."""
    return row.__dict__.get(name)
