"""The tables of a bulletin as they are printed, from the figures of a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from tests.lab.figures import Month, Platform
from tests.lab.knobs import Knobs
from tests.lab.names import HEADER_WORDS
from tests.lab.sheets import Align, Cell, Sheet, beside, columns, header, transposed
from tests.lab.typist import Typist

_CAPTIONS = {
    "bookings_by_hospital": (
        "{m}12320预约挂号服务统计", "{m}各医院预约挂号服务情况表",
        "{m}医院预约诊疗服务统计（按途径）", "12320预约挂号服务统计（{m}）", "{m}预约挂号统计一览",
    ),
    "bookings_by_channel": (
        "{m}线上预约情况统计", "{m}线上预约统计（分渠道）", "{m}网上预约情况统计",
        "线上预约情况统计（{m}）", "{m}各渠道预约统计一览",
    ),
    "platform_by_district": (
        "{m}南京市卫生信息平台数据采集情况（区）", "{m}各区卫生信息平台数据上传情况",
        "{m}区级卫生信息平台数据采集统计", "南京市卫生信息平台数据采集情况（区）（{m}）",
        "{m}各区平台数据采集情况一览",
    ),
    "platform_by_hospital": (
        "{m}南京市卫生信息平台数据采集情况（医院）", "{m}各医院卫生信息平台数据上传情况",
        "{m}医院卫生信息平台数据采集统计", "南京市卫生信息平台数据采集情况（医院）（{m}）",
        "{m}各医院平台数据采集情况一览",
    ),
}  # fmt: skip
_UNITS = {1: "元", 1000: "千元", 10000: "万元"}


def month_name(first: dt.date) -> str:
    return f"{first.year}年{first.month}月"


def bookings(month: Month, knobs: Knobs, typist: Typist) -> Sheet:
    """Hospitals by way of booking."""
    ways = [*knobs.ways]
    if knobs.permute:
        typist.rng.shuffle(ways)
    extra = [knobs.unknown_column] if knobs.unknown_column else []
    words = [_word(k, knobs) for k in ("position", "hospital", *ways)] + extra
    labels = [*words, _word("total", knobs)]
    rows: list[list[Cell | None]] = []
    for i, (name, parts, more) in enumerate(month.bookings, 1):
        figures = [*(parts[w] for w in ways), *([more] if extra else []), sum(parts.values())]
        cells = [typist.number(x) for x in figures]
        rows.append([Cell(str(i)), typist.name(name), *cells])
    total = _total_row(month, knobs, typist, ways, bool(extra))
    body = [total, *rows] if knobs.total_at == "top" else [*rows, total]
    sheet = _sheet(
        [(typist.text(w),) for w in labels], body,
        ("center", *columns("left", "right", len(labels) - 2)),
        (0.6, knobs.name_weight, *[1.0] * (len(labels) - 2)),
    )  # fmt: skip
    note = f"（截止{month_name(month.first)}，总预约挂号量为{month.bookings_cumulative}次）"
    return _named(sheet, "bookings_by_hospital", month, knobs, typist, [note])


def channels(month: Month, knobs: Knobs, typist: Typist) -> Sheet:
    """Online channels, in groups of columns side by side, with a merged total."""
    paths = [(_word(k, knobs),) for k in ("position", "channel", "bookings")]
    rows = [
        [Cell(str(i)), typist.name(name), typist.number(count)]
        for i, (name, count) in enumerate(month.channels, 1)
    ]
    sheet = _sheet(paths, rows, ("center", "center", "right"), (0.6, 2.0, 1.2))
    sheet = beside(sheet, knobs.side_by_side, knobs.by_row)
    count = len(sheet.weights)
    total = sum(count for _, count in month.channels)
    text = f"{knobs.total_label}: {typist.digits(total)}"
    last = (Cell(text, col_span=count, align="center"), *[None] * (count - 1))
    sheet = sheet.with_rows([*sheet.rows, last])
    above = "（不包含12320电话预约、医院诊间预约、医院自有途径预约）"
    named = _named(sheet, "bookings_by_channel", month, knobs, typist, [])
    return replace(named, above=(above, *named.above))


def platform(month: Month, knobs: Knobs, typist: Typist, of_hospitals: bool) -> Sheet:
    """Districts or hospitals with what they sent to the platform."""
    known = _platform_columns(knobs, "hospital" if of_hospitals else "district")
    order = list(range(1, 8))
    if knobs.permute:
        order = [4, 5, 6, 7, 2, 1, 3] if knobs.header_depth > 1 else [3, 1, 2, 6, 4, 7, 5]
    rows = [
        [cells[0], *(cells[i] for i in order)]
        for cells in (
            _platform_cells(row, knobs, typist)
            for row in (month.hospitals if of_hospitals else month.districts)
        )
    ]
    paths = [known[0], *(known[i] for i in order)]
    weights = (knobs.name_weight if of_hospitals else 1.4, *[1.1] * 7)
    across = knobs.transposed and not of_hospitals
    if across:
        paths = [("".join(path),) for path in paths]
    align: Align = "left" if of_hospitals else "center"
    sheet = _sheet(paths, rows, columns(align, "right", 7), weights)
    if across:
        sheet = transposed(sheet)
    billions = f"{Decimal(month.records_validated) / 100_000_000:.2f}"
    note = f"（截止{month_name(month.first)}，区及医院累计校验入库数据{billions}亿条）"
    table = "platform_by_hospital" if of_hospitals else "platform_by_district"
    return _named(sheet, table, month, knobs, typist, [note] if of_hospitals else [])


def unknown(month: Month, texts: Sequence[Sequence[str]]) -> Sheet:
    """A table of a kind that no schema knows; `texts` row by row, header first."""
    rows = [[Cell(text) for text in row] for row in texts[1:]]
    sheet = _sheet(
        [(x,) for x in texts[0]], rows, columns("left", "right", 3), (2.0, 1.0, 1.0, 1.0)
    )
    return replace(sheet, caption=(f"{month_name(month.first)}互联网医院运行情况",))


def _platform_columns(knobs: Knobs, entity: str) -> list[tuple[str, ...]]:
    unit = f"（{_UNITS[knobs.unit]}）" if knobs.unit_in == "header" else ""
    out, stay = _word("outpatient", knobs), _word("discharge", knobs)
    word = {k: _word(k, knobs) for k in ("visits", "revenue", "discharges", "stay_revenue")}
    plain = [(_word(k, knobs),) for k in ("scheduled_records", "realtime_days", "forms")]
    first = (_word(entity, knobs),)
    if knobs.header_depth == 1:
        labels = ("门急诊人次", "门急诊收入" + unit, "出院人次", "住院收入" + unit)
        return [first, *plain, *((label,) for label in labels)]
    money = [
        (out, word["visits"]), (out, word["revenue"] + unit),
        (stay, word["discharges"]), (stay, word["stay_revenue"] + unit),
    ]  # fmt: skip
    if knobs.header_depth == 2:
        return [first, *plain, *money]
    return [first, *(("数据上传", *p) for p in plain), *(("业务情况", *p) for p in money)]


def _platform_cells(row: Platform, knobs: Knobs, typist: Typist) -> list[Cell]:
    def money(value: Decimal | None) -> Cell:
        return typist.number(None if value is None else value / knobs.unit)

    return [
        typist.name(row.name), typist.number(row.scheduled_records),
        typist.number(row.realtime_days), typist.pair(row.forms),
        typist.number(row.outpatient_visits), money(row.outpatient_revenue),
        typist.number(row.discharges), money(row.inpatient_revenue),
    ]  # fmt: skip


def _total_row(
    month: Month, knobs: Knobs, typist: Typist, ways: list[str], extra: bool
) -> list[Cell | None]:
    sums: list[int] = [sum(parts[w] for _, parts, _ in month.bookings) for w in ways]
    grand = sum(sums)
    if extra:
        sums.append(sum(more for _, _, more in month.bookings))
    if knobs.total_merged:
        text = f"{knobs.total_label}: {typist.digits(grand)}"
        return [Cell(text, col_span=len(sums) + 3, align="center"), *[None] * (len(sums) + 2)]
    label = Cell(knobs.total_label, col_span=2, align="center")
    return [label, None, *(typist.number(x, share=0) for x in (*sums, grand))]


def _word(key: str, knobs: Knobs) -> str:
    return HEADER_WORDS[key][knobs.words]


def _sheet(
    paths: Sequence[tuple[str, ...]], rows: Sequence[Sequence[Cell | None]],
    aligns: tuple[Align, ...], weights: tuple[float, ...],
) -> Sheet:  # fmt: skip
    head = header(paths)
    return Sheet(
        rows=tuple(tuple(row) for row in (*head, *rows)),
        header_rows=len(head),
        weights=weights,
        aligns=aligns,
    )


def _named(
    sheet: Sheet, table: str, month: Month, knobs: Knobs, typist: Typist, notes: list[str]
) -> Sheet:
    """With caption and notes as the knobs have them."""
    caption = _CAPTIONS[table][knobs.words].format(m=month_name(month.first))
    above = []
    if table.startswith("platform") and knobs.unit_in != "header":
        said = f"金额单位：{_UNITS[knobs.unit]}"
        if knobs.unit_in == "caption":
            caption += f"（{said}）"
        else:
            above.append(f"（{said}）")
    if typist.marked:
        notes = [*notes, f"注：{'1' if knobs.marks == 'raised' else knobs.mark}为补报数据。"]
        typist.marked = False
    half = -(-len(caption) // 2)
    while caption[half - 1].isdigit() and caption[half].isdigit():
        half += 1
    lines = (caption,) if knobs.caption_lines == 1 else (caption[:half], caption[half:])
    below = knobs.notes_at == "below"
    return replace(
        sheet,
        caption=tuple(typist.text(line) for line in lines),
        above=tuple(above if below else [*above, *notes]),
        below=tuple(notes if below else []),
    )
