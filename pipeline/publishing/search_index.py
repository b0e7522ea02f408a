"""Full-text search over articles, in the published SQLite: the table `articles_search`.

Chinese is written without blanks, so an index of words would hold whole sentences as one word, and
SQLite's trigrams cannot find a word of two characters, silently. Here every character is a token
of its own (they are stored with blanks between), and a word is searched as the phrase of its
characters: 预约 is the phrase "预 约". A search therefore finds every article that contains the
exact text, also a part of a number, a single character or a punctuation mark; case, blanks
and the width of characters do not matter.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.publishing.content import TableContent

SEARCHED = "articles"
TABLE = "articles_search"
ZH = "文章全文检索"
EN = (
    "Full-text index of articles: title and body with a blank between all characters, and the key "
    "of the article. A word is searched as the phrase of its characters: "
    "articles_search MATCH '\"预 约\"'."
)

# Every character is part of a token, so that nothing that is printed is beyond search.
_CREATE = f"""CREATE VIRTUAL TABLE "{TABLE}" USING fts5(
  "title", "body", "issue_id" UNINDEXED, "position" UNINDEXED,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M* P* S*'")"""


def write_search_index(connection: sqlite3.Connection, articles: TableContent) -> None:
    """Create and fill the index; its rows have the rowid of their articles."""
    connection.execute(_CREATE)
    table = articles.spec.name
    rowids = [one for (one,) in connection.execute(f'SELECT rowid FROM "{table}" ORDER BY rowid')]
    change_search_index(connection, table, (), rowids)


def change_search_index(
    connection: sqlite3.Connection, table: str, gone: Iterable[int], new: Iterable[int]
) -> None:
    """Take articles out of the index and put others in, by their rowids."""
    connection.executemany(f'DELETE FROM "{TABLE}" WHERE rowid = ?', ((rowid,) for rowid in gone))
    for rowid in new:
        title, body, *key = connection.execute(
            f'SELECT "title", "body", "issue_id", "position" FROM "{table}" WHERE rowid = ?',
            (rowid,),
        ).fetchone()
        connection.execute(
            f'INSERT INTO "{TABLE}" (rowid, "title", "body", "issue_id", "position") '
            "VALUES (?, ?, ?, ?, ?)",
            (rowid, spread(title), spread(body), *key),
        )
    connection.execute(f'INSERT INTO "{TABLE}" ("{TABLE}") VALUES (\'optimize\')')


def spread(text: str | None) -> str:
    """A text with one blank between its characters, in their usual width."""
    return " ".join("".join(unicodedata.normalize("NFKC", text or "").split()))


def phrases(words: str) -> str:
    """What finds articles that contain all of the words (parted by blanks), for MATCH.

    No text is an error of syntax; an empty one finds nothing.
    """
    quoted = (spread(word).replace('"', '""') for word in words.split())
    return " ".join(f'"{phrase}"' for phrase in quoted) or '""'
