"""The hotline paragraph: calls to 12320 in a month, by what they were about."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schemas.base import Column, ForeignKey, PrintedSentence, Row, TableSpec
from schemas.columns import Count, Month, ReportedIn
from schemas.relations import RowSum


class HotlineMonth(Row):
    """Calls and work orders of the 12320 health hotline in one month."""

    table: ClassVar[TableSpec] = TableSpec(
        name="hotline_monthly",
        zh="12320热线月度数据",
        en="Hotline calls by month",
        about_zh="12320卫生热线每月受理电话及工单数，取自“数据统计”段落。",
        about_en="Calls and work orders of the 12320 health hotline, from its paragraph.",
        kind="fact",
        key=("month",),
        foreign_keys=(ForeignKey(("issue_id",), "issues", ("issue_id",)),),
        source=PrintedSentence(titles=("热线", "话务统计", "12320")),
        relations=(
            RowSum(
                "calls_total",
                (
                    "consultations",
                    "complaints",
                    "phone_bookings",
                    "agent_calls",
                    "crisis_interventions",
                    "self_service",
                ),
            ),
        ),
    )

    month: Month
    issue_id: ReportedIn
    calls_total: Annotated[
        Count,
        Column(
            "受理咨询电话",
            "Calls received, all kinds.",
            "calls",
            "measure",
            headers=(
                "受理咨询电话",
                "受理电话",
                "接听电话",
                "受理咨询",
                "话务总量",
                "来电",
                "来电总量",
                "话务量",
            ),
        ),
    ]
    consultations: Annotated[
        Count,
        Column(
            "咨询类",
            "Calls for advice.",
            "calls",
            "measure",
            headers=("咨询类", "咨询", "健康咨询"),
        ),
    ]
    complaints: Annotated[
        Count,
        Column(
            "医疗投诉",
            "Complaints about medical care.",
            "calls",
            "measure",
            headers=("医疗投诉", "投诉类", "投诉"),
        ),
    ]
    phone_bookings: Annotated[
        Count,
        Column(
            "电话预约",
            "Appointments booked by telephone.",
            "calls",
            "measure",
            headers=("电话预约", "预约挂号", "预约类"),
        ),
    ]
    agent_calls: Annotated[
        Count,
        Column(
            "人工服务",
            "Calls answered by an agent.",
            "calls",
            "measure",
            headers=("人工服务", "人工接听", "人工坐席", "人工话务"),
        ),
    ]
    crisis_interventions: Annotated[
        Count,
        Column(
            "心理危机干预",
            "Psychological crisis interventions.",
            "calls",
            "measure",
            headers=("心理危机干预", "危机干预", "心理援助"),
        ),
    ]
    self_service: Annotated[
        Count,
        Column(
            "自助语音问答",
            "Calls served by the voice menu.",
            "calls",
            "measure",
            headers=("自助语音问答", "自助语音", "语音自助", "自助服务"),
        ),
    ]
    city_tickets: Annotated[
        Count,
        Column(
            "市12345工单",
            "Work orders from the city hotline 12345.",
            "tickets",
            "measure",
            headers=(
                "市12345工单",
                "市12345转办工单",
                "12345市级工单",
                "市级12345工单",
                "市级工单",
            ),
        ),
    ]
    province_tickets: Annotated[
        Count,
        Column(
            "省12345工单",
            "Work orders from the provincial hotline 12345.",
            "tickets",
            "measure",
            headers=(
                "省12345工单",
                "省12345转办工单",
                "12345省级工单",
                "省级12345工单",
                "省级工单",
            ),
        ),
    ]
    own_tickets: Annotated[
        Count,
        Column(
            "自接工单",
            "Work orders taken by the hotline itself.",
            "tickets",
            "measure",
            headers=("自接工单", "自办工单", "自收工单", "直接受理工单"),
        ),
    ]
    extra: Annotated[
        str | None,
        Column(
            "其他分项",
            "Figures of the paragraph that no column holds: JSON object, printed label to "
            "printed figure.",
        ),
    ]
