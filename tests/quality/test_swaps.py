"""Figures at each other's place are found in pairs, ordinary months are not."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from pipeline.quality import Thresholds, validate
from pipeline.quality.history.swaps import Beside, swaps
from pipeline.quality.history.usual import Usual
from schemas.base import Row
from schemas.quality import Finding
from tests.quality.handmade import dataset, issue, observation, row

LIMITS = Thresholds()


def judged(entity: str, top: float, value: float, usual: float, scale: float = 0.15) -> Beside:
    fact = row("platform_by_hospital", hospital_id=entity, discharges=int(value))
    seen: Any = observation(fact, "discharges", top)
    jump = math.log(value / usual)
    return Beside(seen, Usual(value, usual, jump, scale, 12, usual, 0.0, 0.0, 0), 0)


def pairs(*given: Beside) -> list[tuple[str, str]]:
    return [
        (one.seen.entity_id, swap.other.seen.entity_id)
        for one, swap in swaps(given, LIMITS)
        if swap.apart >= LIMITS.swap_scales and swap.left <= LIMITS.swap_left
    ]


def test_two_neighbours_that_fit_each_others_place() -> None:
    a, b, c = judged("a", 1, 900, 2000), judged("b", 2, 1900, 880), judged("c", 3, 500, 500)
    assert pairs(a, b, c) == [("a", "b"), ("b", "a")]


def test_figures_that_are_no_neighbours_or_do_not_fit() -> None:
    a, b, c = judged("a", 1, 900, 2000), judged("b", 2, 500, 500), judged("c", 3, 1900, 880)
    assert pairs(a, b, c) == [], "another row stands between"
    assert pairs(judged("a", 1, 900, 2000), judged("b", 2, 9000, 880)) == [], "exchanged no better"
    assert pairs(judged("a", 1, 900, 2000), judged("b", 2, 880, 1900)) == [], "both fell"
    assert pairs(judged("a", 1, 900, 1000), judged("b", 2, 1000, 900)) == [], "an ordinary month"


def panel(exchanged: bool) -> Iterator[Row]:
    chance = Random(4)
    for n in range(20):
        month = dt.date(2031 + n // 12, n % 12 + 1, 1)
        issue_id = f"{month.year}-{month.month:02d}"
        yield issue(issue_id, month)
        stays = [chance.randrange(2000, 2200), chance.randrange(900, 1000)]
        if exchanged and n == 12:
            stays.reverse()
        for entity, figure in zip(("yi", "bing"), stays, strict=True):
            yield row("platform_by_hospital", month=month, issue_id=issue_id, hospital_id=entity,
                      discharges=figure, inpatient_revenue_cny=Decimal(5_000_000))  # fmt: skip


def test_each_of_two_exchanged_figures_names_the_other() -> None:
    rows = [*dataset().rows["issues"]]
    clean = validate(dataset(None, *rows, *panel(False))).of_type(Finding)
    assert [f for f in clean if f.severity != "info"] == []
    found = [f for f in validate(dataset(None, *rows, *panel(True))).of_type(Finding)
             if "exchanged" in f.message]  # fmt: skip
    assert {(f.entity_id, f.measure, f.severity) for f in found} == {
        ("yi", "discharges", "warning"), ("bing", "discharges", "warning"),
    }  # fmt: skip
    reported = {f.entity_id: f.message for f in found}
    assert "丙医院 next to it in the column" in reported["yi"]
    assert "乙医院 next to it in the column" in reported["bing"]
