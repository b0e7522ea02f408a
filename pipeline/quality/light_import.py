"""Great Expectations, imported without what the checks of this program never use.

Its own import takes as long as a run of one issue. Half of that is packages for other checks and
data sources, and copies of declarations. What is left out comes back as soon as something asks for
it; a test compares the classes with those of an import as it comes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

LATE = ("scipy.stats", "altair")
"""Packages for statistics of a column and for charts: imported when one of their names is used."""
OPTIONAL = ("sqlalchemy",)
"""Packages that Great Expectations uses only where they are installed: here not, for the import."""


def import_great_expectations() -> None:
    """Import Great Expectations; nothing where that was done before."""
    if "great_expectations" in sys.modules:
        return
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        with _light_copies():
            import_module("great_expectations")
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    """Finds late packages with a loader that waits, and no optional one."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name in OPTIONAL:
            raise ModuleNotFoundError(f"{name} is left out", name=name)
        spec = PathFinder.find_spec(name, path, target) if name in LATE else None
        if spec is not None and spec.loader is not None:
            spec.loader = _LateLoader(spec.loader)
        return spec


class _LateLoader(Loader):
    """Executes a module when a name of it is first asked for.

    The `LazyLoader` of the library does so already when the module is imported a second time.
    """

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        def missing(name: str) -> Any:
            if name.startswith("__") and name != "__all__":
                raise AttributeError(name)  # the import system asks for these
            if module.__dict__.pop("__getattr__", None) is not None:
                self._loader.exec_module(module)
            return getattr(module, name)

        module.__dict__["__getattr__"] = missing


@contextmanager
def _light_copies() -> Iterator[None]:
    """Let a class copy the fields that it inherits one level deep, not with all that they name.

    pydantic copies every field with its whole tree of defaults and types for every subclass, which
    is a quarter of the import. What a class may change in a field is copied here as well.
    """
    from pydantic.v1.fields import ModelField

    ModelField.__deepcopy__ = _copied  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del ModelField.__deepcopy__  # type: ignore[attr-defined]


def _copied(field: Any, memo: dict[int, Any]) -> Any:
    new = object.__new__(type(field))
    for name in field.__slots__:
        if hasattr(field, name):
            setattr(new, name, _part(getattr(field, name), memo))
    return new


def _part(value: Any, memo: dict[int, Any]) -> Any:
    """A nested field, or the lists and dicts of one."""
    if type(value).__name__ == "ModelField":
        return _copied(value, memo)
    if isinstance(value, list):
        return [_part(one, memo) for one in value]
    return copy(value) if isinstance(value, dict) else value
