"""The vocabulary in which a table of the dataset is declared.

A table is a subclass of `Row` with a class variable `table: ClassVar[TableSpec]`; each of its
fields is annotated with a `Column`. Nothing here reads a PDF or writes a file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Self, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field

from schemas.relations import Relation, RowSum

Role = Literal["key", "entity", "name", "position", "measure", "text", "link"]
TableKind = Literal["fact", "dimension", "panel", "derived", "quality"]
EntityKind = Literal["hospital", "district", "channel"]


@dataclass(frozen=True)
class KindOfEntity:
    """How the names of a kind of entity are printed.

    Attributes:
        endings: what its names end with, to distinguish the kinds where the registry knows none.
        longest: characters of its longest name; None = of any length.
        omitted_ending: an ending that print may leave out (玄武 for 玄武区); '' = none.
    """

    endings: tuple[str, ...]
    longest: int | None = None
    omitted_ending: str = ""


ENTITY_KINDS: dict[EntityKind, KindOfEntity] = {
    "hospital": KindOfEntity((
        "医院", "保健院", "保健所", "研究所", "中心", "门诊部", "分院", "院区", "防治院", "卫生院",
        "诊所", "医疗集团", "院",
    )),
    "district": KindOfEntity(
        ("区", "县", "市", "开发区", "新区", "园区"), longest=7, omitted_ending="区"
    ),
    "channel": KindOfEntity((
        "客户端", "微信", "网", "网站", "APP", "公众号", "小程序", "预约", "平台", "热线", "自助机",
    )),
}  # fmt: skip
"""All kinds of entities. Each has a table whose key is `<kind>_id` (`schemas.dimensions`), and
`schemas/registry/` has a CSV file with the name of that table. Nothing else lists the kinds."""

Money = Annotated[Decimal, Field(max_digits=18, decimal_places=2)]
"""An amount in yuan (CNY), exact to the fen."""

Figure = Annotated[Decimal, Field(max_digits=24, decimal_places=4)]
"""Any printed figure, in the unit of its measure, exact."""


@dataclass(frozen=True)
class Column:
    """What a field of a table means, and how the bulletin prints it.

    Attributes:
        zh: Chinese label, as a reader of the bulletin knows it.
        en: English description, one sentence.
        unit: unit of the published value ("calls", "CNY", ...); empty for text and keys.
        role: what part the field plays in its row.
        headers: header texts that print this field, the usual one first. Compared after
            normalisation (NFKC, radicals, no white space, no unit in brackets).
        parents: words of which one must be in a header row above (门急诊 over 人次);
            a single-row header may hold parent and header in one (门急诊人次).
        near: header texts that may print this field, and could say something else as well (其他平台
            for 第三方). Taken, with a doubt, where no other column prints the field.
        part: for a cell that prints two numbers ("11/12"), which of them this field takes.
        apart: header texts of this field below `headers`, where each number has its own column.
        as_printed: the text is kept as printed, not NFKC-normalised.
        adds: may the figures of several entities be summed? Days and rates may not.
    """

    zh: str
    en: str
    unit: str = ""
    role: Role = "text"
    headers: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    part: Literal["", "first", "second"] = ""
    apart: tuple[str, ...] = ()
    as_printed: bool = False
    adds: bool = True


@dataclass(frozen=True)
class ForeignKey:
    """`columns` of this table name a row of `target` by its `target_columns`."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True)
class PrintedTable:
    """The rows are printed as a table of the bulletin.

    Attributes:
        captions: phrases that are in a caption of this table. One is enough.
        entity: what a row is about.
        since: first month in which the bulletin is known to print it; None = from the start.
            A later issue without the table gets a finding `missing_table`.
        totals: labels of the total row.
        about: words that must be in the caption or be what the stub column's names are,
            to distinguish two tables with the same columns (区 / 医院).
        occasional: printed now and then, so that an issue without it lacks nothing.
    """

    captions: tuple[str, ...]
    entity: EntityKind
    since: dt.date | None = None
    totals: tuple[str, ...] = ("合计", "总计", "小计", "共计", "总数", "汇总", "全市")
    about: tuple[str, ...] = ()
    occasional: bool = False


@dataclass(frozen=True)
class PrintedSentence:
    """The figures of a month are in one paragraph: "受理咨询电话 21690 个，其中咨询类 5019 个".

    Attributes:
        titles: phrases that are in the heading or the beginning of the paragraph.
        since: as in `PrintedTable`.
    """

    titles: tuple[str, ...]
    since: dt.date | None = None


@dataclass(frozen=True)
class PrintedNote:
    """The figures are in notes to tables: "（截止 2025 年 2 月，总预约挂号量为 37314248 次）"."""

    since: dt.date | None = None


Source = PrintedTable | PrintedSentence | PrintedNote


@dataclass(frozen=True)
class TableSpec:
    """A table of the dataset as a whole.

    Attributes:
        name: its name; queries of researchers depend on it, so it never changes.
        zh, en: title in Chinese and English.
        about_zh, about_en: one or two sentences for the data dictionary.
        kind: fact (from the bulletin), dimension (from the registry), panel (made from a fact
            table, see `schemas.panels`), derived (made from several tables) or quality.
        key: columns of the primary key.
        foreign_keys: links to other tables.
        source: where the bulletin prints it; None where the pipeline makes it.
        relations: what must hold between its figures, and with other tables.
        panel_of: the fact table that a panel is made from.
    """

    name: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    kind: TableKind
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    source: Source | None = None
    relations: tuple[Relation, ...] = field(default=())
    panel_of: str = ""


