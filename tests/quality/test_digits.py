"""Slips of the pen are recognised, and undone to the figure that was meant."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quality.locate.digits import likely_slip, slip_to


@pytest.mark.parametrize(
    ("printed", "usual", "words", "meant"),
    [
        ("112345", 12_000, "the digit 1 is doubled", 12345),
        ("123345", 12_000, "the digit 3 is doubled", 12345),
        ("123450", 12_000, "there is a 0 too many at its end", 12345),
        ("512345", 12_000, "the digit 5 is too many", 12345),
        ("91345", 20_000, "the digits 9 and 1 are transposed", 19345),
        ("1234", 12_000, "a digit is missing", None),
        ("123456", 1_200, "it is a hundred times too large, as if a point were lost", 1234.56),
        ("12,345", 120_000, "a digit is missing", None),
        ("12345.6", 1_200, "the decimal point is one place too far right", 1234.56),
        ("123.456", 1_200, "the decimal point is one place too far left", 1234.56),
        ("123,456.00", 1_200, "the decimal point is two places too far right", 1234.56),
    ],
)
def test_a_slip_and_what_was_meant(
    printed: str, usual: float, words: str, meant: float | None
) -> None:
    slip = likely_slip(printed, Decimal(printed.replace(",", "")), usual, 0.1)
    assert slip is not None and slip.words == words
    assert slip.value == (None if meant is None else Decimal(str(meant)))


def test_the_unit_of_print_is_not_the_unit_of_the_figure() -> None:
    slip = likely_slip("12345.6", Decimal(123_456_000), 12_000_000, 0.1)
    assert slip is not None and slip.value == Decimal("1234.56")


@pytest.mark.parametrize("printed", ["", "/", "11/12", "0", "44444"])
def test_what_no_slip_explains(printed: str) -> None:
    value = Decimal(printed) if printed.isdigit() else Decimal(1)
    assert likely_slip(printed, value, 20_000, 0.1) is None


@given(st.integers(10, 10**9), st.data())
def test_every_slip_from_a_known_value_is_named(right: int, data: st.DataObject) -> None:
    text = str(right)
    at = data.draw(st.integers(0, len(text) - 1))
    doubled = int(text[: at + 1] + text[at:])
    assert slip_to(doubled, right) is not None
    if at + 1 < len(text) and text[at] != text[at + 1] and (at or text[1] != "0"):
        swapped = int(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
        assert "transposed" in (slip_to(swapped, right) or "")
    shorter = text[:at] + text[at + 1 :]
    if shorter[0] != "0":
        assert "missing" in (slip_to(int(shorter), right) or "")


@pytest.mark.parametrize(
    ("printed", "right", "reported"),
    [
        (1243, 1234, "the digits 4 and 3 are transposed"),
        (12340, 1234, "there is a 0 too many at its end"),
        (123, 1230, "the digit 0 is missing"),
        (Decimal("1234.5"), Decimal(12345), "the decimal point is one place too far left"),
        (Decimal(12345000), Decimal(12345), "it is 1,000 times too large"),
        (Decimal("12.345"), Decimal(123450), "it is 10,000 times too small"),
        (12234, 1234, "the digit 2 is doubled"),
        (12734, 1234, "the digit 7 is too many"),
        (9999, 1234, None),
        (0, 1234, None),
        (1234, 0, None),
    ],
)  # fmt: skip
def test_slips(printed: Decimal | int, right: Decimal | int, reported: str | None) -> None:
    assert slip_to(printed, right) == reported


def test_no_slip_from_one_value_to_another() -> None:
    assert slip_to(27001, 21907) is None
    assert slip_to(285, 284) is None
