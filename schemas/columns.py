"""Columns that several tables share, each described once: the same name means the same thing."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from schemas.base import Column

Count = Annotated[int | None, Field(ge=0)]
"""A printed number of calls, visits, records …; its meaning is given beside it."""

Month = Annotated[dt.date, Column("月份", "Month described, as its first day.", role="key")]

ReportedIn = Annotated[str, Column("期号标识", "Issue that reports it.", role="link")]

EXTRA = "extra"
"""Name of the column `Extra`, in the tables that have it."""

Extra = Annotated[
    str | None,
    Column(
        "其他列",
        "Figures of columns that no schema knows: JSON object, printed header to printed figure.",
    ),
]
