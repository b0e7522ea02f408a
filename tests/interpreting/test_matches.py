"""Labels of figures that are like those of two measures."""

import pytest

from pipeline.interpreting import interpret
from schemas.hotline import HotlineMonth
from tests.interpreting.paper import REGISTRY, masthead, paragraph, reading

_SENTENCE = (
    "2025年2月，南京12320卫生热线共受理咨询电话21690个，其中咨询类5019个、医疗投诉1242个，{}。"
)
Tickets = tuple[int | None, int | None]


def _read(orders: str) -> tuple[Tickets, set[str | None]]:
    """City's and province's work orders, and the measures with a finding."""
    text = paragraph(_SENTENCE.format(orders))
    found = interpret(reading(*masthead(), text), REGISTRY)
    row = next(r for r in found.rows if isinstance(r, HotlineMonth))
    return (row.city_tickets, row.province_tickets), {f.measure for f in found.findings}


@pytest.mark.parametrize("label", ["12345工单", "12345热线工单", "12345转办工单"])
def test_a_hotline_without_city_or_province_is_neither(label: str) -> None:
    tickets, doubted = _read(f"受理{label}954件")
    assert tickets == (None, None)
    assert {"city_tickets", "province_tickets"} <= doubted


def test_beside_the_one_that_is_named_it_is_likely_the_other() -> None:
    assert _read("12345工单2371件，省12345工单954件")[0] == (2371, 954)
    tickets, doubted = _read("市12345工单2371件，12345工单954件")
    assert tickets == (2371, 954) and "province_tickets" in doubted


def test_labels_that_are_known_are_certain() -> None:
    tickets, doubted = _read("市12345工单2371件，省12345工单954件")
    assert tickets == (2371, 954) and not doubted & {"city_tickets", "province_tickets"}
