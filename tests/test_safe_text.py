"""Names and texts from outside."""

from __future__ import annotations

import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.safe_text import for_spreadsheet, label, quoted, visible


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain 简报📄.pdf", "plain 简报📄.pdf"),
        ("a\x1b[31mred\x07.pdf", "a\\x1b[31mred\\x07.pdf"),
        ("two\nlines\r.pdf", "two\\nlines\\r.pdf"),
        ("fdp.\u202egpj", "fdp.\\u202egpj"),
        ("\x9b31m", "\\x9b31m"),
        ("\u2028", "\\u2028"),
    ],
)
def test_visible_shows_what_a_terminal_would_act_on(raw: str, shown: str) -> None:
    assert visible(raw) == shown


def test_visible_may_keep_line_breaks() -> None:
    assert visible("a\nb\x1b", keep_newlines=True) == "a\nb\\x1b"


@given(st.text())
def test_nothing_hidden_is_left(text: str) -> None:
    kinds = {unicodedata.category(char) for char in visible(text)}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    "text",
    ["=cmd|'/c calc'!A1", "@SUM(A1)", "+1+1", "-2+3", "  =A1", "\n=A1", "＝A1", "\u200b=A1", "-a"],
)
def test_no_cell_is_a_formula(text: str) -> None:
    assert for_spreadsheet(text)[0] in "'\\"


@pytest.mark.parametrize(
    "text", ["鼓楼医院", "-", "—", "/", "-12.5", "+3,000", "12%", "a=b", "", "x\ny"]
)
def test_cells_that_compute_nothing_stay_as_they_are(text: str) -> None:
    assert for_spreadsheet(text) == text


@given(st.text())
def test_no_cell_can_begin_a_formula(text: str) -> None:
    cell = for_spreadsheet(text).lstrip()
    assert cell[:1] not in ("=", "@", "＝", "＠") or cell[:1] == ""
    assert "\t" not in cell and "\r" not in cell


def test_names_in_an_older_chinese_encoding_can_be_read() -> None:
    assert label("简报.pdf".encode("gb18030")) == "简报.pdf"
    assert label(os.fsdecode("简报.pdf".encode("gb18030"))) == "简报.pdf"


@given(st.binary(min_size=1, max_size=255))
def test_every_name_gets_a_label_that_can_be_stored(raw: bytes) -> None:
    label(raw).encode("utf-8")


def test_quoted_shortens_long_names() -> None:
    assert len(quoted("x" * 255)) < 80
    assert quoted("x" * 20 + ".pdf").endswith(".pdf”")
