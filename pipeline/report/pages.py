"""What a page of the site is, before it is HTML."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from schemas.base import EntityKind, Row

_PLAIN = re.compile(r"[a-z0-9_-]{1,80}")


@dataclass(frozen=True)
class Page:
    """A page to be rendered.

    Attributes:
        path: where it lies in the site, with '/' between folders.
        template: name of its template.
        content: makes frozen dataclasses: all that the page shows.
        key: hash of all that the content is made from, the program apart: the same key is the same
            page, which is then not made. '' where making it is as quick as to find out.
    """

    path: str
    template: str
    content: Callable[[], Any]
    key: str = ""

    @property
    def root(self) -> str:
        """The way from the page to the top of the site: '' or '../'."""
        return "../" * self.path.count("/")


@cache
def file_name(id_: str) -> str:
    """An id as the name of a file; one that is no plain name is replaced by a hash."""
    return id_ if _PLAIN.fullmatch(id_) else hashlib.sha256(id_.encode()).hexdigest()[:16]


def issue_path(issue_id: str) -> str:
    """Where the page of an issue lies."""
    return f"issues/{file_name(issue_id)}.html"


def entity_path(kind: EntityKind, entity_id: str) -> str:
    """Where the page of an entity lies."""
    return f"entities/{kind}-{file_name(entity_id)}.html"


def picture_path(sha256: str, page: int) -> str:
    """Where the picture of a page of a PDF lies: all in one folder, which is flushed but once."""
    return f"pictures/{file_name(sha256[:16])}-{page}.png"


def number(value: Any) -> str:
    """A figure for people: 12,345 or 1,234.5; '–' where there is none."""
    if value is None:
        return "–"
    if type(value) is int:
        return f"{value:,}"
    if isinstance(value, Decimal):
        whole = value == value.to_integral()
        return f"{int(value):,}" if whole else f"{value.normalize():,f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


@cache
def month_text(month: dt.date | None) -> str:
    """'2013-08', or '' where there is none."""
    return f"{month:%Y-%m}" if month else ""


def value_of(row: Row, name: str) -> Any:
    """The value of a column; None where the table has no such column."""
    return row.__dict__.get(name)
