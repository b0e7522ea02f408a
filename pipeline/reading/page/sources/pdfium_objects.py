"""The objects of a page as pdfium holds them, with those of its forms in their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.display import Matrix, product

_DEEPEST = 24
"""Forms within forms; pdfium itself goes no deeper."""


@dataclass
class Objects:
    """Objects in drawing order.

    Attributes:
        kinds: what each is, such as `TEXT`; none is a form.
        addresses: of each.
        around: of each, the matrix of the forms around it.
    """

    kinds: list[int] = field(default_factory=list)
    addresses: list[int] = field(default_factory=list)
    around: list[Matrix] = field(default_factory=list)

    @cached_property
    def _by_kind(self) -> dict[int, list[int]]:
        out: dict[int, list[int]] = defaultdict(list)
        for place, kind in enumerate(self.kinds):
            out[kind].append(place)
        return out

    def places(self, kind: int) -> list[int]:
        """Where the objects of a kind are in the lists, once all are in them."""
        return self._by_kind.get(kind, [])

    def of(self, kind: int) -> tuple[list[int], list[Matrix]]:
        """The addresses of the objects of a kind, and the matrices around them."""
        places = self.places(kind)
        return [self.addresses[k] for k in places], [self.around[k] for k in places]

    @cached_property
    def texts(self) -> list[int]:
        """The addresses of the text objects."""
        return self.of(pdfium.TEXT)[0]


def objects_of_page(page: Any, matrix: Matrix) -> Objects:
    """All objects of an open page.

    Args:
        matrix: from the page's own space to that of the matrices around the objects.
    """
    out = Objects()
    _add(out, pdfium.objects_on(pdfium.address_of(page.raw)), matrix, _DEEPEST)
    return out


def _add(out: Objects, objects: Sequence[int], matrix: Matrix, depth: int) -> None:
    kinds = list(map(pdfium.kind_of, objects))
    if pdfium.FORM not in kinds:
        out.kinds += kinds
        out.addresses += objects
        out.around += [matrix] * len(kinds)
        return
    for address, kind in zip(objects, kinds, strict=True):
        if kind != pdfium.FORM:
            out.kinds.append(kind)
            out.addresses.append(address)
            out.around.append(matrix)
        elif depth:
            around = product(pdfium.object_matrix(address), matrix)
            _add(out, pdfium.objects_in(address), around, depth - 1)
