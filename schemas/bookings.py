"""Appointment bookings of a month, by hospital and by online channel."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.base import Column, ForeignKey, PrintedTable, Row, TableSpec
from schemas.columns import Count, Extra, Month, ReportedIn
from schemas.relations import ChannelSum, ColumnTotal, PrintedOrder, RowSum

_PARTS = ("phone", "online", "quick", "in_clinic", "third_party")


class HospitalBookings(Row):
    """Bookings of one hospital in one month, by the way they were made."""

    table: ClassVar[TableSpec] = TableSpec(
        name="bookings_by_hospital",
        zh="各医院预约挂号",
        en="Bookings by hospital",
        about_zh="每月各医院经市级平台的预约挂号量，按预约途径分列。",
        about_en="Monthly bookings of each hospital through the city platform, by way of booking.",
        kind="fact",
        key=("month", "hospital_id"),
        foreign_keys=(
            ForeignKey(("issue_id",), "issues", ("issue_id",)),
            ForeignKey(("hospital_id",), "hospitals", ("hospital_id",)),
        ),
        source=PrintedTable(
            captions=("预约挂号服务统计", "预约诊疗服务统计", "预约挂号统计", "预约服务统计"),
            entity="hospital",
        ),
        relations=(
            RowSum("total", _PARTS),
            *(ColumnTotal(measure) for measure in (*_PARTS, "total")),
            PrintedOrder("total"),
        ),
    )

    month: Month
    hospital_id: Annotated[
        str,
        Column(
            "医院标识",
            "The hospital.",
            role="entity",
            headers=("单位", "医院名称", "医院", "单位名称", "医疗机构", "预约单位", "机构名称"),
        ),
    ]
    issue_id: ReportedIn
    position: Annotated[
        int | None,
        Field(ge=1),
        Column(
            "序号",
            "Printed order in the table.",
            role="position",
            headers=("序号", "编号", "排名", "名次", "次序", "排位"),
        ),
    ]
    name_printed: Annotated[
        str,
        Column("单位（原文）", "Name of the hospital as printed.", role="name", as_printed=True),
    ]
    phone: Annotated[
        Count,
        Column(
            "电话预约",
            "Booked by telephone.",
            "bookings",
            "measure",
            headers=("电话预约", "电话", "12320电话预约", "12320热线预约", "电话渠道", "话务预约"),
        ),
    ]
    online: Annotated[
        Count,
        Column(
            "12320在线预约",
            "Booked online with 12320.",
            "bookings",
            "measure",
            headers=(
                "12320在线预约",
                "在线预约",
                "网上预约",
                "网站预约",
                "网络预约",
                "12320网上预约",
                "线上预约",
                "互联网预约",
                "网络渠道",
                "线上渠道",
            ),
        ),
    ]
    quick: Annotated[
        Count,
        Column(
            "快速预约",
            "Quick booking.",
            "bookings",
            "measure",
            headers=("快速预约", "12320快速预约", "快捷预约"),
        ),
    ]
    in_clinic: Annotated[
        Count,
        Column(
            "诊间预约",
            "Booked in the consulting room.",
            "bookings",
            "measure",
            headers=("诊间预约", "诊间"),
        ),
    ]
    third_party: Annotated[
        Count,
        Column(
            "第三方",
            "Booked through third parties.",
            "bookings",
            "measure",
            headers=("第三方", "第三方预约", "第三方平台", "第三方渠道", "第三方机构"),
            near=("其他平台", "其他渠道", "其他途径", "合作平台", "合作渠道", "外部平台"),
        ),
    ]
    total: Annotated[
        Count,
        Column(
            "小计",
            "All ways together, as printed.",
            "bookings",
            "measure",
            headers=(
                "小计",
                "合计",
                "总计",
                "预约总量",
                "总量",
                "总数",
                "总预约量",
                "预约合计",
                "全部预约",
            ),
        ),
    ]
    extra: Extra


class ChannelBookings(Row):
    """Bookings through one online channel in one month."""

    table: ClassVar[TableSpec] = TableSpec(
        name="bookings_by_channel",
        zh="线上各渠道预约",
        en="Bookings by online channel",
        about_zh="每月线上各渠道预约量。",
        about_en="Monthly bookings through each online channel.",
        kind="fact",
        key=("month", "channel_id"),
        foreign_keys=(
            ForeignKey(("issue_id",), "issues", ("issue_id",)),
            ForeignKey(("channel_id",), "channels", ("channel_id",)),
        ),
        source=PrintedTable(
            captions=(
                "线上预约情况统计",
                "线上预约统计",
                "渠道预约统计",
                "网上预约情况统计",
                "预约渠道统计",
            ),
            entity="channel",
            since=dt.date(2018, 12, 1),
        ),
        relations=(
            ColumnTotal("bookings"),
            ChannelSum("bookings", "bookings_by_hospital", ("online", "quick", "third_party")),
            PrintedOrder("bookings"),
        ),
    )

    month: Month
    channel_id: Annotated[
        str,
        Column(
            "渠道标识",
            "The channel.",
            role="entity",
            headers=("名称", "渠道", "渠道名称", "预约渠道", "途径"),
        ),
    ]
    issue_id: ReportedIn
    position: Annotated[
        int | None,
        Field(ge=1),
        Column(
            "序号",
            "Printed order in the table.",
            role="position",
            headers=("序号", "编号", "名次", "次序", "排位"),
        ),
    ]
    name_printed: Annotated[
        str, Column("名称（原文）", "Name of the channel as printed.", role="name", as_printed=True)
    ]
    bookings: Annotated[
        Count,
        Column(
            "预约数量",
            "Bookings through the channel.",
            "bookings",
            "measure",
            headers=("预约数量", "预约量", "数量", "预约数"),
        ),
    ]
    extra: Extra
