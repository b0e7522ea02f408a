"""Words of the site in Chinese and English that no schema holds."""

from __future__ import annotations

from functools import cache

from pipeline.model.label import Label
from schemas.base import FieldInfo, fields_of
from schemas.catalog import dimensions, tables
from schemas.quality import Finding
from schemas.totals import ReportedTotal

KINDS = {
    "row_sum": Label("行合计不符", "row sum"),
    "column_total": Label("列合计不符", "column total"),
    "cross_table": Label("表间不符", "across tables"),
    "out_of_range": Label("超出范围", "out of range"),
    "outlier": Label("异常值", "outlier"),
    "duplicate_entity": Label("重复行", "duplicate row"),
    "unknown_entity": Label("未知名称", "unknown name"),
    "unknown_column": Label("未知列", "unknown column"),
    "unknown_table": Label("未知表格", "unknown table"),
    "missing_table": Label("缺表", "missing table"),
    "missing_issue": Label("缺期", "missing issue"),
    "title_month_mismatch": Label("表题月份不符", "month in caption"),
    "order": Label("排序不符", "order"),
    "low_confidence": Label("识别存疑", "doubtful reading"),
    "conflict": Label("冲突", "conflict"),
    "missing_entity": Label("缺单位", "missing row"),
    "revised": Label("已修订", "revised"),
    "second_reading": Label("两次读取不一致", "second reading"),
    "series_break": Label("序列中断", "series break"),
    "joined_table": Label("新列入", "joined table"),
    "left_table": Label("不再列入", "left table"),
    "attached_file": Label("附件未读", "attached file"),
}
"""By kind of finding. A kind that is not here is shown by its own name."""

SEVERITIES = {
    "error": Label("错误", "error"),
    "warning": Label("警告", "warning"),
    "info": Label("提示", "info"),
}

ENTITIES: dict[str, Label] = {
    kind: Label(model.table.zh, model.table.en) for kind, model in dimensions().items()
}

UNITS = {
    "bookings": Label("人次", "bookings"),
    "calls": Label("个", "calls"),
    "copies": Label("份", "copies"),
    "CNY": Label("元", "CNY"),
    "days": Label("天", "days"),
    "discharges": Label("人次", "discharges"),
    "entities": Label("个", "entities"),
    "forms": Label("张", "forms"),
    "pages": Label("页", "pages"),
    "pt": Label("磅", "pt"),
    "records": Label("条", "records"),
    "tickets": Label("件", "tickets"),
    "visits": Label("人次", "visits"),
}
"""By unit of a column, as a schema names it."""

EVENTS = {
    "column_starts": Label("列开始", "column starts"),
    "column_ends": Label("列停用", "column ends"),
    "entity_joins": Label("列入", "joins"),
    "entity_leaves": Label("退出", "leaves"),
    "merged": Label("合并", "merged"),
    "unit_changes": Label("单位变化", "unit changes"),
    "issue_missing": Label("缺期", "no issue"),
    "corrected": Label("已更正", "corrected"),
}
"""By kind of event."""

STATUSES = {
    "reported": Label("已报告", "reported"),
    "missing": Label("未报告", "not reported"),
    "flagged": Label("存疑", "flagged"),
    "corrected": Label("已更正", "corrected"),
}


FILES = {
    "loaded": Label("已采用", "loaded"),
    "duplicate": Label("重复", "duplicate"),
    "superseded": Label("已被替代", "superseded"),
    "rejected": Label("未接收", "rejected"),
}
"""By status of a file."""


def unit_label(unit: str) -> Label:
    """The words for a unit; one that is not known stands for itself."""
    return UNITS.get(unit, Label(unit, unit))


def measure_label(field: FieldInfo) -> Label:
    """The words for a column in the legend of a chart."""
    return Label(field.column.zh, field.name.removesuffix("_cny").replace("_", " "))


def message_label(found: Finding) -> Label:
    """What a finding says; in English twice where it was kept without Chinese."""
    return Label(found.message_zh or found.message, found.message)


@cache
def column_label(table: str, measure: str) -> Label:
    """The words for a column of a table, in English its name; `measure` where it is no column.

    A printed total has the words of the column that it sums.
    """
    own = [tables()[table]] if table in tables() else []
    models = [*tables().values()] if table == ReportedTotal.table.name else own
    fields = {field.name: field.column.zh for model in models for field in fields_of(model)}
    return Label(fields.get(measure, measure), measure)


def kind_label(kind: str) -> Label:
    """The words for a kind of finding."""
    return KINDS.get(kind, Label(kind, kind.replace("_", " ")))
