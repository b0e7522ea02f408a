"""Events: what breaks a series, so that its figures before and after do not mean the same."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from schemas.base import Column, Row, TableSpec

EventKind = Literal[
    "column_starts",
    "column_ends",
    "entity_joins",
    "entity_leaves",
    "merged",
    "unit_changes",
    "issue_missing",
    "corrected",
]


class Event(Row):
    """A month from which on something is different in a table, or in one figure of it."""

    table: ClassVar[TableSpec] = TableSpec(
        name="events",
        zh="事件",
        en="Events",
        about_zh="各表各序列的变化：列的出现与停用、单位的加入与退出、合并、计量单位变化、缺期、"
        "人工更正。跨越这些月份求和或比较之前须先查看。",
        about_en="What changes in a table over time: columns and entities that come and go, "
        "mergers, units, months without an issue, figures that a person corrected. Read it before "
        "you sum or compare across months.",
        kind="derived",
        key=("month", "table_name", "entity_id", "measure", "kind"),
    )

    month: Annotated[
        dt.date, Column("月份", "First month for which it holds, as its first day.", role="key")
    ]
    table_name: Annotated[str, Column("数据表", "Table concerned.", role="key")]
    entity_id: Annotated[
        str, Column("实体标识", "Entity concerned; '' = the whole table.", role="key")
    ]
    entity: Annotated[str | None, Column("实体名称", "Its canonical name.")]
    measure: Annotated[str, Column("指标", "Column concerned; '' = all columns.", role="key")]
    kind: Annotated[
        EventKind,
        Column(
            "类别",
            "column_starts and column_ends: the column has its first figure, or none any more; "
            "entity_joins and entity_leaves: a row of the table; merged: into `after`; "
            "unit_changes: the unit in print, values are converted; issue_missing: no issue "
            "covers the month; corrected: a person has overruled the printed figure.",
            role="key",
        ),
    ]
    issue_id: Annotated[str | None, Column("期号标识", "Issue that prints the month.")]
    before: Annotated[
        str | None, Column("变化前", "Unit, printed figure or last month before.", as_printed=True)
    ]
    after: Annotated[
        str | None,
        Column("变化后", "Unit, corrected figure or successor afterwards.", as_printed=True),
    ]
    message: Annotated[str, Column("说明（英文）", "The event in English.", as_printed=True)]
    message_zh: Annotated[str, Column("说明", "The event in Chinese.", as_printed=True)]
