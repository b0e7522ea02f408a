"""Names that were misread in a picture: what else their letters may be, compared with known ones.

A recogniser gives for each letter that it is not sure of what it may be as well. An unknown name
is taken for a known one only where each letter that differs is one of these: likeness alone would
take a new hospital for its neighbour.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace

from pipeline.interpreting.names.entities import Resolved, is_known, known_names, resolve
from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.text.normalise import folded, name_key, tidy
from pipeline.reading.model import Cell
from schemas.base import EntityKind

_AT_ENDS = re.compile(r"^[^\w(（\[〔【]+|^[\d_]+|[^\w)）\]〕】]+$|[\d_]+$")
"""No name begins or ends with a digit or with such a mark."""

_THIN = "一二三"
"""Characters of level strokes: what is left of them on a scan is taken for dirt."""


def may_be(cell: Cell, text: str) -> bool:
    """May the letters of a recognised cell be this text, which has no white space?"""
    read = [char for char in cell.text if not char.isspace()]
    if [letters[:1] for letters in cell.letters] != read or len(text) != len(read):
        return False
    pairs = zip(text, cell.letters, strict=True)
    return all(char in letters or char in folded(letters) for char, letters in pairs)


def known_misread(
    cells: Sequence[Cell],
    printed: Set[str],
    kind: EntityKind,
    registry: Registry,
    month: dt.date | None,
) -> dict[int, Resolved]:
    """The known entities that the unknown names of a table may be, by `id` of the cell.

    Args:
        cells: recognised cells with names that no registry row explains.
        printed: ids of the entities that have a row in the table under a known name: an entity
            has one row only.

    A name that may be several entities, and an entity that several names may be, are left out.
    """
    found: dict[int, Resolved] = {}
    for cell in cells:
        entities = {
            entity.entity_id: entity
            for name in _names(cell, kind, registry)
            if (entity := resolve(name, kind, registry, month)).entity_id not in printed
        }
        if len(entities) == 1:
            (entity,) = entities.values()
            found[id(cell)] = replace(
                entity, key=name_key(cell.text), printed=tidy(cell.text), how="misread"
            )
    claimed = Counter(entity.entity_id for entity in found.values())
    return {key: entity for key, entity in found.items() if claimed[entity.entity_id] == 1}


def _names(cell: Cell, kind: EntityKind, registry: Registry) -> list[str]:
    """The known names that a cell may print.

    By its letters, as the second recogniser reads it, or without marks at its ends: a speck or a
    piece of a rule is read as one. Of thin strokes (第一) both recognisers may read nothing.
    """
    texts = [cell.other, _AT_ENDS.sub("", cell.text)]
    names = [text for text in texts if text and is_known(text, kind, registry)]
    read = name_key(cell.text)
    known = known_names(registry, kind)
    names += [name for name in known if len(name) == len(read) + 1 and _lacks_stroke(read, name)]
    if not cell.letters:
        return names
    return [*names, *(name for name in known if may_be(cell, name))]


def _lacks_stroke(read: str, name: str) -> bool:
    """Is a text the name without one of its characters of level strokes alone?"""
    return any(char in _THIN and read == name[:i] + name[i + 1 :] for i, char in enumerate(name))
