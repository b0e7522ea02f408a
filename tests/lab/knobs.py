"""The knobs of a bulletin. Each turns alone, and all of them together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from tests.lab.look import Orientation, PageLook, TableLook

Missing = Literal["/", "-", "—", "——", "无", "", "…", "－", "\\", "*", "未报", "／"]


@dataclass(frozen=True)
class Knobs:
    """What a bulletin looks like and holds.

    Attributes:
        table, page: how tables and pages are drawn.
        year, issue: number of the issue; month of the statistics is the one before.
        combined: the issue is 第N-(N+1)期 with the tables of two months.
        masthead: `plain`, `gap` (期 and 总第 apart, no brackets), `full` (blanks inside brackets),
            `half` (narrow brackets), `square` (〔〕), `chinese` (numbers in Chinese), `iso` (date
            as 2012-02-21), `one_line` (all in one line), `many_lines` (each field on its own).
        imprint: `plain`, `one_line` (two fields a line), `order` (the other way round).
        hotline: wording of the hotline paragraph, 0 to 3.
        articles: how many; `two_columns`: set in two columns; `list_in_article`: one of them
            holds lines with columns made by spaces.
        ways: columns of the bookings table.
        rows: hospitals in each table.
        words: which of the header wordings; 0 is the one that schemas know.
        header_depth: levels of header of the platform tables, 1 to 3.
        permute: columns in another order.
        unknown_column: header of a column that no schema knows.
        unknown_table: a table that no schema knows.
        side_by_side: groups of columns of the channel table; `by_row`: counted along the rows.
        transposed: districts stand across.
        total_label: of the total row; `total_at`: top or bottom; `total_merged`: as 合计: 123.
        unit: 1, 1000 or 10000 yuan; `unit_in`: where it is said.
        thousands: mark between groups of three digits.
        full_width, stray_space, spaced_names, kangxi: faults of typing and of producers.
        decimals: `trim` drops trailing zeros, `fixed` keeps two.
        missing: mark for what is not reported; `holes`: share of such figures.
        marks: footnote marks on names, on numbers, or raised digits behind numbers; `mark`: which.
        caption_break: captions stand at the foot of the page before their table.
        caption_lines: over how many lines; `caption_align`.
        notes_at: above or below the table.
        tight: no space around captions and tables.
        platform_on: how the pages of the platform tables lie.
        new_hospital: a name that nobody knows.
        history: figures are near those of every other month of the history of this name.
        name_weight: relative width of the name column: small makes names wrap.
    """

    table: TableLook = field(default_factory=TableLook)
    page: PageLook = field(default_factory=PageLook)
    year: int = 2023
    issue: int = 6
    combined: bool = False
    masthead: str = "plain"
    imprint: str = "plain"
    hotline: int = 0
    articles: int = 2
    two_columns: bool = False
    list_in_article: bool = False
    ways: tuple[str, ...] = ("online", "quick", "in_clinic", "third_party")
    rows: int = 30
    words: int = 0
    header_depth: int = 2
    permute: bool = False
    unknown_column: str = ""
    unknown_table: bool = False
    side_by_side: int = 2
    by_row: bool = False
    transposed: bool = False
    total_label: str = "合计"
    total_at: Literal["top", "bottom"] = "bottom"
    total_merged: bool = False
    unit: int = 1000
    unit_in: Literal["header", "caption", "note"] = "header"
    thousands: str = ""
    full_width: bool = False
    stray_space: bool = False
    spaced_names: bool = False
    kangxi: bool = False
    decimals: Literal["trim", "fixed"] = "trim"
    missing: str = "/"
    holes: float = 0.05
    marks: Literal["", "name", "number", "raised"] = ""
    mark: str = "*"
    caption_break: bool = False
    caption_lines: int = 1
    caption_align: Literal["center", "left"] = "center"
    notes_at: Literal["above", "below"] = "below"
    tight: bool = False
    platform_on: Orientation | None = None
    new_hospital: str = ""
    history: str = ""
    name_weight: float = 2.6

    @classmethod
    def of(cls, **values: Any) -> Knobs:
        """Knobs by name; those of tables and pages may be named without saying whose they are."""
        table = {k: values.pop(k) for k in list(values) if k in TableLook.__annotations__}
        page = {k: values.pop(k) for k in list(values) if k in PageLook.__annotations__}
        return cls(table=TableLook(**table), page=PageLook(**page), **values)
