"""The laboratory itself: its figures keep the rules, and every layout can be drawn."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lab import bulletin
from tests.lab.themes import THEMES, knobs_of

_PARTS = ("phone", "online", "quick", "in_clinic", "third_party")


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_draws(theme: str) -> None:
    for i, knobs in enumerate(knobs_of(theme, 2, seed=3)):
        pdf, truth = bulletin(3 + i, **knobs)
        assert pdf.startswith(b"%PDF")
        assert truth["issue"]["page_count"] > 2


@pytest.mark.parametrize("seed", range(3))
def test_the_same_seed_draws_the_same(seed: int) -> None:
    assert bulletin(seed, watermark="样刊") == bulletin(seed, watermark="样刊")


@pytest.mark.parametrize("seed", range(3))
def test_figures_keep_the_rules(seed: int) -> None:
    truth = bulletin(seed, holes=0.2)[1]
    rows = truth["bookings_by_hospital"]
    totals = {(t["table"], t["measure"]): t["value"] for t in truth["reported_totals"]}
    assert all(row["total"] == sum(row[part] or 0 for part in _PARTS) for row in rows)
    assert totals["bookings_by_hospital", "total"] == sum(row["total"] for row in rows)
    assert _falls([row["total"] for row in rows])
    assert _falls([row["scheduled_records"] for row in truth["platform_by_hospital"]])
    by_channel = {row["channel"]: row["bookings"] for row in truth["bookings_by_channel"]}
    assert by_channel["12320快速预约"] == totals["bookings_by_hospital", "quick"]
    assert by_channel["我的南京客户端"] == totals["bookings_by_hospital", "third_party"]


def test_a_combined_issue_has_two_months() -> None:
    truth = bulletin(1, combined=True, issue=1, year=2022)[1]
    assert [row["month"] for row in truth["hotline_monthly"]] == ["2021-12-01", "2022-01-01"]
    assert truth["issue"]["issue_no_last"] == 2


def _falls(values: list[Any]) -> bool:
    return values == sorted(values, reverse=True)
