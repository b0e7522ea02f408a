"""The issues of the bulletin and their articles."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.base import Column, ForeignKey, Row, TableSpec


class Issue(Row):
    """One issue of the bulletin, as its masthead and imprint describe it."""

    table: ClassVar[TableSpec] = TableSpec(
        name="issues",
        zh="期刊",
        en="Issues",
        about_zh="每期简报一行：刊头与版权信息。",
        about_en="One row per issue: what its masthead and imprint say.",
        kind="fact",
        key=("issue_id",),
    )

    issue_id: Annotated[str, Column("期号标识", "Year and issue number, e.g. 2025-03.", role="key")]
    year: Annotated[
        int, Field(ge=2000, le=2100), Column("年份", "Year of the issue.", role="measure")
    ]
    issue_no: Annotated[
        int, Field(ge=1, le=99), Column("期数", "Number of the issue in its year.", role="measure")
    ]
    issue_no_last: Annotated[
        int,
        Field(ge=1, le=99),
        Column(
            "合刊末期数",
            "Last number of a combined issue; else the same as issue_no.",
            role="measure",
        ),
    ]
    serial_no: Annotated[
        int | None,
        Field(ge=1),
        Column("总期数", "Serial number since the first issue (总第 N 期).", role="measure"),
    ]
    serial_no_last: Annotated[
        int | None,
        Field(ge=1),
        Column("合刊末总期数", "Last serial number of a combined issue.", role="measure"),
    ]
    title: Annotated[str, Column("刊名", "Title of the bulletin.")]
    publisher: Annotated[str | None, Column("编印单位", "Publisher, as the masthead names it.")]
    published_on: Annotated[
        dt.date | None, Column("出版日期", "Date of publication printed in the masthead.")
    ]
    month: Annotated[
        dt.date | None, Column("统计月份", "Month that the statistics describe, as its first day.")
    ]
    editor: Annotated[str | None, Column("责任编辑", "Responsible editor.")]
    print_run: Annotated[
        int | None,
        Field(ge=0),
        Column("印数", "Copies printed (本期共印 N 份).", unit="copies", role="measure"),
    ]
    address: Annotated[str | None, Column("地址", "Postal address.")]
    postcode: Annotated[str | None, Column("邮编", "Postcode.")]
    phone: Annotated[str | None, Column("电话", "Telephone.")]
    fax: Annotated[str | None, Column("传真", "Fax.")]
    email: Annotated[str | None, Column("电子邮箱", "E-mail address.")]
    website: Annotated[str | None, Column("网址", "Web address.")]
    page_count: Annotated[int, Field(ge=1), Column("页数", "Pages of the PDF.", unit="pages")]
    revision: Annotated[
        int, Field(ge=1), Column("版次", "1 = first version of the issue; a re-issue counts up.")
    ]
    source_sha256: Annotated[
        str, Column("来源文件哈希", "SHA-256 of the PDF that feeds this issue.")
    ]
    source_file: Annotated[
        str, Column("来源文件名", "Name of that PDF as it was received.", as_printed=True)
    ]


class Article(Row):
    """A news item of an issue."""

    table: ClassVar[TableSpec] = TableSpec(
        name="articles",
        zh="文章",
        en="Articles",
        about_zh="每篇新闻一行，正文各段以换行分隔，按印刷原文保存。",
        about_en="One row per news item; paragraphs joined by newline, as printed.",
        kind="fact",
        key=("issue_id", "position"),
        foreign_keys=(ForeignKey(("issue_id",), "issues", ("issue_id",)),),
    )

    issue_id: Annotated[str, Column("期号标识", "Issue that prints the article.", role="link")]
    position: Annotated[int, Field(ge=1), Column("序号", "Order in the issue, from 1.", role="key")]
    title: Annotated[str, Column("标题", "Title, as printed.", as_printed=True)]
    body: Annotated[
        str, Column("正文", "Body; paragraphs joined by newline, as printed.", as_printed=True)
    ]
    page: Annotated[int | None, Field(ge=1), Column("页码", "Page of the title.")]
    x0: Annotated[
        float | None, Column("左", "Left edge of the title on its page, points.", unit="pt")
    ]
    top: Annotated[float | None, Column("上", "Top edge, points from the top.", unit="pt")]
    x1: Annotated[float | None, Column("右", "Right edge, points.", unit="pt")]
    bottom: Annotated[float | None, Column("下", "Bottom edge, points from the top.", unit="pt")]
