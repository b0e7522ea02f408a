"""Panels: a fact table as researchers use it first, with a row for every month and entity.

A panel is declared from its fact table, so that a column means the same in both. Entities that
were merged are under their successor (`hospitals.successor_id`, `districts.successor_id`), and
what is missing is said: no month is left out, and `status` says why a figure is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, cast, get_args, get_type_hints

from pydantic import Field

from schemas.base import Column, Row, TableSpec, entity_column, measure_fields
from schemas.bookings import ChannelBookings, HospitalBookings
from schemas.columns import Month
from schemas.hotline import HotlineMonth
from schemas.platform import DistrictPlatform, HospitalPlatform

PanelStatus = Literal[
    "reported", "member_missing", "not_reported", "no_issue", "not_yet", "ended"
]  # fmt: skip

_NAME = Annotated[str, Column("名称", "Canonical name.", role="name")]
_STATUS = Annotated[
    PanelStatus,
    Column(
        "状态",
        "Why figures are there or not: reported; member_missing = not every entity merged into "
        "this one is reported; not_reported = an issue covers the month, but has no such row; "
        "no_issue = no issue of the month is in the archive; not_yet = before its validity or its "
        "first row; ended = after its validity.",
    ),
]
_ISSUE = Annotated[
    str | None, Column("期号标识", "Issue that covers the month; null = none.", role="link")
]
_MEMBERS = Annotated[
    int,
    Field(ge=0),
    Column(
        "应有成员数", "Entities that make up this one in the month; 2 or more = a sum.", "entities"
    ),
]
_REPORTED = Annotated[
    int, Field(ge=0), Column("已报成员数", "How many of them are reported.", "entities")
]
_PARTIAL = Annotated[
    str | None,
    Column(
        "不完整的列",
        "Columns, joined by commas, that are null because the figure of a member is missing.",
    ),
]
_STATES_ZH = (
    "status：reported 已报告；member_missing 成员不全；not_reported 该月有期刊但无此行；"
    "no_issue 该月没有期刊；not_yet 尚未设立或尚未列入该表；ended 已撤销。"
)
_SUMS_ZH = (
    "每个实体、每个月一行，自该表最早的月份至数据集最后的月份。已并入他者的实体计入后继者，"
    "合并前的月份为各成员之和，成员不全时为空值；天数、表单数等不能相加的列，"
    f"多个成员时为空值。{_STATES_ZH}"
)
_SUMS_EN = (
    "One row for every month and entity, from the first month of the table to the last month of "
    "the dataset. Merged entities count under their successor: months before the merger are sums "
    "of all members, null where a member is missing. Columns that cannot be summed, such as days "
    "and forms, are null where there are several members."
)
_MONTHS_ZH = f"每月一行，自该表最早的月份至数据集最后的月份。{_STATES_ZH}"
_MONTHS_EN = "One row for every month, from the first of the table to the last of the dataset."


def panel_of(fact: type[Row], name: str, zh: str, en: str) -> type[Row]:
    """Declare the panel of a fact table whose key is (month) or (month, entity).

    Args:
        fact: the table; its measures become the panel's.
        name: of the panel, `panel_…`.
        zh, en: title in Chinese and English.
    """
    entity = entity_column(fact)
    spec = TableSpec(
        name=name,
        zh=zh,
        en=en,
        about_zh=_SUMS_ZH if entity else _MONTHS_ZH,
        about_en=_SUMS_EN if entity else _MONTHS_EN,
        kind="panel",
        key=fact.table.key,
        foreign_keys=fact.table.foreign_keys,
        panel_of=fact.table.name,
    )
    columns = dict(_columns(fact, entity))
    title = "".join(part.title() for part in name.split("_"))
    declare: Any = type(Row)
    made: type[Row] = declare(
        title,
        (Row,),
        {
            "__module__": fact.__module__,
            "__doc__": f"{en}.",
            "__annotations__": {"table": ClassVar[TableSpec], **columns},
            "table": spec,
        },
    )
    return made


def _columns(fact: type[Row], entity: str | None) -> Iterator[tuple[str, Any]]:
    hints = get_type_hints(fact, include_extras=True)
    yield "month", Month
    if entity:
        yield entity, _plain(hints[entity])
        yield "name", _NAME
    yield "status", _STATUS
    yield "issue_id", _ISSUE
    if entity:
        yield from (("members", _MEMBERS), ("members_reported", _REPORTED), ("partial", _PARTIAL))
    for field in measure_fields(fact):
        yield field.name, _plain(hints[field.name])


def _plain(hint: Any) -> Any:
    """The same column, without what only a printed table has."""
    kind, *metadata = get_args(hint)
    bare = [
        replace(m, headers=(), parents=(), part="") if isinstance(m, Column) else m
        for m in metadata
    ]
    return cast(Any, Annotated)[(kind, *bare)]


HospitalBookingsPanel = panel_of(
    HospitalBookings,
    "panel_hospital_bookings",
    "各医院预约挂号（面板）",
    "Bookings by hospital, panel",
)
ChannelBookingsPanel = panel_of(
    ChannelBookings,
    "panel_channel_bookings",
    "线上各渠道预约（面板）",
    "Bookings by channel, panel",
)
HospitalPlatformPanel = panel_of(
    HospitalPlatform,
    "panel_hospital_platform",
    "平台数据采集（医院，面板）",
    "Platform by hospital, panel",
)
DistrictPlatformPanel = panel_of(
    DistrictPlatform,
    "panel_district_platform",
    "平台数据采集（区，面板）",
    "Platform by district, panel",
)
HotlinePanel = panel_of(
    HotlineMonth, "panel_hotline", "12320热线（按月完整）", "Hotline, every month"
)
