"""A person's decision about a printed name → one more line in the registry.

The other lines keep their text, the lines their order by id or by kind and name, and the file its
columns, line ends and byte order mark, so that the decision is one line in a diff.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import FolderError, UsageError
from pipeline.files.atomic import write_atomically
from pipeline.files.ledger import COMMENT, exclusive
from pipeline.interpreting.names.registry import (
    ENTITY_FILES,
    NAMES_FILE,
    EntityRow,
    NameRow,
    Registry,
    load_registry,
)
from pipeline.interpreting.text.normalise import name_key, tidy, without_marks
from pipeline.model.message import Message
from schemas.base import EntityKind

_BOM = "\ufeff"
_OTHER_FOLDER = "BULLETINS_REGISTRY names another folder."
_UNWRITABLE = (
    "Copy the folder to a place of your own and set BULLETINS_REGISTRY to it, then decide again."
)


def accept_name(
    folder: Path,
    kind: EntityKind,
    name: str,
    entity_id: str,
    *,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    note: str = "accepted",
) -> NameRow:
    """Decide that a printed name stands for a known entity.

    Args:
        valid_from, valid_to: first and last month in which it does; None = open.

    Raises:
        UsageError: there is no such entity, the name is decided already, or the months are odd.
        FolderError: the registry cannot be written; nothing was changed.
    """
    with exclusive(folder, new_folder=False, hint=_OTHER_FOLDER):
        registry = load_registry(folder)
        _require_undecided(registry, kind, name)
        if registry.entity(kind, entity_id) is None:
            file_name = ENTITY_FILES[kind][0]
            raise UsageError(f"There is no {kind} “{entity_id}”.", f"See {folder / file_name}.")
        if valid_from and valid_to and valid_to < valid_from:
            raise UsageError(f"The name cannot end in {valid_to:%Y-%m}, before it begins.")
        row = NameRow(
            kind=kind, name=_plain(name), entity_id=entity_id, valid_from=valid_from,
            valid_to=valid_to, note=note,
        )  # fmt: skip
        _insert(folder / NAMES_FILE, _texts(row.model_dump()), ("kind", "name"))
        return row


def new_entity(
    folder: Path,
    kind: EntityKind,
    name: str,
    entity_id: str,
    *,
    printed: str | None = None,
    feeds: str | None = None,
) -> EntityRow:
    """Decide that a printed name is an entity of its own.

    Args:
        name: its canonical name.
        printed: the name in print, where it is another.
        feeds: of a channel, the column of `bookings_by_hospital` into which it goes.

    Raises:
        UsageError: the id or a name is taken, or the id is no slug.
        FolderError: the registry cannot be written.
    """
    with exclusive(folder, new_folder=False, hint=_OTHER_FOLDER):
        registry = load_registry(folder)
        for said in (name, printed or name):
            _require_undecided(registry, kind, said)
        check_id(entity_id, registry)
        row = _entity(kind, entity_id, _plain(name), feeds)
        file_name, id_column = ENTITY_FILES[kind]
        texts = _texts({id_column: entity_id, **row.model_dump()})
        _insert(folder / file_name, texts, (id_column,))
        if printed is not None and name_key(printed) != name_key(name):
            also = NameRow(kind=kind, name=_plain(printed), entity_id=entity_id, note="accepted")
            _insert(folder / NAMES_FILE, _texts(also.model_dump()), ("kind", "name"))
        return row


def take_back_name(folder: Path, kind: EntityKind, name: str, *, own_entity: bool = False) -> None:
    """Remove the line by which a printed name was accepted.

    Args:
        own_entity: the line is that of an entity that was made for the name.

    Raises:
        UsageError: there is no such line.
        FolderError: the registry cannot be written.
    """
    with exclusive(folder, new_folder=False, hint=_OTHER_FOLDER):
        path = folder / (ENTITY_FILES[kind][0] if own_entity else NAMES_FILE)
        text = path.read_bytes().decode("utf-8")
        lines = text.split("\n")
        plain = _plain(name)
        wanted = {plain} if own_entity else {plain, kind}
        found = [n for n, line in enumerate(lines) if wanted <= {*next(csv.reader([line]), [])}]
        if len(found) != 1:
            raise UsageError(f"{path} has no line of “{plain}” alone.", "Edit the file.")
        del lines[found[0]]
        write_atomically(path.resolve(), "\n".join(lines).encode("utf-8"), new_folder=False,
                         keep_mode=True)  # fmt: skip


def check_id(entity_id: str, registry: Registry) -> None:
    """Raises UsageError where an id is no slug, or taken."""
    _entity(next(iter(ENTITY_FILES)), entity_id, "-", None)
    taken = next((e for e in registry.entities if e.entity_id == entity_id), None)
    if taken is not None:
        raise UsageError(Message("id_taken", entity=entity_id, other=taken.name, kind=taken.kind))


def _require_undecided(registry: Registry, kind: EntityKind, name: str) -> None:
    if not name_key(name):
        raise UsageError(Message("name_empty"))
    known = registry.by_name.get((kind, name_key(name)))
    if known is not None:
        raise UsageError(
            Message("name_decided", printed=_plain(name), entity=known.entity_id),
            Message(
                "edit_registry", files=Message("or", first=NAMES_FILE, last=ENTITY_FILES[kind][0])
            ),
        )


def _plain(name: str) -> str:
    """Without footnote marks, tidy."""
    return tidy(without_marks(name)[0])


def _entity(kind: EntityKind, entity_id: str, name: str, feeds: str | None) -> EntityRow:
    try:
        values = {"kind": kind, "entity_id": entity_id, "name": name, "feeds": feeds}
        return EntityRow.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(
            f"“{first['input'] or ''}” will not do as {first['loc'][0]}.",
            "An id is of small letters, digits and hyphens."
            if first["loc"][0] == "entity_id"
            else f"{first['msg']}.",
        ) from None


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in row.items()}


def _insert(path: Path, values: Mapping[str, str], order: tuple[str, ...]) -> None:
    """Add one row to a CSV file, atomically, and put its lines in order, remarks first."""
    try:
        text = path.read_bytes().decode("utf-8")
        content = _with_row(text, values, order).encode("utf-8")
        write_atomically(path.resolve(), content, new_folder=False, keep_mode=True)
    except (OSError, FolderError) as error:
        why = error.message if isinstance(error, FolderError) else f"{error.strerror or error}."
        raise FolderError(
            f"The registry file {path} cannot be written: {why}", _UNWRITABLE
        ) from error


def _with_row(text: str, values: Mapping[str, str], order: tuple[str, ...]) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    lines = [line for line in text.removeprefix(_BOM).splitlines() if line.strip(" ,")]
    first = next(n for n, line in enumerate(lines) if not line.lstrip().startswith(COMMENT))
    remarks, head, rows = lines[:first], lines[first], lines[first + 1 :]
    header = [name.strip() for name in next(csv.reader([head]))]
    keys = [header.index(name) for name in order]

    def key(line: str) -> list[str]:
        if line.lstrip().startswith(COMMENT):
            return []
        cells = next(csv.reader([line]))
        return [cells[place].strip() for place in keys]

    made = io.StringIO()
    csv.writer(made, lineterminator="").writerow([values.get(name, "") for name in header])
    ordered = sorted([*rows, made.getvalue()], key=key)
    return (_BOM if text.startswith(_BOM) else "") + end.join([*remarks, head, *ordered, ""])
