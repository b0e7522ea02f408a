"""Hospitals, districts and channels, and every name under which they are printed."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from schemas.base import Column, EntityKind, ForeignKey, Row, TableSpec

ValidFrom = Annotated[dt.date | None, Column("有效期起", "First month of validity; null = open.")]
ValidTo = Annotated[dt.date | None, Column("有效期止", "Last month of validity; null = open.")]

FedColumn = Literal["online", "quick", "third_party"]
"""The columns of bookings_by_hospital that channels feed."""


NameEn = Annotated[
    str | None,
    Column("英文名称", "English name, or pinyin; null where nobody has given one."),
]
NameEnSource = Literal["official", "pinyin"]
"""How an English name came about: given by a source, or written from the Chinese."""
NameEnFrom = Annotated[
    NameEnSource | None,
    Column("英文名称来源", "official, or pinyin of the Chinese name; null where not said."),
]


class Hospital(Row):
    """A hospital, under its latest name."""

    table: ClassVar[TableSpec] = TableSpec(
        name="hospitals",
        zh="医院",
        en="Hospitals",
        about_zh="医院名录（规范名称、有效期、后继）。",
        about_en="Hospitals with canonical name, validity and successor.",
        kind="dimension",
        key=("hospital_id",),
        foreign_keys=(ForeignKey(("successor_id",), "hospitals", ("hospital_id",)),),
    )

    hospital_id: Annotated[str, Column("医院标识", "Stable slug.", role="key")]
    name: Annotated[str, Column("名称", "Canonical name.")]
    name_en: NameEn
    name_en_source: NameEnFrom
    valid_from: ValidFrom
    valid_to: ValidTo
    successor_id: Annotated[str | None, Column("后继医院", "Hospital that took over.")]
    provisional: Annotated[bool, Column("待确认", "True while no person has decided on the name.")]


class District(Row):
    """A district of Nanjing."""

    table: ClassVar[TableSpec] = TableSpec(
        name="districts",
        zh="区",
        en="Districts",
        about_zh="区名录，标识用国标行政区划代码。",
        about_en="Districts, identified by GB/T 2260 code where there is one.",
        kind="dimension",
        key=("district_id",),
        foreign_keys=(ForeignKey(("successor_id",), "districts", ("district_id",)),),
    )

    district_id: Annotated[str, Column("区标识", "GB/T 2260 code, or a slug.", role="key")]
    name: Annotated[str, Column("名称", "Canonical name.")]
    name_en: NameEn
    name_en_source: NameEnFrom
    valid_from: ValidFrom
    valid_to: ValidTo
    successor_id: Annotated[str | None, Column("后继区", "District that took over.")]
    provisional: Annotated[bool, Column("待确认", "True while no person has decided on the name.")]


class Channel(Row):
    """An online booking channel."""

    table: ClassVar[TableSpec] = TableSpec(
        name="channels",
        zh="渠道",
        en="Channels",
        about_zh="线上预约渠道及其汇入的列。",
        about_en="Online booking channels, and the column of bookings_by_hospital each feeds.",
        kind="dimension",
        key=("channel_id",),
    )

    channel_id: Annotated[str, Column("渠道标识", "Stable slug.", role="key")]
    name: Annotated[str, Column("名称", "Canonical name.")]
    name_en: NameEn
    name_en_source: NameEnFrom
    feeds: Annotated[
        FedColumn | None,
        Column("汇入列", "Column of bookings_by_hospital that it feeds."),
    ]
    provisional: Annotated[bool, Column("待确认", "True while no person has decided on the name.")]


class EntityName(Row):
    """A printed name and what it stands for."""

    table: ClassVar[TableSpec] = TableSpec(
        name="entity_names",
        zh="名称对照",
        en="Printed names",
        about_zh="出现过的每个名称及其所指。",
        about_en="Every printed name and the entity it stands for.",
        kind="dimension",
        key=("kind", "name"),
    )

    kind: Annotated[EntityKind, Column("类别", "Kind of entity.", role="key")]
    name: Annotated[str, Column("名称", "Name as printed (NFKC, no white space).", role="key")]
    entity_id: Annotated[str, Column("实体标识", "The hospital, district or channel.")]
    valid_from: ValidFrom
    valid_to: ValidTo
    source: Annotated[
        str,
        Column(
            "依据",
            "registry, printed (a spelling of a known name) or provisional.",
        ),
    ]
