"""Every article that contains a text is found by it, and no other."""

from __future__ import annotations

import sqlite3
import unicodedata
from contextlib import closing
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.publishing.content import contents_of
from pipeline.publishing.search_index import phrases, write_search_index
from pipeline.publishing.sqlite import write_sqlite

from . import handmade

_TEXTS = st.text("预约挂号热线 12320aA，。“”\"'*()-Ⅱ１\n", max_size=12)


def _article(position: int, body: str, title: str = "题") -> Any:
    return handmade.row(
        "articles", issue_id="2025-03", position=position, title=title, body=body
    )  # fmt: skip


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


@settings(max_examples=150, deadline=None)
@given(bodies=st.lists(_TEXTS, min_size=1, max_size=4), word=_TEXTS)
def test_a_search_finds_what_contains_the_text(bodies: list[str], word: str) -> None:
    rows = [_article(number, body, title="") for number, body in enumerate(bodies, start=1)]
    content = contents_of(handmade.dataset(*rows))["articles"]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE articles (title, body, issue_id, position)")
        connection.executemany(
            "INSERT INTO articles VALUES (?, ?, ?, ?)",
            [(row.title, row.body, row.issue_id, row.position) for row in rows],
        )
        write_search_index(connection, content)
        found = connection.execute(
            "SELECT position FROM articles_search WHERE articles_search MATCH ? ORDER BY rowid",
            (phrases(word),),
        ).fetchall()
    words = [_plain(part) for part in word.split()]
    wanted = [
        (number,)
        for number, body in enumerate(bodies, start=1)
        if words and all(part in _plain(body) for part in words)
    ]
    assert found == wanted


def test_a_word_of_two_characters_is_found_in_a_release(tmp_path: Path) -> None:
    articles = (_article(1, "本月预约量上升。"), _article(2, "热线运行平稳。", title="12320小结"))
    path = tmp_path / "b.sqlite"
    write_sqlite(contents_of(handmade.dataset(*articles)), path)
    search = """
        SELECT a.position FROM articles_search JOIN articles AS a USING (issue_id, position)
        WHERE articles_search MATCH ?"""
    with closing(sqlite3.connect(path)) as connection:
        found = {word: connection.execute(search, (phrases(word),)).fetchall()
                 for word in ("预约", "2320小", "热线", "小结 热线", "挂号")}  # fmt: skip
        rowids = connection.execute(
            "SELECT count(*) FROM articles AS a JOIN articles_search AS s ON s.rowid = a.rowid "
            "AND s.position = a.position"
        ).fetchone()
    assert found == {
        "预约": [(1,)],
        "2320小": [(2,)],
        "热线": [(2,)],
        "小结 热线": [(2,)],
        "挂号": [],
    }
    assert rowids == (2,)
