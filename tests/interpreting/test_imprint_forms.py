"""Values of the imprint that do not look like what they are."""

from __future__ import annotations

import pytest

from pipeline.interpreting.document.imprint_forms import odd_values


def test_usual_values_are_not_odd() -> None:
    usual = {
        "postcode": "210003", "phone": "025-83626620", "fax": "（025）83626621转8016",
        "email": "njwsxx@163.com", "website": "http://www.nj12320.org", "editor": "周南 李明",
    }  # fmt: skip
    assert odd_values(usual) == {}
    assert odd_values(dict.fromkeys(usual)) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("postcode", "210003南京卫信2125"),
        ("postcode", "21003"),
        ("phone", "025-8362周6620"),
        ("email", "njwsxx@163"),
        ("website", "www.南京.org"),
        ("editor", "周南2425"),
    ],
)
def test_a_value_with_something_else_in_it_is_odd(name: str, value: str) -> None:
    assert odd_values({name: value}) == {name: value}
