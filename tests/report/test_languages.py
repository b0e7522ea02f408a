"""The Chinese pages of the report are Chinese: what is English is names, ids and file names."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from schemas.base import fields_of
from schemas.catalog import tables
from tests.report.sites import SCRIPT, originals, write

NAMES = {
    "CSV", "XLSX", "PNG", "SVG", "PDF", "JSON", "SHA", "JavaScript", "Parquet", "SQLite",
    "DeepSeek",  # in an article
}  # fmt: skip
NO_WORDS = re.compile(
    re.escape(SCRIPT)
    + r"|\S+@\S+|www\.\S+|\S+\.(?:pdf|md|cff)\b|\b[a-z]+(?:_[a-z]+)+\b"  # addresses, files, ids
)
WORD = re.compile(r"[A-Za-z]{3,}")


class Chinese(HTMLParser):
    """The texts of a page that are visible in Chinese."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.hidden: list[bool] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.VOID:
            return
        given = dict(attrs)
        english = given.get("lang") == "en" or given.get("data-set") == "en"
        apart = tag in {"script", "style", "title", "code"} or "data-zh" in given
        self.hidden.append(english or apart)
        self.texts.append(given.get("data-zh") or "")

    def handle_endtag(self, tag: str) -> None:
        self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.hidden):
            self.texts.append(data.strip())


def ids() -> set[str]:
    """Names of tables and columns, and values of columns, by which the dictionary calls them."""
    fields = [field for model in tables().values() for field in fields_of(model)]
    choices = {choice for field in fields for choice in field.choices}
    return {*tables(), *(field.name for field in fields), *choices}


def test_chinese_pages_have_no_english_words(tmp_path: Path) -> None:
    write(originals().dataset(3), tmp_path)
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 5
    known = NAMES | ids()
    for path in pages:
        page = Chinese()
        page.feed(path.read_text())
        words = {
            word: text
            for text in page.texts
            for word in WORD.findall(NO_WORDS.sub(" ", text))
            if word not in known
        }
        assert not words, path.name
