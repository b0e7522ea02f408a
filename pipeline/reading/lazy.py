"""Values that are computed when they are first asked for, and then kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Owner = TypeVar("Owner")
Value = TypeVar("Value")


class lazy(Generic[Owner, Value]):
    """`functools.cached_property` without its lock.

    Until Python 3.12 that takes a lock for every first access, which costs more than most values
    here. A page is read by one thread.
    """

    def __init__(self, compute: Callable[[Owner], Value]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, owner: None, kind: Any = None) -> lazy[Owner, Value]: ...
    @overload
    def __get__(self, owner: Owner, kind: Any = None) -> Value: ...

    def __get__(self, owner: Owner | None, kind: Any = None) -> lazy[Owner, Value] | Value:
        if owner is None:
            return self
        value = owner.__dict__[self._name] = self._compute(owner)
        return value
