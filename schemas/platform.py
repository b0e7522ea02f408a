"""The regional health information platform: uploads, visits and revenue of a month."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.base import Column, ForeignKey, Money, PrintedTable, Row, TableSpec
from schemas.columns import Count, Extra, Month, ReportedIn
from schemas.relations import (
    AtMost,
    ColumnTotal,
    DaysOfMonth,
    PlausibleRatio,
    PrintedOrder,
    Relation,
)

Amount = Annotated[Money | None, Field(ge=0)]

_MEASURES = (
    "scheduled_records",
    "outpatient_visits",
    "outpatient_revenue_cny",
    "discharges",
    "inpatient_revenue_cny",
)
_RELATIONS: tuple[Relation, ...] = (
    DaysOfMonth("realtime_days"),
    AtMost("realtime_forms", "realtime_forms_required"),
    *(ColumnTotal(measure) for measure in _MEASURES),
    PrintedOrder("scheduled_records"),
    PlausibleRatio(
        "outpatient_revenue_cny",
        "outpatient_visits",
        "20",
        "2000",
        why="门急诊次均费用（元）：an outpatient visit of a public hospital costs tens to hundreds "
        "of yuan",
        name="outpatient_revenue_per_visit",
        zh="门急诊次均费用（元）",
        en="Outpatient revenue per visit, CNY",
    ),
    PlausibleRatio(
        "inpatient_revenue_cny",
        "discharges",
        "1000",
        "100000",
        why="出院者人均费用（元）：an inpatient stay costs thousands to tens of thousands of yuan",
        name="inpatient_revenue_per_discharge",
        zh="出院者人均费用（元）",
        en="Inpatient revenue per discharge, CNY",
    ),
)


class PlatformRow(Row):
    """What both platform tables print of a district or a hospital."""

    month: Month
    issue_id: ReportedIn
    name_printed: Annotated[
        str, Column("接入单位（原文）", "Name as printed.", role="name", as_printed=True)
    ]
    position: Annotated[
        int | None,
        Field(ge=1),
        Column(
            "序号",
            "Order of the row in the table.",
            role="position",
            headers=("序号", "编号", "次序", "排位"),
        ),
    ]
    scheduled_records: Annotated[
        Count,
        Column(
            "定时数据上传量",
            "Records uploaded on schedule.",
            "records",
            "measure",
            headers=("定时数据上传量", "数据上传量", "定时上传量", "定时上传数据量"),
        ),
    ]
    realtime_days: Annotated[
        Count,
        Column(
            "实时数据上传天数",
            "Days of the month with real-time uploads.",
            "days",
            "measure",
            headers=("实时数据上传天数", "上传天数", "实时上传天数", "实时数据天数"),
            adds=False,
        ),
    ]
    realtime_forms: Annotated[
        Count,
        Column(
            "实时数据表单上传情况（已传）",
            "Kinds of form uploaded in real time.",
            "forms",
            "measure",
            headers=("实时数据表单上传情况", "表单上传情况", "实时表单上传情况"),
            part="first",
            apart=(
                "已上传",
                "已传",
                "实传",
                "实际上传",
                "已报",
                "实报",
                "已上传数",
                "已传数",
                "实传数",
            ),
            adds=False,
        ),
    ]
    realtime_forms_required: Annotated[
        Count,
        Column(
            "实时数据表单上传情况（应传）",
            "Kinds of form that are due.",
            "forms",
            "measure",
            headers=("实时数据表单上传情况", "表单上传情况", "实时表单上传情况"),
            part="second",
            apart=("应上传", "应传", "应报", "应上传数", "应传数"),
            adds=False,
        ),
    ]
    outpatient_visits: Annotated[
        Count,
        Column(
            "门急诊人次",
            "Outpatient and emergency visits.",
            "visits",
            "measure",
            headers=("人次", "门急诊人次", "就诊人次"),
            parents=("门急诊",),
        ),
    ]
    outpatient_revenue_cny: Annotated[
        Amount,
        Column(
            "门急诊收入",
            "Outpatient and emergency revenue.",
            "CNY",
            "measure",
            headers=("收入", "门急诊收入", "医疗收入"),
            parents=("门急诊",),
        ),
    ]
    discharges: Annotated[
        Count,
        Column(
            "出院人次",
            "Inpatients discharged.",
            "discharges",
            "measure",
            headers=("人次", "出院人次", "出院人数"),
            parents=("出院",),
        ),
    ]
    inpatient_revenue_cny: Annotated[
        Amount,
        Column(
            "住院收入",
            "Inpatient revenue.",
            "CNY",
            "measure",
            headers=("住院收入", "收入", "出院收入"),
            parents=("出院", "住院"),
        ),
    ]
    extra: Extra


class DistrictPlatform(PlatformRow):
    """Uploads, visits and revenue of one district in one month."""

    table: ClassVar[TableSpec] = TableSpec(
        name="platform_by_district",
        zh="卫生信息平台数据采集（区）",
        en="Platform data by district",
        about_zh="每月各区向市卫生信息平台上传的数据量及门急诊、出院情况。",
        about_en="Monthly uploads of each district to the city platform, with visits and revenue.",
        kind="fact",
        key=("month", "district_id"),
        foreign_keys=(
            ForeignKey(("issue_id",), "issues", ("issue_id",)),
            ForeignKey(("district_id",), "districts", ("district_id",)),
        ),
        source=PrintedTable(
            captions=("卫生信息平台数据采集", "卫生信息平台数据上传", "平台数据采集情况"),
            entity="district",
            since=dt.date(2014, 1, 1),
            about=("区",),
        ),
        relations=_RELATIONS,
    )

    district_id: Annotated[
        str,
        Column(
            "区标识",
            "The district.",
            role="entity",
            headers=("接入单位", "接入机构", "单位", "区", "区县", "各区", "单位名称"),
        ),
    ]


class HospitalPlatform(PlatformRow):
    """Uploads, visits and revenue of one hospital in one month."""

    table: ClassVar[TableSpec] = TableSpec(
        name="platform_by_hospital",
        zh="卫生信息平台数据采集（医院）",
        en="Platform data by hospital",
        about_zh="每月各医院向市卫生信息平台上传的数据量及门急诊、出院情况。",
        about_en="Monthly uploads of each hospital to the city platform, with visits and revenue.",
        kind="fact",
        key=("month", "hospital_id"),
        foreign_keys=(
            ForeignKey(("issue_id",), "issues", ("issue_id",)),
            ForeignKey(("hospital_id",), "hospitals", ("hospital_id",)),
        ),
        source=PrintedTable(
            captions=("卫生信息平台数据采集", "卫生信息平台数据上传", "平台数据采集情况"),
            entity="hospital",
            since=dt.date(2016, 2, 1),
            about=("医院",),
        ),
        relations=_RELATIONS,
    )

    hospital_id: Annotated[
        str,
        Column(
            "医院标识",
            "The hospital.",
            role="entity",
            headers=("接入单位", "接入机构", "单位", "医院", "医院名称", "单位名称", "机构名称"),
        ),
    ]
