"""The arrivals of a file. Imported by a run with nothing new, so without the tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Arrival:
    """One arrival of a file, as in the archive.

    Attributes:
        sha256: of its bytes.
        file_name: name in the inbox.
        received_at: when, in UTC.
        rejected: why it was rejected on arrival or by the reader; None if it is readable.
    """

    sha256: str
    file_name: str
    received_at: dt.datetime
    rejected: str | None = None


def by_name(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Arrivals of one content by their names, the shortest first, whatever their times.

    The first name is used for the content: a copy (`a (1).pdf`) comes after its original, and the
    dataset depends on what was received, not on when.
    """
    return sorted(arrivals, key=lambda a: (len(a.file_name), a.file_name, a.received_at))
