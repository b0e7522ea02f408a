"""What a validation of a published dataset must find again."""

from __future__ import annotations

import pytest

from pipeline.model.dataset import Dataset
from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.quality.revalidate import revalidate
from schemas.catalog import tables


@pytest.mark.parametrize(("measure", "gone"), [("position", 0), ("total", 1)])
def test_row_numbers_in_broken_order_are_found_on_the_page_alone(measure: str, gone: int) -> None:
    published = finding(
        "order",
        "warning",
        Message("text_cut_off"),
        table_name="bookings_by_hospital",
        measure=measure,
    )
    dataset = Dataset(dict.fromkeys(tables(), ())).with_rows(("findings", [published]))
    assert len(revalidate(dataset, check=lambda one: one).gone) == gone
