"""Hashes of rows: equal rows have equal ones, whatever else Python knows of them."""

from __future__ import annotations

from decimal import Decimal
from sys import intern

import pytest

from pipeline.model.message import Message
from pipeline.model.row_digest import digest_of, digest_of_rows, plain_rows
from schemas.base import Row
from tests.longitudinal.history import month, visits


def rows(text: str = "甲") -> list[Row]:
    revenue = Decimal("10.50")
    row = visits("2019-01", "d", 4, outpatient_revenue_cny=revenue)
    return [row.model_copy(update={"name_printed": text})]


def test_equal_rows_have_one_digest() -> None:
    assert digest_of_rows(rows()) == digest_of_rows([row.model_copy() for row in rows()])
    assert digest_of_rows(rows("".join(["a", "b"]))) == digest_of_rows(rows(intern("ab")))
    assert digest_of_rows(rows()) == digest_of(
        list(map(list, zip(*plain_rows(rows()), strict=True)))
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("month", month("2019-02")),
        ("outpatient_visits", 5),
        ("outpatient_visits", None),
        ("outpatient_revenue_cny", Decimal("10.51")),
        ("outpatient_revenue_cny", None),
        ("name_printed", "乙"),
        ("name_printed", ""),
    ],
)
def test_any_value_changes_it(column: str, value: object) -> None:
    changed = [row.model_copy(update={column: value}) for row in rows()]
    assert digest_of_rows(changed) != digest_of_rows(rows())


def test_the_order_changes_it() -> None:
    two = [*rows("甲"), *rows("乙")]
    assert digest_of_rows(two) != digest_of_rows(two[::-1])


def test_no_rows_and_texts_of_a_kind_of_their_own() -> None:
    assert digest_of_rows([]) == digest_of([]) and plain_rows([]) == []
    assert digest_of([Message("on_page", page=1)]) != digest_of([Message("on_page", page=2)])
