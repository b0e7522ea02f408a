"""Whole bulletins: a PDF, and the truth of it in the form of the corpus."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from tests.lab import figures, matter, printed
from tests.lab.drawing import draw_table, measure
from tests.lab.flow import Flow
from tests.lab.knobs import Knobs
from tests.lab.paper import Paper
from tests.lab.sheets import Sheet
from tests.lab.truth import truth_of
from tests.lab.typist import Typist

Truth = dict[str, Any]


def bulletin(seed: int, **knobs: Any) -> tuple[bytes, Truth]:
    """Draw a bulletin. The same seed and knobs give the same bytes.

    Knobs are those of `Knobs`, `TableLook` and `PageLook`, by name. The truth lacks only the
    name of the file.
    """
    settled = Knobs.of(**knobs)
    pages = 0
    if "{total}" in settled.page.footer:
        pages = _draw(seed, settled, 0)[2]
    data, truth, _ = _draw(seed, settled, pages)
    truth["layout"] = {
        "renderer": "lab",
        "seed": seed,
        "knobs": {k: list(v) if isinstance(v, tuple) else v for k, v in knobs.items()},
    }
    return data, truth


def months_of(knobs: Knobs) -> list[dt.date]:
    """The months that an issue reports: the one before it; of a combined issue both."""
    out = []
    for issue in range(knobs.issue, knobs.issue + 1 + knobs.combined):
        before = dt.date(knobs.year, issue, 1) - dt.timedelta(days=1)
        out.append(before.replace(day=1))
    return out


def _draw(seed: int, knobs: Knobs, pages: int) -> tuple[bytes, Truth, int]:
    rng = Random(f"bulletin-{seed}")
    imprint = matter.imprint_of(rng, knobs)
    drawn = figures.HistoryRandom(knobs.history, seed) if knobs.history else rng
    months = [
        figures.month(drawn, first, knobs.ways, knobs.rows, knobs.holes, knobs.unit)
        for first in months_of(knobs)
    ]
    if knobs.new_hospital:
        for month in months:
            _, parts, extra = month.bookings[1]
            month.bookings[1] = (knobs.new_hospital, parts, extra)
    flow = Flow(Paper(knobs.page, pages))
    matter.masthead(flow, knobs, imprint)
    reported = matter.articles(flow, knobs, rng)
    flow.title("统计数据", 18)
    raw = []
    for month in months:
        matter.hotline(flow, knobs, month)
        typist = Typist(knobs, rng)
        for sheet, turned in _sheets(month, knobs, typist):
            place(flow, knobs, sheet, turned)
        if knobs.unknown_table:
            sheet = printed.unknown(month, _clinic_rows(rng))
            raw.append(sheet)
            place(flow, knobs, sheet, False)
    matter.imprint_page(flow, knobs, imprint)
    data = flow.paper.save()
    return data, truth_of(knobs, imprint, months, reported, raw, flow.paper.page), flow.paper.page


def _sheets(month: figures.Month, knobs: Knobs, typist: Typist) -> list[tuple[Sheet, bool]]:
    """The tables of a month, and whether they stand on pages of their own."""
    return [
        (printed.bookings(month, knobs, typist), False),
        (printed.channels(month, knobs, typist), False),
        (printed.platform(month, knobs, typist, of_hospitals=False), True),
        (printed.platform(month, knobs, typist, of_hospitals=True), True),
    ]


def place(flow: Flow, knobs: Knobs, sheet: Sheet, turned: bool) -> None:
    """Caption, notes and table, one below the other."""
    size = 13.0
    if turned and knobs.platform_on:
        flow.new_page(knobs.platform_on)
    elif flow.paper.orientation != knobs.page.orientation:
        flow.new_page(knobs.page.orientation)
    flow.space(0 if knobs.tight else 10)
    least = sum(measure(flow, sheet, knobs.table).heights[: sheet.header_rows + 2])
    height = size * 1.5 * (len(sheet.caption) + len(sheet.above))
    if knobs.caption_break:
        flow.y = max(flow.y, flow.bottom - height)
    elif flow.y + height + least > flow.bottom:
        flow.new_page()
    flow.lines(sheet.caption, size, knobs.caption_align, bold=True)
    for text in sheet.above:
        flow.line(text, 10, "center")
    flow.space(0 if knobs.tight else 4)
    draw_table(flow, sheet, knobs.table)
    flow.space(0 if knobs.tight else 4)
    for text in sheet.below:
        flow.line(text, 10, "left" if text.startswith("注") else "right")


def _clinic_rows(rng: Random) -> list[list[str]]:
    rows = [["医院名称", "在线问诊（次）", "电子处方（张）", "药品配送（单）"]]
    for name in ("南京鼓楼医院", "南京市第一医院", "南京市儿童医院", "南京市中医院"):
        rows.append([name, *(str(rng.randrange(100, 9000)) for _ in range(3))])
    return rows
