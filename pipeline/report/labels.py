"""Words of the site in Chinese and English that no schema holds."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.catalog import dimensions


@dataclass(frozen=True)
class Label:
    """A text in both languages."""

    zh: str
    en: str


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

STATUSES = {
    "reported": Label("已报告", "reported"),
    "missing": Label("未报告", "not reported"),
    "flagged": Label("存疑", "flagged"),
    "corrected": Label("已更正", "corrected"),
}


def kind_label(kind: str) -> Label:
    """The words for a kind of finding."""
    return KINDS.get(kind, Label(kind, kind.replace("_", " ")))
