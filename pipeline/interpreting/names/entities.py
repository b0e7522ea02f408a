"""Printed names → entities of the registry, or provisional ones that wait for a decision."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.text.normalise import (
    name_key,
    tidy,
    without_bracketed_suffix,
    without_marks,
)
from schemas.base import ENTITY_KINDS, EntityKind

_LEAST_LIKE = 40
"""A known name less like an unknown one is no help to whoever decides."""
_SHORTEST = 2
"""Characters of the shortest name of a kind whose names are short, or lose their ending."""

_OF_FIGURES = re.compile(r"[\d.,]")
_SHORTEST_BEGINNING = 4
"""Characters of a beginning that is more than the name of a city or a province (南京市)."""

_SAME_PLACE = re.compile(r"[(\[〔【]\s*(?:包?含|包括|原|曾用名|现|本部|总院|院本部)")
"""A bracket behind a name that begins so names no other place."""


@dataclass(frozen=True)
class Resolved:
    """What a printed name stands for.

    Attributes:
        kind, entity_id, name: the entity and its canonical name.
        key: the printed name for looking up.
        printed: the name without footnote marks, tidy.
        marks: footnote marks that were behind it.
        how: `registry` (the name itself is known), `suffix` (known but for a bracketed
            suffix, or printed without an ending that may be omitted), `beginning` (cut off, and
            only one known entity has a name that begins so), `misread` (in a picture, and its
            letters may be those of one known name), `provisional` (unknown).
        candidates: for unknown names, the nearest known ones and their scores 0–100.
        out_of_time: the name is known, but not for this month.
    """

    kind: EntityKind
    entity_id: str
    name: str
    key: str
    printed: str
    marks: str = ""
    how: str = "registry"
    candidates: tuple[tuple[str, int], ...] = ()
    out_of_time: bool = False

    @property
    def provisional(self) -> bool:
        return self.how == "provisional"

    @property
    def unexplained_suffix(self) -> str:
        """The bracketed end of the name that no registry row explains; '' where none is.

        A word that says what the place includes or was called (含分院, 原市立医院) needs none.
        """
        if self.how != "suffix":
            return ""
        suffix = self.key.removeprefix(without_bracketed_suffix(self.key))
        return "" if _SAME_PLACE.match(suffix) else suffix


def resolve(
    printed: str,
    kind: EntityKind,
    registry: Registry,
    month: dt.date | None = None,
    whole: bool = False,
) -> Resolved:
    """The entity that a printed name stands for; never fails.

    Args:
        whole: a bracketed suffix is part of the name (the table also prints the bare name).
    """
    key = name_key(printed)
    bare, marks = without_marks(printed)
    found, how = _lookup(key, kind, registry, whole)
    if found is None and (_is_open(key) or not looks_like(printed, kind)):
        found, how = _only(known_by_beginning(printed, kind, registry), kind, registry), "beginning"
    if found is None:
        return _provisional(key, kind, registry, tidy(bare), marks, whole)
    row = registry.by_name[kind, found]
    entity = registry.by_id[kind, row.entity_id]
    outside = month is not None and (
        (row.valid_from is not None and month < row.valid_from)
        or (row.valid_to is not None and month > row.valid_to)
    )
    return Resolved(
        kind, entity.entity_id, tidy(entity.name), key, tidy(bare), marks, how, (), outside
    )


def _is_open(key: str) -> bool:
    """Does a name end within a bracket (南京鼓楼医院(含分院)?"""
    return key.rfind("(") > key.rfind(")")


def is_known(printed: str, kind: EntityKind, registry: Registry) -> bool:
    """Does the registry explain the name?"""
    return _lookup(name_key(printed), kind, registry, False)[0] is not None


def known_by_beginning(printed: str, kind: EntityKind, registry: Registry) -> list[str]:
    """The known names that begin with a printed one, which may be cut off.

    A spreadsheet prints so a name that is too long for its cell.
    """
    key = name_key(printed)
    if len(key) < _SHORTEST_BEGINNING:
        return []
    return [name for name in known_names(registry, kind) if name.startswith(key)]


def known_within(printed: str, kind: EntityKind, registry: Registry) -> list[str]:
    """The known names that a longer printed text holds whole: names of two rows may be joined.

    The digits of a figure that runs into the name may be among its letters.
    """
    key = name_key(printed)
    letters = _OF_FIGURES.sub("", key)
    names = [name for name in known_names(registry, kind) if name != key]
    long = [name for name in names if len(name) >= _SHORTEST_BEGINNING]
    return [n for n in long if n in key or n in letters] or _one_after_the_other(letters, names)


def _one_after_the_other(text: str, names: Sequence[str]) -> list[str]:
    """The names of which a text consists, however short they are; none where it does not."""
    ways: list[list[str] | None] = [[], *([None] * len(text))]
    for end in range(1, len(text) + 1):
        for name in names:
            if text.endswith(name, 0, end) and (before := ways[end - len(name)]) is not None:
                ways[end] = [*before, name]
    return ways[-1] or []


def is_part_of_known(printed: str, kind: EntityKind, registry: Registry) -> bool:
    """Does a known name end with the text or with its beginning, or begin with its end?"""
    key = name_key(printed)
    head, tail = key[:_SHORTEST_BEGINNING], key[-_SHORTEST_BEGINNING:]
    return any(
        name.endswith(key) or name.endswith(head) or name.startswith(tail)
        for name in known_names(registry, kind)
        if name != key
    )


def _only(names: list[str], kind: EntityKind, registry: Registry) -> str | None:
    """One of the names, where all are of one entity."""
    entities = {registry.by_name[kind, name].entity_id for name in names}
    return names[0] if len(entities) == 1 else None


def looks_like(printed: str, kind: EntityKind) -> bool:
    """Does the name end as names of this kind do?"""
    key = without_bracketed_suffix(name_key(printed))
    known = ENTITY_KINDS[kind]
    fits = known.longest is None or _SHORTEST <= len(key) <= known.longest
    return fits and key.endswith(known.endings)


def provisional_id(key: str, kind: EntityKind) -> str:
    """Stable slug of an unknown name."""
    digest = hashlib.sha256(f"{kind}:{key}".encode()).hexdigest()
    return f"x-{digest[:10]}"


def _lookup(key: str, kind: EntityKind, registry: Registry, whole: bool) -> tuple[str | None, str]:
    names = registry.by_name
    if (kind, key) in names:
        return key, "registry"
    bare = key if whole else without_bracketed_suffix(key)
    if bare != key and (kind, bare) in names:
        return bare, "suffix"
    whole_name = bare + ENTITY_KINDS[kind].omitted_ending
    if whole_name != bare and len(bare) >= _SHORTEST and (kind, whole_name) in names:
        return whole_name, "suffix"
    return None, ""


def _provisional(
    key: str, kind: EntityKind, registry: Registry, printed: str, marks: str, whole: bool
) -> Resolved:
    bare = key if whole else without_bracketed_suffix(key)
    return Resolved(
        kind,
        provisional_id(bare, kind),
        printed,
        key,
        printed,
        marks,
        "provisional",
        _nearest(bare, kind, registry),
    )


def _nearest(key: str, kind: EntityKind, registry: Registry) -> tuple[tuple[str, int], ...]:
    cached = registry._cache.get((kind, key))
    if isinstance(cached, tuple):
        return cached
    known = known_names(registry, kind)
    best = process.extract(key, known, scorer=fuzz.ratio, limit=3, score_cutoff=_LEAST_LIKE)
    found = tuple((name, round(score)) for name, score, _ in best)
    registry._cache[kind, key] = found
    return found


def known_names(registry: Registry, kind: EntityKind) -> tuple[str, ...]:
    """Every name of a kind that the registry knows, as `name_key` gives it."""
    return registry.names_by_kind.get(kind, ())
