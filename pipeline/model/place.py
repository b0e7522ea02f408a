"""A place on paper: a page and a box on it. Defined here and nowhere else.

Boxes are in PDF points, origin at the top left of the page as displayed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from schemas.quality import Finding, Observation


class Box(NamedTuple):
    """A rectangle on a page, in points."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top


class PlaceColumns(TypedDict):
    """A place as the columns of a published row; all None if it is unknown."""

    page: int | None
    x0: float | None
    top: float | None
    x1: float | None
    bottom: float | None


class Place(BaseModel):
    """A box on a page (numbered from 1)."""

    model_config = ConfigDict(frozen=True)

    page: int
    box: Box

    @classmethod
    def of(cls, row: Observation | Finding) -> Place | None:
        """The place of a published row; None if it has none."""
        page, x0, top, x1, bottom = row.page, row.x0, row.top, row.x1, row.bottom
        if page is None or x0 is None or top is None or x1 is None or bottom is None:
            return None
        return cls(page=page, box=Box(x0, top, x1, bottom))


def columns_of(place: Place | None) -> PlaceColumns:
    """A place as the columns of a published row."""
    if place is None:
        return PlaceColumns(page=None, x0=None, top=None, x1=None, bottom=None)
    x0, top, x1, bottom = place.box
    return PlaceColumns(page=place.page, x0=x0, top=top, x1=x1, bottom=bottom)
