"""`bulletins names`: the names that no one has decided on, and a person's decision about one."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any, get_args

from rich.console import Console

from pipeline.cli import terminal
from pipeline.cli.terminal import counted, say
from pipeline.errors import ExitCode, UsageError
from pipeline.settings import Settings
from schemas.base import EntityKind

if TYPE_CHECKING:
    from pipeline.decisions.unknown_names import UnknownName
    from pipeline.interpreting import Registry

_FEW = 4
_LIKE = 60


def list_names(settings: Settings, *, as_json: bool) -> int:
    """Print the unknown names of the dataset; returns the exit code."""
    names = _unknown(settings, _registry(settings))
    if as_json:
        _print_json({"unknown": [{**asdict(name), "rows": name.rows} for name in names]})
    else:
        _show(names, settings, terminal.out())
    return int(ExitCode.OK)


def accept(
    settings: Settings,
    printed: str,
    entity: str,
    *,
    kind: str | None,
    valid_from: str | None,
    valid_to: str | None,
    as_json: bool,
) -> int:
    """Decide that a printed name stands for a known entity, named by its id or its name."""
    from pipeline.decisions.names import accept_name

    registry = _registry(settings)
    first, last = _month("--from", valid_from), _month("--to", valid_to)
    chosen_kind = _kind(kind) or _kind_of(printed, settings, registry, _kinds_of(entity, registry))
    row = accept_name(
        settings.registry,
        chosen_kind,
        printed,
        _entity_id(entity, chosen_kind, registry),
        valid_from=first,
        valid_to=last,
    )
    name = registry.by_id[chosen_kind, row.entity_id].name
    decision = {"kind": chosen_kind, "printed": row.name, "entity_id": row.entity_id, "name": name}
    _say_decided(f"“{row.name}” stands for {name} ({row.entity_id}).", decision, as_json)
    return int(ExitCode.OK)


def new(
    settings: Settings,
    printed: str,
    *,
    entity_id: str | None,
    kind: str | None,
    name: str | None,
    feeds: str | None,
    as_json: bool,
) -> int:
    """Decide that a printed name is an entity of its own."""
    from pipeline.decisions.names import check_id, new_entity
    from pipeline.interpreting.names.entities import resolve
    from schemas.catalog import dimensions

    registry = _registry(settings)
    if entity_id is not None:
        check_id(entity_id, registry)
    chosen_kind = _kind(kind) or _kind_of(printed, settings, registry, ())
    if feeds is not None and "feeds" not in dimensions()[chosen_kind].model_fields:
        raise UsageError(f"--feeds is for channels; “{printed}” is a {chosen_kind}.")
    # The provisional id stays where no better one is given: the entity keeps its figures' id.
    chosen = entity_id or resolve(printed, chosen_kind, registry).entity_id
    row = new_entity(
        settings.registry, chosen_kind, name or printed, chosen, printed=printed, feeds=feeds
    )
    decision = {
        "kind": chosen_kind,
        "printed": printed,
        "entity_id": row.entity_id,
        "name": row.name,
    }
    _say_decided(f"{row.name} is a {chosen_kind} of its own ({row.entity_id}).", decision, as_json)
    return int(ExitCode.OK)


def _registry(settings: Settings) -> Registry:
    from pipeline.interpreting import load_registry

    return load_registry(settings.registry)


def _require_dataset(settings: Settings) -> None:
    if not settings.dataset.exists():
        raise UsageError(
            f"There is no dataset in {settings.outputs}, so no name needs a decision.",
            "Make it with `bulletins run`, or name another folder with --outputs; "
            "with --kind a name is accepted without one.",
        )


def _unknown(settings: Settings, registry: Registry) -> list[UnknownName]:
    from pipeline.decisions.unknown_names import unknown_names

    return unknown_names(settings.dataset, registry)


def _kind(given: str | None) -> EntityKind | None:
    for known in get_args(EntityKind):
        if given == known:
            found: EntityKind = known
            return found
    if given is None:
        return None
    raise UsageError(f"“{given}” is no kind.", f"Kinds are: {', '.join(get_args(EntityKind))}.")


def _kind_of(
    printed: str, settings: Settings, registry: Registry, kinds: Iterable[EntityKind]
) -> EntityKind:
    """The kind of a name of the dataset. Another name may be a typing error."""
    from pipeline.decisions.unknown_names import matching

    _refuse_decided(printed, registry)
    names = _unknown(settings, registry)
    if not names:
        _require_dataset(settings)
    found = {name.kind for name in matching(printed, names)}
    if len(found) > 1 and found & set(kinds):
        found &= set(kinds)
    if len(found) == 1:
        return found.pop()
    if found:
        raise UsageError(f"“{printed}” is a {' and a '.join(sorted(found))}.", "Give --kind.")
    similar = _most_similar(printed, [name.printed for name in names])
    raise UsageError(
        f"“{printed}” is not an unknown name of the dataset.",
        (f"Do you mean {' or '.join(similar)}? " if similar else "")
        + "With --kind it is accepted anyway.",
    )


def _refuse_decided(printed: str, registry: Registry) -> None:
    from pipeline.interpreting.text.normalise import name_key

    for (_, key), row in registry.by_name.items():
        if key == name_key(printed):
            raise UsageError(
                f"“{printed}” is decided already: it stands for {row.entity_id}.",
                "To change that, edit the registry.",
            )


def _kinds_of(entity: str, registry: Registry) -> list[EntityKind]:
    return [e.kind for e in registry.entities if entity in (e.entity_id, e.name)]


def _entity_id(entity: str, kind: EntityKind, registry: Registry) -> str:
    """The id of an entity that is given by its id or by any of its names."""
    from pipeline.interpreting.text.normalise import name_key

    if (kind, entity) in registry.by_id:
        return entity
    named = registry.by_name.get((kind, name_key(entity)))
    if named is not None:
        return named.entity_id
    names = {f"{e.entity_id} ({e.name})": e for e in registry.entities if e.kind == kind}
    similar = _most_similar(entity, names) or _most_similar(
        entity, [f"{n.entity_id} ({n.name})" for (k, _), n in registry.by_name.items() if k == kind]
    )
    others = [e.kind for e in registry.entities if e.entity_id == entity]
    hint = f"It is a {others[0]}. " if others else ""
    hint += f"Do you mean {' or '.join(similar)}?" if similar else "See the registry for the ids."
    raise UsageError(f"There is no {kind} “{entity}”.", hint)


def _most_similar(text: str, known: Iterable[str]) -> list[str]:
    from rapidfuzz import fuzz, process

    best = process.extract(text, list(known), scorer=fuzz.partial_ratio, limit=3)
    return [name for name, score, _ in best if score >= _LIKE]


def _month(option: str, given: str | None) -> dt.date | None:
    if given is None:
        return None
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-01)?", given)
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
        raise UsageError(f"{option} is “{given}”; it must be a month such as 2016-03.")
    return dt.date(int(found[1]), int(found[2]), 1)


def _say_decided(sentence: str, decision: dict[str, Any], as_json: bool) -> None:
    if as_json:
        _print_json({"decided": decision})
    else:
        say(terminal.out(), f"{sentence} The next `bulletins run` rebuilds the dataset with it.")


def _print_json(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def _show(names: list[UnknownName], settings: Settings, console: Console) -> None:
    if not settings.dataset.exists():
        say(console, "There is no dataset yet; `bulletins run` makes it.")
        return
    waiting = [name for name in names if name.decided is None]
    for name in waiting:
        _show_name(name, console)
    for name in names:
        if name.decided is not None:
            say(console, f"{name.printed} is now {name.decided}; the next run uses it.")
    if not names:
        say(console, "Every name is known.")
    if waiting:
        first = shlex.quote(waiting[0].printed)
        say(console, f"Decide:  bulletins names accept {first} ENTITY_ID")
        say(console, f"    or:  bulletins names new {first} --id ID")


def _show_name(name: UnknownName, console: Console) -> None:
    rows = counted(name.rows, "row")
    say(console, f"{name.printed}  ({name.kind}, {rows}, so far {name.entity_id})")
    if len(name.forms) > 1:
        say(console, f"  also printed: {'、'.join(name.forms[1:])}")
    for table, seen in groupby(name.seen, key=lambda one: one.table):
        say(console, f"  in {table}: {_issues([(one.issue_id, one.rows) for one in seen])}")
    similar = [
        f"{c.entity_id} ({c.name}) {c.score}"
        + (f", but both are in {counted(c.beside, 'table')}" if c.beside else "")
        for c in name.candidates
    ]
    say(console, f"  most similar: {'; '.join(similar) or 'none'}\n")


def _issues(seen: list[tuple[str, int]]) -> str:
    """2019-03, 2019-04 …: the issues, the middle of a long list left out."""
    ids = [issue for issue, _ in seen]
    shown = ids if len(ids) <= _FEW else [*ids[:2], "…", ids[-1]]
    rows = sum(count for _, count in seen)
    many = f" ({len(ids)})" if len(ids) > _FEW else ""
    what = "issue" if len(ids) == 1 else "issues"
    return f"{counted(rows, 'row')}, {what} {', '.join(shown)}{many}"
