"""The order in which the leaves of sheets are read (`booklets.py`).

Sheets are folded to a booklet with the last page beside the first, or are bound on the right. The
numbers at the foot of the leaves give the order; where some leaves bear none, the way of printing
that all others fit; where none does, the leaf with the title of the bulletin is the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import median

from pipeline.reading.page.geometry import PageGeometry

_Way = Callable[[int], list[int]]


def order_of(
    leaves: Sequence[PageGeometry], numbers: Sequence[int | None], *, sheets: bool
) -> list[int]:
    """Indices of the leaves in the order in which they are read.

    Args:
        numbers: page numbers as they are printed on the leaves.
        sheets: are all leaves halves of sheets?
    """
    blank = [not (leaf.chars or leaf.rules or leaf.pictures) for leaf in leaves]
    known = {i: n for i, n in enumerate(numbers) if n is not None}
    indices = range(len(leaves))
    distinct = len(set(known.values())) == len(known)
    if known and distinct and all(b or i in known for i, b in enumerate(blank)):
        return sorted(indices, key=lambda i: known.get(i, len(leaves) + max(known.values())))
    if not sheets:
        return list(indices)
    places = _ways_by_numbers(known, len(leaves)) if known else _ways_by_looks(leaves)
    found = next(places, None)
    return sorted(indices, key=lambda i: found[i]) if found else list(indices)


def _ways_by_numbers(known: dict[int, int], count: int) -> Iterator[list[int]]:
    """The ways of printing that put the leaves where their numbers say, or all by so much off."""
    for way in _WAYS:
        places = way(count)
        if len({n - places[i] for i, n in known.items()}) == 1:
            yield places


def _ways_by_looks(leaves: Sequence[PageGeometry]) -> Iterator[list[int]]:
    """Where the title stands on the right half of the first sheet, how the sheets are printed.

    Beside it is the last page, on which a bulletin ends, or the second, which is as full as others.
    """
    sizes = [max((c.size for c in leaf.chars), default=0.0) for leaf in leaves]
    if sizes[1] < max(sizes) or sizes[0] == sizes[1]:
        return
    filled = [len(leaf.chars) for leaf in leaves]
    ends = len(leaves) % 4 == 0 and filled[0] < median(filled) / 2
    yield (_folded if ends else _from_right)(len(leaves))


def _as_they_lie(count: int) -> list[int]:
    return list(range(count))


def _from_right(count: int) -> list[int]:
    """The place in the document of each leaf, where the right one of two is the earlier."""
    return [i + 1 if i % 2 == 0 else i - 1 for i in range(count)]


def _folded(count: int) -> list[int]:
    """The place of each leaf of sheets that are laid into each other and folded."""
    out = []
    for i in range(count // 2):
        out += [count - 1 - i, i] if i % 2 == 0 else [i, count - 1 - i]
    return out


def _folded_from_right(count: int) -> list[int]:
    out = _folded(count)
    return [out[i + 1] if i % 2 == 0 else out[i - 1] for i in range(count)]


_WAYS: tuple[_Way, ...] = (_as_they_lie, _from_right, _folded, _folded_from_right)
