"""Which table of the dataset a printed table is, judged by caption, columns and names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz

from pipeline.interpreting.entities import is_known, looks_like
from pipeline.interpreting.headers import (
    ENTITY,
    POSITION,
    Field,
    Header,
    Layout,
    fields_of_pairs,
    groups_of,
    headers_in,
    match_columns,
)
from pipeline.interpreting.likeness import Match
from pipeline.interpreting.months import month_in
from pipeline.interpreting.registry import Registry
from pipeline.interpreting.text import folded
from pipeline.interpreting.totals import is_total_label
from pipeline.interpreting.transpose import transposed
from pipeline.reading.model import Cell, Table
from schemas.base import EntityKind, PrintedTable, Row
from schemas.catalog import tables

CAPTION_SURE = 90
CAPTION_LIKELY = 75
CAPTION_CORE = 85
_CAPTION_DRESS = re.compile(r"(?:服务|情况|统计|数据|采集|上传|报表|一览|表)+$")


@dataclass(frozen=True)
class Claim:
    """A printed table, claimed by a table of the dataset.

    Attributes:
        model: the table of the dataset.
        table: the printed table, turned round where it was printed lying down.
        layouts: one per column group, left to right.
        caption_score: 0–100, how well the caption fits; -1 where there is no caption.
        names: share of its names that are of the right kind, 0–1.
        likely: why the claim is not certain; '' where it is.
    """

    model: type[Row]
    table: Table
    layouts: tuple[Layout, ...]
    caption_score: int
    names: float
    likely: str = ""

    @property
    def source(self) -> PrintedTable:
        source = self.model.table.source
        assert isinstance(source, PrintedTable)
        return source

    @property
    def strength(self) -> tuple[int, float, int]:
        matched = sum(len(x.measure_columns()) for x in self.layouts)
        return (max(self.caption_score, 0), self.names, matched)


def claim_tables(printed: Sequence[Table], registry: Registry) -> dict[int, Claim]:
    """Claims by index of the printed table; a table that nothing claims is not there."""
    claims: dict[int, Claim] = {}
    for table in printed:
        claim = _best_claim(table, registry)
        if claim is None and not table.caption:
            claim = _continuation(table, claims.get(table.index - 1), registry)
        if claim is not None:
            claims[table.index] = claim
    return _without_pretenders(claims)


@cache
def printed_models() -> tuple[type[Row], ...]:
    """All tables that the bulletin prints as tables."""
    return tuple(m for m in tables().values() if isinstance(m.table.source, PrintedTable))


@dataclass(frozen=True)
class _Printed:
    """A printed table with what every claim needs of it, worked out once."""

    table: Table
    headers: list[Header]
    grid: list[list[Cell | None]]

    def stubs(self, column: int) -> list[str]:
        """Texts of a column below the header, totals left out."""
        cells = [row[column] for row in self.grid[self.table.header_rows :]]
        return [
            c.text for c in cells if c is not None and c.text.strip() and not is_total_label(c.text)
        ]


def _best_claim(table: Table, registry: Registry) -> Claim | None:
    for turn in (_as_printed, transposed):
        turned = turn(table)
        printed = _Printed(turned, headers_in(turned), turned.grid())
        found = [c for m in printed_models() if (c := _claim(printed, m, registry)) is not None]
        if found:
            return max(found, key=lambda c: c.strength)
    return None


def _as_printed(table: Table) -> Table:
    return table


def _claim(printed: _Printed, model: type[Row], registry: Registry) -> Claim | None:
    source = model.table.source
    assert isinstance(source, PrintedTable)
    kind = source.entity
    layouts = tuple(
        _with_pairs(
            _with_position(
                _with_entity(match_columns(group, model), printed, kind, registry), printed
            ),
            printed,
            model,
        )
        for group in groups_of(printed.headers)
    )
    score = caption_score(printed.table.caption_text, source)
    names = _names_share(printed, layouts, kind, registry)
    return _judged(Claim(model, printed.table, layouts, score, names))


def names_a_table(text: str) -> bool:
    """Is a text the caption of a table that the bulletin prints month by month?"""
    if month_in(text) is None:
        return False
    sources = [m.table.source for m in printed_models()]
    return any(
        isinstance(s, PrintedTable) and caption_score(text, s) >= CAPTION_SURE for s in sources
    )


def caption_score(caption: str, source: PrintedTable) -> int:
    """How well a caption names a table: 100 where it holds one of its phrases; -1 if empty."""
    key = folded(caption)
    if not key:
        return -1
    phrases = [folded(p) for p in source.captions]
    if any(p in key for p in phrases):
        return 100
    if any((core := _core(p)) and core in key for p in phrases):
        return CAPTION_CORE
    return round(max((fuzz.partial_ratio(p, key) for p in phrases), default=0))


def _core(phrase: str) -> str:
    """A caption without the words that any caption has: 预约挂号服务统计 → 预约挂号."""
    core = _CAPTION_DRESS.sub("", phrase)
    return core if len(core) >= 4 else ""


def _judged(claim: Claim) -> Claim | None:
    """The claim if it stands, with the doubt that it carries."""
    first = claim.layouts[0]
    matched = len(first.measure_columns())
    certain = matched - sum(c in first.likely for c in first.measure_columns())
    values = matched + len(first.unknown)
    if not matched or first.column(ENTITY) is None or claim.names < 0.5:
        return None
    if claim.caption_score >= CAPTION_SURE and matched * 3 >= values:
        return claim
    if claim.caption_score >= CAPTION_LIKELY and matched * 2 >= values:
        return replace(claim, likely="its caption is only like a known one")
    if claim.caption_score < 0 and (matched >= 2 or values == 1) and matched * 2 >= values:
        return claim if certain * 2 >= values else replace(claim, likely="it has no caption")
    if certain >= 2 and certain == values:
        return replace(claim, likely="its caption is unknown, only its columns are known")
    if (
        claim.caption_score >= 0
        and matched >= 3
        and matched * 3 >= values * 2
        and certain * 2 >= matched
    ):
        return replace(claim, likely="its caption is unknown, only most of its columns are known")
    return None


def _with_entity(layout: Layout, printed: _Printed, kind: EntityKind, registry: Registry) -> Layout:
    """Where no header names the entity column: the column that holds names of that kind."""
    if layout.column(ENTITY) is not None:
        return layout
    for column in layout.unknown:
        texts = printed.stubs(column)
        if texts and sum(is_known(t, kind, registry) for t in texts) * 2 >= len(texts):
            return _with_field(layout, column, Field(ENTITY))
    return layout


def _with_position(layout: Layout, printed: _Printed) -> Layout:
    """Where no header names the row numbers: a column before the names that counts 1, 2, 3…"""
    entity = layout.column(ENTITY)
    if entity is None or layout.column(POSITION) is not None:
        return layout
    for column in layout.unknown:
        texts = [folded(t) for t in printed.stubs(column)]
        if column < entity and len(texts) > 1 and texts == [str(i + 1) for i in range(len(texts))]:
            return _with_field(layout, column, Field(POSITION))
    return layout


def _with_pairs(layout: Layout, printed: _Printed, model: type[Row]) -> Layout:
    """Where no header names the field of pairs (11/12): the only column that holds pairs."""
    fields = [f for f in fields_of_pairs(model) if f not in layout.fields.values()]
    columns = [c for c in layout.unknown if _holds_pairs(printed.stubs(c))]
    if len(fields) != 1 or len(columns) != 1:
        return layout
    match = Match(fields[0], "the only column of pairs", 80)
    found = _with_field(layout, columns[0], fields[0])
    return replace(found, likely={**layout.likely, columns[0]: match})


def _holds_pairs(texts: list[str]) -> bool:
    pairs = [t for t in texts if re.fullmatch(r"\d{1,4}/\d{1,4}", folded(t))]
    return len(pairs) >= 2 and len(pairs) * 2 > len(texts)


def _with_field(layout: Layout, column: int, field: Field) -> Layout:
    fields = dict(sorted({**layout.fields, column: field}.items()))
    unknown = tuple(c for c in layout.unknown if c != column)
    return replace(layout, fields=fields, unknown=unknown)


def _names_share(
    printed: _Printed, layouts: tuple[Layout, ...], kind: EntityKind, registry: Registry
) -> float:
    """Share of the names that are known as of this kind, or at least look it."""
    texts: list[str] = []
    for layout in layouts:
        column = layout.column(ENTITY)
        texts += printed.stubs(column) if column is not None else []
    if not texts:
        return 0.0
    good = sum(is_known(t, kind, registry) or looks_like(t, kind) for t in texts)
    other = sum(
        not is_known(t, kind, registry)
        and any(is_known(t, k, registry) for k in ("hospital", "district", "channel") if k != kind)
        for t in texts
    )
    return max(0.0, (good - other) / len(texts))


def _continuation(table: Table, before: Claim | None, registry: Registry) -> Claim | None:
    """A piece without caption and header below a claimed table of as many columns."""
    if before is None or before.table.cols != table.cols or table.header_rows:
        return None
    printed = _Printed(table, headers_in(table), table.grid())
    names = _names_share(printed, before.layouts, before.source.entity, registry)
    if names < 0.5:
        return None
    return replace(
        before,
        table=table,
        names=names,
        caption_score=-1,
        likely="it has neither caption nor header and is taken for the end of the table before it",
    )


def _without_pretenders(claims: dict[int, Claim]) -> dict[int, Claim]:
    """Of several tables with captions that claim one month of one table the best named stand."""
    best: dict[tuple[type[Row], str], int] = {}
    for claim in claims.values():
        key = _subject(claim)
        best[key] = max(best.get(key, -1), claim.caption_score)
    return {
        index: claim
        for index, claim in claims.items()
        if claim.caption_score < 0 or claim.caption_score == best[_subject(claim)]
    }


def _subject(claim: Claim) -> tuple[type[Row], str]:
    named = month_in(claim.table.caption_text)
    return claim.model, named.month.isoformat() if named else ""
