"""Great Expectations, imported without what the checks of this program never use.

Its own import takes as long as a run of one issue. Two thirds of that are other checks, sources of
data and packages for these, and copies of declarations. What is left out comes back as soon as
its name is asked for; a test compares the classes with those of an import as it comes.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import resolve_name
from types import ModuleType
from typing import Any

LATE = ("scipy.stats", "altair", "mistune")
"""Packages for statistics of a column, for charts and for Markdown: imported when one of their
names is used."""
OPTIONAL = ("sqlalchemy",)
"""Packages that Great Expectations uses only where they are installed: here not, for the import."""
COLLECTIONS = tuple(f"great_expectations.{name}" for name in (
    "datasource.fluent", "expectations", "expectations.core", "expectations.metrics",
    "expectations.metrics.map_metric_provider",
))  # fmt: skip
"""Packages of it that collect the names of many modules, few of which are used here: sources of
data, checks, and how they are computed. Each name is imported when it is first asked for."""


def import_great_expectations() -> None:
    """Import Great Expectations, and the modules that use it; nothing if that was done before."""
    if "great_expectations" in sys.modules:
        return
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        with _light_copies():
            import_module("great_expectations")
            import_module("pipeline.quality.validation")
            import_module("pipeline.quality.data_docs.docs")
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    """Finds late packages with a loader that waits, and no optional one."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name in OPTIONAL:
            raise ModuleNotFoundError(f"{name} is left out", name=name)
        loader = _LOADERS.get(name)
        spec = PathFinder.find_spec(name, path, target) if loader else None
        if loader and spec is not None and spec.loader is not None:
            spec.loader = loader(spec.loader)
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


class _CollectionLoader(Loader):
    """Executes a package without the imports whose names it does not use itself."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        tree = ast.parse(self._loader.get_source(module.__name__))
        used = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
        late = [one for one in tree.body if isinstance(one, ast.ImportFrom) and _is_late(one, used)]
        tree.body = [one for one in tree.body if one not in late]
        names = {alias.asname or alias.name: (one, alias) for one in late for alias in one.names}
        whole = [_module_of(one, module) for one in late if one.names[0].name == "*"]

        def missing(name: str) -> Any:
            if name in names:
                one, alias = names[name]
                found = getattr(import_module(_module_of(one, module)), alias.name)
            elif name.startswith("__") or not (found := _exported(name, whole)):
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            module.__dict__[name] = found
            return found

        module.__dict__["__getattr__"] = missing
        module.__dict__["__dir__"] = lambda: sorted({*module.__dict__, *names} - {"*"})
        exec(compile(tree, str(module.__file__), "exec"), module.__dict__)


def _is_late(statement: ast.ImportFrom, used: set[str]) -> bool:
    """Is it an import of Great Expectations' own names, none of which its module uses?"""
    own = statement.level > 0 or (statement.module or "").startswith("great_expectations.")
    return own and not used & {alias.asname or alias.name for alias in statement.names}


def _module_of(statement: ast.ImportFrom, package: ModuleType) -> str:
    """The whole name of the module that a package imports from."""
    name = statement.module or ""
    return resolve_name("." * statement.level + name, package.__name__)


def _exported(name: str, modules: Sequence[str]) -> Any:
    """A public name of the first of these modules that has it; None where none has."""
    found = (getattr(import_module(one), name, None) for one in modules)
    return None if name.startswith("_") else next((one for one in found if one is not None), None)


_LOADERS: Mapping[str, Callable[[Any], Loader]] = {
    **dict.fromkeys(LATE, _LateLoader), **dict.fromkeys(COLLECTIONS, _CollectionLoader)
}  # fmt: skip


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
