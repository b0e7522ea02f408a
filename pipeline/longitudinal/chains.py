"""Which entities make up one today: 白下区 and 秦淮区, since the one was merged into the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """An entity with its validity, both ends included; None = open."""

    entity_id: str
    first: dt.date | None = None
    last: dt.date | None = None

    def lives(self, month: dt.date) -> bool:
        return not self.begins_after(month) and not self.ended_before(month)

    def begins_after(self, month: dt.date) -> bool:
        return self.first is not None and month < self.first

    def ended_before(self, month: dt.date) -> bool:
        return self.last is not None and month > self.last


@dataclass(frozen=True)
class Chain:
    """An entity and all that were merged into it, directly or by way of another.

    Attributes:
        entity_id: the one that is left at the end.
        members: itself, unless the table never names it, and the others.
    """

    entity_id: str
    members: tuple[Member, ...]

    def needed(self, month: dt.date) -> set[str]:
        """The members that exist in a month, and so must be in its sum."""
        return {member.entity_id for member in self.members if member.lives(month)}

    def begins_after(self, month: dt.date) -> bool:
        return all(member.begins_after(month) for member in self.members)

    def ended_before(self, month: dt.date) -> bool:
        return all(member.ended_before(month) for member in self.members)


def chains_of(members: Iterable[Member], successors: Mapping[str, str | None]) -> list[Chain]:
    """Members gathered under the last of their successors, sorted by its id."""
    found: dict[str, list[Member]] = {}
    for member in members:
        found.setdefault(_last(member.entity_id, successors), []).append(member)
    return [Chain(entity_id, tuple(found[entity_id])) for entity_id in sorted(found)]


def _last(entity_id: str, successors: Mapping[str, str | None]) -> str:
    """The end of the chain of successors; the entity itself where they lead in a circle."""
    seen, here = {entity_id}, entity_id
    while after := successors.get(here):
        if after in seen:
            return entity_id
        seen.add(after)
        here = after
    return here
