"""When a PDF says that it was last changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.modified_date import date_in, modified_on


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("D:20250311093000Z'", (2025, 3, 11, 9, 30)),
        ("D:20250311093000+08'00'", (2025, 3, 11, 1, 30)),
        ("D:20250311093000-08'30", (2025, 3, 11, 18, 0)),
        ("D:2025", (2025, 1, 1, 0, 0)),
        ("20250311", (2025, 3, 11, 0, 0)),
    ],
)
def test_every_form_of_a_date(text: str, want: tuple[int, ...]) -> None:
    year, month, day, hour, minute = want
    assert date_in({"ModDate": text}) == dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


def test_the_change_comes_before_the_making() -> None:
    both = {"CreationDate": "D:2020", "ModDate": "D:2021"}
    assert (date_in(both) or dt.datetime.min).year == 2021
    assert (date_in({**both, "ModDate": "never"}) or dt.datetime.min).year == 2020


@pytest.mark.parametrize("text", ["", "yesterday", "D:20251332", "D:0000", None, 7, b"D:2025"])
def test_what_is_no_date_is_none(text: object) -> None:
    assert date_in({"ModDate": text}) is None


@given(st.text(max_size=40) | st.from_regex(r"D:\d{1,20}[+\-Z]?[\d']{0,6}", fullmatch=True))
def test_no_text_is_too_odd(text: str) -> None:
    found = date_in({"ModDate": text})
    assert found is None or found.tzinfo is dt.UTC


def test_the_sample_tells_its_date(word_pdf: Path) -> None:
    found = modified_on(word_pdf)
    assert found is not None and found.year >= 2025
