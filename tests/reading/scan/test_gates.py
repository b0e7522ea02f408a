"""Poor pages are doubted, worse ones refused with the measure."""

from __future__ import annotations

from pipeline.reading.scan.gates import is_poor, refusal, unsure


def test_few_differences_are_no_reason_to_doubt_a_page() -> None:
    assert not is_poor(0.014)
    assert is_poor(0.03)


def test_a_page_is_refused_with_the_measure() -> None:
    assert refusal(0.14, 0.05) == ""
    assert "44% of figures" in refusal(0.44, 0.0)
    assert "26% of the ink" in refusal(0.0, 0.26)


def test_a_page_with_some_unread_ink_may_hold_more() -> None:
    assert unsure(0.05, 0.005) == ()
    assert "12% of its ink" in unsure(0.12, 0.0)[0]


def test_a_page_with_pale_print_may_hold_more() -> None:
    assert "10% of its print" in unsure(0.0, 0.1)[0]
