"""Layers of a PDF (optional content, ISO 32000-1, 8.11): which are shown when it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import literal_name

_DEEPEST = 8
"""Expressions within expressions."""


@dataclass(frozen=True)
class Layers:
    """The layers of a document by their object numbers.

    Attributes:
        base: are layers shown of which the document says nothing?
        states: whether a layer is shown, of those of which it does.
    """

    base: bool = True
    states: Mapping[int, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, catalog: Mapping[str, Any]) -> Layers:
        """From a document's catalog: its default configuration, and usage when it is viewed."""
        properties = _dict(catalog.get("OCProperties"))
        config = _dict(properties.get("D"))
        if not properties:
            return cls()
        base = _name(config.get("BaseState")) != "OFF"
        states: dict[int, bool] = {}
        for state, key in ((True, "ON"), (False, "OFF")):
            states |= dict.fromkeys(map(_number, _list(config.get(key))), state)
        for usage in _list(config.get("AS")):
            states |= _by_usage(_dict(usage))
        return cls(base, states)

    @property
    def all_shown(self) -> bool:
        return self.base and all(self.states.values())

    def shows(self, content: Any, depth: int = _DEEPEST) -> bool:
        """Is content of a layer, or of a membership of layers, shown? Without one it is."""
        group = _dict(content)
        if not group or depth == 0:
            return True
        if _name(group.get("Type")) != "OCMD":
            return self.states.get(_number(content), self.base)
        expression = _list(group.get("VE"))
        if expression:
            return self._true(expression, depth - 1)
        members = resolve1(group.get("OCGs"))
        found = [
            self.shows(member, depth - 1)
            for member in (members if isinstance(members, list) else [group.get("OCGs")])
            if _dict(member)
        ]
        return _policy(_name(group.get("P")), found)

    def _true(self, expression: list[Any], depth: int) -> bool:
        """A visibility expression: [/And …], [/Or …], [/Not …] over layers and expressions."""
        operator, *parts = expression
        found = [
            self._true(inner, depth - 1)
            if depth and (inner := _list(part))
            else self.shows(part, 1)
            for part in parts
        ]
        if _name(operator) == "Not":
            return not any(found)
        return any(found) if _name(operator) == "Or" else all(found)


def _policy(policy: str, shown: list[bool]) -> bool:
    if not shown:
        return True
    if policy == "AllOn":
        return all(shown)
    if policy == "AnyOff":
        return not all(shown)
    if policy == "AllOff":
        return not any(shown)
    return any(shown)


def _by_usage(usage: dict[str, Any]) -> dict[int, bool]:
    """Layers that are shown or not because the document is viewed, not printed or exported."""
    if _name(usage.get("Event")) != "View":
        return {}
    out = {}
    for layer in _list(usage.get("OCGs")):
        view = _dict(_dict(_dict(layer).get("Usage")).get("View"))
        state = _name(view.get("ViewState"))
        if state in ("ON", "OFF"):
            out[_number(layer)] = state == "ON"
    return out


def _dict(value: Any) -> dict[str, Any]:
    found = resolve1(value)
    return found if isinstance(found, dict) else {}


def _list(value: Any) -> list[Any]:
    found = resolve1(value)
    return found if isinstance(found, list) else []


def _name(value: Any) -> str:
    found = resolve1(value)
    return "" if found is None else str(literal_name(found))


def _number(value: Any) -> int:
    return int(value.objid) if isinstance(value, PDFObjRef) else -1
