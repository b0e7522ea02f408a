"""The figures of one month, invented but true to their rules: sums hold, orders fall."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.lab import names

WAYS = ("phone", "online", "quick", "in_clinic", "third_party")


@dataclass(frozen=True)
class Platform:
    """A row of the platform tables; money in yuan; None where nothing is reported."""

    name: str
    scheduled_records: int | None
    realtime_days: int | None
    forms: tuple[int, int] | None
    outpatient_visits: int | None
    outpatient_revenue: Decimal | None
    discharges: int | None
    inpatient_revenue: Decimal | None


@dataclass(frozen=True)
class Month:
    """All figures of a month.

    Attributes:
        first: first day of the month.
        hotline: measure to figure, by the names of the dataset.
        bookings: (hospital, way to bookings, extra figure), the most bookings first.
        channels: (channel, bookings), the most first.
        districts, hospitals: the most records first.
        bookings_cumulative, records_validated: since the start.
    """

    first: dt.date
    hotline: dict[str, int]
    bookings: list[tuple[str, dict[str, int], int]]
    channels: list[tuple[str, int]]
    districts: list[Platform]
    hospitals: list[Platform]
    bookings_cumulative: int
    records_validated: int


class HistoryRandom(Random):
    """Draws figures that stay near each other from month to month, as those of a real archive do.

    What is drawn in the same place of each month has one level in the whole history; each month
    lies up to a tenth above or below it. Choices are the same in every month.

    Args:
        history: name of the history.
        month: what tells its months apart.
    """

    def __new__(cls, *_: object) -> HistoryRandom:
        return super().__new__(cls)

    def __init__(self, history: str, month: object) -> None:
        super().__init__(f"history-{history}")
        self._own = Random(f"month-{history}-{month}")

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """A number of the range, near the level of its place."""
        low, high = (0, start) if stop is None else (start, stop)
        level = low + self.random() * (high - low)
        return min(max(int(level * self._own.uniform(0.9, 1.1)), low), high - 1)


def month(
    rng: Random, first: dt.date, ways: tuple[str, ...], rows: int, holes: float, unit: int
) -> Month:
    """Draw a month.

    `rows`: hospitals in each table. `holes`: share of platform figures that are not reported.
    `unit`: yuan of the printed unit; amounts have two decimals in it.
    """
    bookings = _bookings(rng, ways, rows)
    return Month(
        first=first,
        hotline=_hotline(rng),
        bookings=bookings,
        channels=_channels(rng, bookings),
        districts=_platform(rng, names.DISTRICTS, first, holes, unit, 6_000_000),
        hospitals=_platform(rng, rng.sample(names.HOSPITALS, rows), first, holes, unit, 20_000_000),
        bookings_cumulative=rng.randrange(20_000_000, 40_000_000),
        records_validated=rng.randrange(1_000, 30_000) * 1_000_000,
    )


def _hotline(rng: Random) -> dict[str, int]:
    parts = {
        "consultations": rng.randrange(3000, 15000),
        "complaints": rng.randrange(800, 3000),
        "phone_bookings": rng.randrange(5000, 20000),
        "agent_calls": rng.randrange(4000, 16000),
        "crisis_interventions": rng.randrange(200, 1500),
        "self_service": rng.randrange(100, 1500),
    }
    return {
        "calls_total": sum(parts.values()),
        **parts,
        "city_tickets": rng.randrange(1000, 5000),
        "province_tickets": rng.randrange(300, 1500),
        "own_tickets": rng.randrange(300, 2000),
    }


def _bookings(
    rng: Random, ways: tuple[str, ...], rows: int
) -> list[tuple[str, dict[str, int], int]]:
    out = []
    for i, name in enumerate(rng.sample(names.HOSPITALS, rows)):
        scale = int(20000 * 0.85**i) + 3
        parts = {way: rng.randrange(scale) if rng.random() > 0.1 else 0 for way in ways}
        out.append((name, parts, rng.randrange(scale)))
    return sorted(out, key=lambda row: -sum(row[1].values()))


def _channels(
    rng: Random, bookings: list[tuple[str, dict[str, int], int]]
) -> list[tuple[str, int]]:
    """What the channels must carry for the hospitals' columns to be right."""
    sums = {way: sum(parts.get(way, 0) for _, parts, _ in bookings) for way in WAYS}
    first = sums["online"] * rng.randrange(30, 60) // 100
    second = (sums["online"] - first) * rng.randrange(40, 90) // 100
    shares = (first, second, sums["online"] - first - second, sums["quick"], sums["third_party"])
    return sorted(zip(names.CHANNELS, shares, strict=True), key=lambda pair: -pair[1])


def _platform(
    rng: Random, entities: tuple[str, ...] | list[str], first: dt.date,
    holes: float, unit: int, scale: int,
) -> list[Platform]:  # fmt: skip
    days = calendar.monthrange(first.year, first.month)[1]
    out = []
    for i, name in enumerate(entities):
        visits = rng.randrange(3000, 300_000)
        stays = rng.randrange(20, 9000)
        row = {
            "scheduled_records": int(scale * 0.85**i) + rng.randrange(1000),
            "realtime_days": rng.randrange(days + 1),
            "forms": (rng.randrange(13), 12),
            "outpatient_visits": visits,
            "outpatient_revenue": _amount(visits * rng.randrange(60, 800), unit, rng),
            "discharges": stays,
            "inpatient_revenue": _amount(stays * rng.randrange(3000, 30_000), unit, rng),
        }
        for key in (
            "realtime_days",
            "forms",
            "outpatient_revenue",
            "discharges",
            "inpatient_revenue",
        ):
            if rng.random() < holes:
                row[key] = None
        out.append(Platform(name, **row))  # type: ignore[arg-type]
    return sorted(out, key=lambda row: -(row.scheduled_records or 0))


def _amount(yuan: int, unit: int, rng: Random) -> Decimal:
    """Near `yuan`, with two decimals in the printed unit."""
    cents = max(yuan * 100 // unit, 1) + rng.randrange(100)
    return Decimal(cents) / 100 * unit
