"""Where every figure comes from, and which findings concern it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import Column, Figure, ForeignKey, Row, TableSpec
from schemas.relations import Severity as Severity

FindingKind = Literal[
    "row_sum",
    "column_total",
    "cross_table",
    "out_of_range",
    "outlier",
    "duplicate_entity",
    "unknown_entity",
    "unknown_column",
    "unknown_table",
    "missing_table",
    "missing_issue",
    "title_month_mismatch",
    "order",
    "low_confidence",
    "second_reading",
    "conflict",
    "missing_entity",
    "revised",
    "series_break",
    "joined_table",
    "left_table",
    "attached_file",
]
Status = Literal["reported", "missing", "corrected", "flagged"]
ReviewDecision = Literal["confirm", "ignore"]
FileStatus = Literal["loaded", "duplicate", "superseded", "rejected"]

Page = Annotated[int | None, Field(ge=1), Column("页码", "Page of the PDF, from 1.")]
X0 = Annotated[
    float | None, Column("左", "Left edge of the box, PDF points from the left.", unit="pt")
]
Top = Annotated[
    float | None, Column("上", "Top edge of the box, PDF points from the top.", unit="pt")
]
X1 = Annotated[float | None, Column("右", "Right edge of the box.", unit="pt")]
Bottom = Annotated[float | None, Column("下", "Bottom edge of the box.", unit="pt")]
Reason = Annotated[str, Column("理由", "Why.")]
Author = Annotated[str, Column("作者", "Who decided.")]
DecidedOn = Annotated[dt.date, Column("日期", "When.")]


class Observation(Row):
    """One printed figure and the place where it is."""

    table: ClassVar[TableSpec] = TableSpec(
        name="observations",
        zh="数据出处",
        en="Observations",
        about_zh="每个数字一行：值、原文、单位、状态，以及所在页与位置。",
        about_en="One row per figure: value, printed text, unit, status, page and box.",
        kind="quality",
        key=("table_name", "month", "entity_id", "measure", "issue_id", "occurrence"),
    )

    table_name: Annotated[
        str,
        Column(
            "数据表",
            "Table that the figure belongs to; for a table that no schema knows, 'raw_tables'.",
            role="key",
        ),
    ]
    month: Annotated[dt.date | None, Column("月份", "Month described.", role="key")]
    entity_id: Annotated[
        str,
        Column(
            "实体标识",
            "Hospital, district or channel; '' where the row has none; the table's name for a "
            "total.",
            role="key",
        ),
    ]
    measure: Annotated[
        str,
        Column(
            "指标",
            "Column of the table; for a column that no schema knows, its printed header.",
            role="key",
        ),
    ]
    issue_id: Annotated[str, Column("期号标识", "Issue that prints it.", role="key")]
    occurrence: Annotated[
        int,
        Field(ge=1),
        Column(
            "次序", "1, or higher where the issue prints the same figure's place again.", role="key"
        ),
    ]
    value: Annotated[
        Figure | None,
        Column("值", "The figure in the unit of its measure; null = not reported.", role="measure"),
    ]
    value_printed: Annotated[
        Figure | None,
        Column(
            "原值",
            "The figure as printed, in the unit of its measure, where a person has overruled it.",
            role="measure",
        ),
    ] = None
    printed: Annotated[str, Column("原文", "Text of the cell, as printed.", as_printed=True)]
    unit: Annotated[str, Column("单位", "Unit of `value`.")]
    unit_printed: Annotated[str, Column("原单位", "Unit in print (千元), or '' where none.")]
    status: Annotated[Status, Column("状态", "reported, missing, corrected or flagged.")]
    method: Annotated[Literal["text", "ocr"], Column("读取方式", "How the text was read.")]
    confidence: Annotated[
        float,
        Field(ge=0, le=1),
        Column(
            "置信度",
            "1 = the PDF's own text in a ruled cell, or read alike by two engines; below 1 the "
            "cell was inferred; 0.5 = doubtful; on scans, how often such a figure is right.",
        ),
    ]
    page: Page
    x0: X0
    top: Top
    x1: X1
    bottom: Bottom
    source_sha256: Annotated[str, Column("来源文件哈希", "SHA-256 of the PDF.")]


class RawTable(Row):
    """A table of an issue as printed, whether a schema knows it or not."""

    table: ClassVar[TableSpec] = TableSpec(
        name="raw_tables",
        zh="原始表格",
        en="Raw tables",
        about_zh="每期每张表格的原貌，包括未识别的表格。",
        about_en="Every table of every issue as printed, also those that no schema knows.",
        kind="quality",
        key=("issue_id", "position"),
        foreign_keys=(ForeignKey(("issue_id",), "issues", ("issue_id",)),),
    )

    issue_id: Annotated[str, Column("期号标识", "Issue that prints it.", role="link")]
    position: Annotated[int, Field(ge=1), Column("序号", "Order in the issue, from 1.", role="key")]
    caption: Annotated[str, Column("表题", "Caption, as printed.", as_printed=True)]
    notes: Annotated[str, Column("表注", "Notes, as printed, one a line.", as_printed=True)]
    page_first: Annotated[int, Field(ge=1), Column("起始页", "First page.")]
    page_last: Annotated[int, Field(ge=1), Column("结束页", "Last page.")]
    header: Annotated[
        str,
        Column(
            "表头",
            "JSON: one list of texts per column, from the top header row down.",
            as_printed=True,
        ),
    ]
    rows: Annotated[
        str, Column("表体", "JSON: list of rows, each a list of cell texts.", as_printed=True)
    ]
    known: Annotated[bool, Column("已识别", "Does a schema claim the table?")]
    table_name: Annotated[str | None, Column("数据表", "Table of the dataset that claims it.")]


class Finding(Row):
    """Something about a figure, a table or an issue that a reader must know."""

    table: ClassVar[TableSpec] = TableSpec(
        name="findings",
        zh="发现",
        en="Findings",
        about_zh="每个错误、可疑或缺失之处一行。",
        about_en="One row for everything wrong, doubtful or missing.",
        kind="quality",
        key=("finding_id",),
    )

    finding_id: Annotated[str, Column("发现标识", "Stable: derived from what it says.", role="key")]
    issue_id: Annotated[str | None, Column("期号标识", "Issue concerned.")]
    table_name: Annotated[str | None, Column("数据表", "Table concerned.")]
    month: Annotated[dt.date | None, Column("月份", "Month concerned.")]
    entity_id: Annotated[str | None, Column("实体标识", "Entity concerned.")]
    entity: Annotated[
        str | None, Column("实体名称", "Its name: canonical, or as printed where unknown.")
    ]
    measure: Annotated[str | None, Column("指标", "Column concerned.")]
    kind: Annotated[FindingKind, Column("类别", "Kind of finding.")]
    severity: Annotated[Severity, Column("级别", "error, warning or info.")]
    expected: Annotated[str | None, Column("应为", "What would have been right or usual.")]
    observed: Annotated[str | None, Column("实为", "What was found.", as_printed=True)]
    message: Annotated[str, Column("说明", "The finding in words.", as_printed=True)]
    page: Page
    x0: X0
    top: Top
    x1: X1
    bottom: Bottom
    suspect_table: Annotated[
        str | None,
        Column(
            "可疑数字所在表",
            "Table of the one cell that sums point at, as in observations.table_name; null where "
            "they point at none.",
        ),
    ] = None
    suspect_entity_id: Annotated[
        str | None,
        Column("可疑数字的实体标识", "Entity of that cell, as in observations.entity_id."),
    ] = None
    suspect_measure: Annotated[
        str | None, Column("可疑数字的指标", "Measure of that cell, as in observations.measure.")
    ] = None
    mended: Annotated[
        str | None,
        Column(
            "推定值",
            "Figure with which all sums that contain the cell would hold; what is published stays "
            "as printed.",
        ),
    ] = None
    message_zh: Annotated[
        str | None, Column("中文说明", "The finding in words, in Chinese.", as_printed=True)
    ] = None
    message_code: Annotated[
        str | None, Column("说明代码", "Which message it is, whatever its names and figures.")
    ] = None
    message_values: Annotated[
        str | None,
        Column("说明参数", "JSON: the names and figures in the message.", as_printed=True),
    ] = None


class SourceFile(Row):
    """A PDF that was received, by its content."""

    table: ClassVar[TableSpec] = TableSpec(
        name="source_files",
        zh="来源文件",
        en="Source files",
        about_zh="收到的每个不同文件一行，包括拒收的。",
        about_en="One row per distinct file received, rejected ones included.",
        kind="quality",
        key=("sha256",),
    )

    sha256: Annotated[str, Column("哈希", "SHA-256 of the file.", role="key")]
    file_name: Annotated[
        str,
        Column(
            "文件名",
            "Name under which it arrived; of several the shortest, then the first by code.",
            as_printed=True,
        ),
    ]
    received_at: Annotated[dt.datetime, Column("接收时间", "When it first arrived, UTC.")]
    status: Annotated[FileStatus, Column("状态", "loaded, duplicate, superseded or rejected.")]
    issue_id: Annotated[str | None, Column("期号标识", "Issue that it holds, where known.")]
    reason: Annotated[
        str | None, Column("原因", "Why it is not loaded, and what to do.", as_printed=True)
    ]
    reason_zh: Annotated[
        str | None,
        Column(
            "中文原因",
            "The same in Chinese; null where an older archive has English only.",
            as_printed=True,
        ),
    ] = None


class ReceivedFile(Row):
    """An arrival in the inbox; the same bytes may arrive under several names."""

    table: ClassVar[TableSpec] = TableSpec(
        name="files",
        zh="收件记录",
        en="Arrivals",
        about_zh="收件箱每次到达一行；内容相同的文件再次到达记为重复。",
        about_en="One row per arrival in the inbox; the same bytes again are a duplicate.",
        kind="quality",
        key=("sha256", "file_name"),
        foreign_keys=(ForeignKey(("sha256",), "source_files", ("sha256",)),),
    )

    sha256: Annotated[str, Column("哈希", "SHA-256 of the file.", role="link")]
    file_name: Annotated[
        str, Column("文件名", "Name under which it arrived.", role="key", as_printed=True)
    ]
    received_at: Annotated[dt.datetime, Column("接收时间", "When it arrived, UTC.")]
    status: Annotated[FileStatus, Column("状态", "loaded, duplicate, superseded or rejected.")]
    reason: Annotated[str | None, Column("原因", "Why it is not loaded.", as_printed=True)]
    reason_zh: Annotated[
        str | None, Column("中文原因", "Why it is not loaded, in Chinese.", as_printed=True)
    ] = None


class Correction(Row):
    """A figure that a person has overruled."""

    table: ClassVar[TableSpec] = TableSpec(
        name="corrections",
        zh="更正",
        en="Corrections",
        about_zh="人工更正的数字；原值仍保存在 observations。",
        about_en="Figures that a person has overruled; the printed value stays in observations.",
        kind="quality",
        key=("issue_id", "table_name", "entity_id", "measure", "month"),
    )

    issue_id: Annotated[str, Column("期号标识", "Issue concerned.", role="key")]
    table_name: Annotated[str, Column("数据表", "Table concerned.", role="key")]
    entity_id: Annotated[str, Column("实体标识", "Entity concerned.", role="key")]
    measure: Annotated[str, Column("指标", "Column concerned.", role="key")]
    month: Annotated[dt.date | None, Column("月份", "Month described.", role="key")]
    printed: Annotated[str, Column("原文", "Value in print that is overruled.", as_printed=True)]
    corrected: Annotated[
        Figure | None,
        Column("更正值", "Value that replaces it, in the measure's unit; null = not reported."),
    ]
    reason: Reason
    author: Author
    decided_on: DecidedOn


class Review(Row):
    """A person's decision on a finding, or on all findings about a figure."""

    table: ClassVar[TableSpec] = TableSpec(
        name="reviews",
        zh="复核",
        en="Reviews",
        about_zh="人工复核的决定：确认数字与原文一致，或忽略某项发现；已消除的发现记在 settled。",
        about_en="What people decided on findings: the figure agrees with the page, or the finding "
        "does not matter. What a confirmation removed from `findings` is listed in `settled`.",
        kind="quality",
        key=(
            "decision",
            "kind",
            "issue_id",
            "table_name",
            "month",
            "entity_id",
            "measure",
            "printed",
        ),
    )

    decision: Annotated[
        ReviewDecision,
        Column(
            "决定",
            "confirm = the figure agrees with the page; ignore = the finding is info.",
            role="key",
        ),
    ]
    kind: Annotated[
        str, Column("类别", "Kind of the findings; '' = whatever is found.", role="key")
    ]
    issue_id: Annotated[str, Column("期号标识", "Issue concerned; '' = none.", role="key")]
    table_name: Annotated[str, Column("数据表", "Table concerned; '' = none.", role="key")]
    month: Annotated[dt.date | None, Column("月份", "Month concerned.", role="key")]
    entity_id: Annotated[str, Column("实体标识", "Entity concerned; '' = none.", role="key")]
    measure: Annotated[str, Column("指标", "Column concerned; '' = none.", role="key")]
    printed: Annotated[
        str,
        Column(
            "原文",
            "Text of the cell that was checked; without a cell, the observed text of the finding.",
            role="key",
            as_printed=True,
        ),
    ]
    reason: Reason
    author: Author
    decided_on: DecidedOn
    applies: Annotated[
        bool,
        Column("有效", "False where the cell prints another text now or nothing is found there."),
    ]
    settled: Annotated[
        str, Column("已消除", "Messages of the findings decided on, one a line.", as_printed=True)
    ]
