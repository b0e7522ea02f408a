"""Models of values that are known to be valid, for what is made by the ten thousand."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

_Model = TypeVar("_Model", bound=BaseModel)
_set = object.__setattr__  # models are immutable to others


def of_valid(model: type[_Model], fields: set[str], values: dict[str, Any]) -> _Model:
    """A model as pydantic's `model_construct` makes it, in a fifth of the time.

    Args:
        fields: the names of all its fields; the set is shared.
        values: one for every field, in their order.
    """
    made = model.__new__(model)
    _set(made, "__dict__", values)
    _set(made, "__pydantic_fields_set__", fields)
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made
