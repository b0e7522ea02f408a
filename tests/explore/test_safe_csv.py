"""CSV that is changed on its way, in pieces cut anywhere."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from pipeline.explore.safe_csv import SafeCsv
from pipeline.safe_text import for_spreadsheet

cells = st.text(st.sampled_from('=1a,;"\n医') | st.characters(codec="utf-8"), max_size=8)
tables = st.lists(st.lists(cells, min_size=2, max_size=2), max_size=6)


@given(tables, st.lists(st.integers(1, 7)))
def test_all_rows_come_out_once_however_they_are_cut(
    table: list[list[str]], sizes: list[int]
) -> None:
    plain = io.StringIO(newline="")
    csv.writer(plain).writerows(table)
    content, safe, sent = plain.getvalue().encode(), SafeCsv(), b""
    for size in sizes:
        sent += safe.feed(content[:size], last=False)
        content = content[size:]
    sent += safe.feed(content, last=True)
    found = list(csv.reader(io.StringIO(sent.decode(), newline="")))
    assert found == [[for_spreadsheet(cell) for cell in row] for row in table]


def test_a_row_is_sent_on_as_soon_as_it_is_whole() -> None:
    safe = SafeCsv()
    assert safe.feed(b'a,"b\n', last=False) == b""
    assert safe.feed(b'c"\r\nd', last=False) == b'"a","b\nc"\r\n'
    assert safe.feed(b",e\r\n", last=True) == b'"d","e"\r\n'
