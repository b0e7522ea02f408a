"""Texts in both languages as HTML, of which a page shows one. Whatever they say is escaped."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from markupsafe import Markup

from pipeline.model.label import Label


def t(label: Label) -> Markup:
    """A text in both languages, for templates."""
    return both(label.zh, label.en)


@lru_cache(maxsize=4096)
def both(zh: str, en: str) -> Markup:
    """The same of its two forms; a page has the same ones many times."""
    return Markup(_html(zh, en))


def label_html(label: Label) -> str:
    """A text in both languages."""
    return _html(label.zh, label.en)


def _html(zh: str, en: str) -> str:
    return f'<span lang="zh">{escape(zh)}</span><span lang="en">{escape(en)}</span>'