_set = object.__setattr__  # rows are immutable to others


class Row(BaseModel):
    """One row of a table of the dataset. Immutable, and nothing undeclared gets in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: ClassVar[TableSpec]
    _columns: ClassVar[set[str]]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        cls._columns = set(cls.model_fields)
        # The names that all rows share, as long as they are set one after the other.
        cls.__new__(cls).__dict__.update((name, None) for name in cls.model_fields)

    def model_post_init(self, _: Any) -> None:
        """Share the set of fields that were given, which is larger than the row itself.

        Nothing asks which columns of a row were given and which are defaults.
        """
        object.__setattr__(self, "__pydantic_fields_set__", self._columns)

    @classmethod
    def of_valid(cls, values: Iterable[tuple[str, Any]]) -> Self:
        """A row of values that are known to be valid, as pydantic's `model_construct` makes it.

        It takes half the memory of a validated one: of its values, rows share the names.

        Args:
            values: one for every column, in any order, with its name.
        """
        row = cls.__new__(cls)
        row.__dict__.update(values)
        _set(row, "__pydantic_fields_set__", cls._columns)
        _set(row, "__pydantic_extra__", None)
        _set(row, "__pydantic_private__", None)
        return row

    def __copy__(self) -> Self:
        copied = super().__copy__()
        copied.model_post_init(None)
        return copied

    def __getitem__(self, column: str) -> Any:
        """The value of a column by its name, for code that serves any table."""
        return self.__dict__[column]

    def key(self) -> tuple[Any, ...]:
        """The values of the primary key, in its order."""
        return tuple([self.__dict__[name] for name in self.table.key])


@dataclass(frozen=True)
class FieldInfo:
    """A field of a `Row`, resolved: what the writers and checks need to know of it.

    Attributes:
        name: column name in the dataset.
        column: its declared meaning.
        type: int, str, date, datetime, float, bool or Decimal.
        nullable: may the value be None?
        minimum, maximum: inclusive bounds, where declared with `Field(ge=, le=)`.
        digits, places: precision and scale of a Decimal.
        choices: the only values of a text, where declared with `Literal`.
    """

    name: str
    column: Column
    type: type
    nullable: bool
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    digits: int | None = None
    places: int | None = None
    choices: tuple[str, ...] = ()


@cache
def fields_of(model: type[Row]) -> tuple[FieldInfo, ...]:
    """All fields of a table: those of its key first, then in their order of declaration."""
    key = getattr(model, "table", None)
    first = key.key if key else ()
    names = [*first, *(name for name in model.model_fields if name not in first)]
    return tuple(_resolve(name, model.model_fields[name]) for name in names)


@cache
def entity_column(model: type[Row]) -> str | None:
    """The column that names what a row is about; None where the month alone does."""
    return next((f.name for f in fields_of(model) if f.column.role == "entity"), None)


@cache
def position_column(model: type[Row]) -> str | None:
    """The column that numbers the rows as printed; None where the table has none."""
    return next((f.name for f in fields_of(model) if f.column.role == "position"), None)


@cache
def whole_measure(model: type[Row]) -> str | None:
    """The measure that is the sum of others of its row; None where the table has none."""
    sums = (r for r in model.table.relations if isinstance(r, RowSum))
    return next((r.total for r in sums), None)


@cache
def measure_fields(model: type[Row]) -> tuple[FieldInfo, ...]:
    """The columns that hold figures."""
    return tuple(field for field in fields_of(model) if field.column.role == "measure")


def _resolve(name: str, info: Any) -> FieldInfo:
    column = next((m for m in info.metadata if isinstance(m, Column)), None)
    if column is None:
        raise TypeError(f"field {name} has no Column")
    annotation, nested = _strip(info.annotation)
    bounds: dict[str, Any] = {}
    for meta in (*nested, *info.metadata):
        for source, target in (
            ("ge", "minimum"),
            ("le", "maximum"),
            ("max_digits", "digits"),
            ("decimal_places", "places"),
            ("choices", "choices"),
        ):
            value = getattr(meta, source, None)
            if value is not None:
                bounds[target] = value
    for side in ("minimum", "maximum"):
        if side in bounds:
            bounds[side] = Decimal(str(bounds[side]))
    return FieldInfo(
        name=name, column=column, type=annotation, nullable=_nullable(info.annotation), **bounds
    )


def _strip(annotation: Any) -> tuple[type, list[Any]]:
    """The plain type inside Annotated, Optional and Literal, and the metadata met on the way."""
    found: list[Any] = []
    while True:
        args = get_args(annotation)
        if not args:
            return annotation, found
        if get_origin(annotation) is Literal:
            found.append(_Attributes({"choices": args}))
            return type(args[0]), found
        if hasattr(annotation, "__metadata__"):
            for meta in annotation.__metadata__:
                found.append(meta)
                found.extend(getattr(meta, "metadata", ()))
                if hasattr(meta, "_attributes_set"):
                    found.append(_Attributes(meta._attributes_set))
            annotation = args[0]
        else:
            annotation = next(a for a in args if a is not type(None))


class _Attributes:
    """Constraints of a pydantic `Field`, readable as attributes."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)


def _nullable(annotation: Any) -> bool:
    return any(a is type(None) or (get_args(a) and _nullable(a)) for a in get_args(annotation))
