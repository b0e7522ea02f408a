"""Results of pure functions, kept while a process lives: what is made of the same is made once.

A process that waits for a run builds and validates what lies in the archive before a file is
dropped. What the run then asks of the same rows has been answered: only what the new issue touches
is computed. Elsewhere nothing is kept, and every function is simply called.

Rows are immutable, so the same objects are the same rows. They are compared by identity, which
costs nothing and is never wrong: a result is kept together with the objects that it was made of, so
that no other object has the identity of one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Make(Protocol[T_co]):
    """A pure function: its result follows from its arguments, and nobody changes it."""

    def __call__(self, same: Sequence[Any], /, *equal: Any) -> T_co: ...


class MakeSome(Protocol[T_co]):
    """Makes a result of each of some groups of objects, which are named by their numbers."""

    __qualname__: str

    def __call__(self, numbers: Sequence[int], /) -> Sequence[T_co]: ...


class KeptResults:
    """Results by what they were made of."""

    def __init__(self) -> None:
        self._results: dict[tuple[object, ...], tuple[Sequence[object], Any]] = {}
        self._last: dict[str, Any] = {}

    def of(self, make: Make[T], same: Sequence[object], *equal: Hashable) -> T:
        """`make(same, *equal)`, made once.

        Args:
            make: a function of a module, which depends on nothing but its arguments.
            same: immutable objects; they are the same if each is the same object, in this order.
            equal: values of which equal ones are interchangeable; so no 1 beside a True.
        """
        key = make, equal, tuple(map(id, same))
        found = self._results.get(key)
        if found is None:
            objects = tuple(same)
            found = self._results[key] = objects, make(objects, *equal)
        result: T = found[1]
        return result

    def of_each(self, make: MakeSome[T], groups: Sequence[Sequence[object]]) -> list[T]:
        """What `make` makes of each group of objects, each made once; see `taken_of_each`."""
        keys = [(make.__qualname__, tuple(map(id, group))) for group in groups]
        missing = [n for n, key in enumerate(keys) if key not in self._results]
        for n, made in zip(missing, make(missing) if missing else (), strict=True):
            self._results[keys[n]] = tuple(groups[n]), made
        return [self._results[key][1] for key in keys]

    def as_before(self, name: str, value: T) -> T:
        """The value that was last given under this name if it is equal, else this one."""
        known: T = self._last.setdefault(name, value)
        if known != value:
            known = self._last[name] = value
        return known

    def __len__(self) -> int:
        return len(self._results)


_KEPT: list[KeptResults] = []
"""None, or those of this process."""


def keep_results() -> None:
    """Keep results from now on, until the process ends or `forget_results` is called."""
    if not _KEPT:
        _KEPT.append(KeptResults())


def forget_results() -> None:
    """Free all results, and keep none from now on."""
    _KEPT.clear()


def taken(make: Make[T], same: Sequence[object], *equal: Hashable) -> T:
    """`make(same, *equal)`, or its result if that is kept; see `KeptResults.of`."""
    return _KEPT[0].of(make, same, *equal) if _KEPT else make(same, *equal)


def taken_of_each(make: MakeSome[T], groups: Sequence[Sequence[object]]) -> list[T]:
    """A result for each group of objects; those that are not kept are made at once.

    Args:
        make: a function whose result for a group follows from the objects of that group alone, so
            what else it holds may only say the same in another form. It is known by its name.
        groups: immutable objects.
    """
    if _KEPT:
        return _KEPT[0].of_each(make, groups)
    return list(make(range(len(groups))))


def as_before(name: str, value: T) -> T:
    """An equal value that was given before, so that what was made of it is found again."""
    return _KEPT[0].as_before(name, value) if _KEPT else value


def taken_of_file(make: Callable[[Path], T], path: Path) -> T:
    """`make(path)`, or its result if that is kept and the file is the same.

    Args:
        make: a function of a module, which depends on nothing but the content of the file.
        path: of a file that is only ever replaced by another, never written to in its place.

    Raises:
        OSError: there is no such file.
    """
    if not _KEPT:
        return make(path)
    now = path.stat()
    stamp = now.st_ino, now.st_size, now.st_mtime_ns
    found: T = _KEPT[0].of(_of_file, (make,), str(path), *stamp)
    return found


def _of_file(same: Sequence[Callable[[Path], T]], path: str, *_: int) -> T:
    return same[0](Path(path))
