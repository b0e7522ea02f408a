"""Expectations that do not change while they run, so that nothing is asked twice.

Great Expectations builds the configuration of an expectation anew whenever it asks for one of its
settings, a hundred times for each expectation. Here suites are made, run once and thrown away. A
test compares the results with those of the classes as they come.
"""

from __future__ import annotations

from typing import Any

from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from pydantic.v1 import PrivateAttr


class _Configuration(ExpectationConfiguration):
    """A configuration that knows its expectation; pages ask for it several times."""

    def __init__(self, found: ExpectationConfiguration, expectation: Expectation) -> None:
        super().__init__(
            type=found.type, kwargs=found.kwargs, meta=found.meta, notes=found.notes,
            description=found.description, severity=found.severity, id=found.id,
            rendered_content=found.rendered_content,
        )  # fmt: skip
        self._expectation = expectation

    def to_domain_obj(self) -> Expectation:
        return self._expectation


class FixedExpectation(Expectation):
    """An expectation that builds its configuration again only when one of its fields is set."""

    _built: tuple[dict[str, Any], Any] | None = PrivateAttr(None)

    @property
    def configuration(self) -> Any:
        """As that of Great Expectations; not to be changed by those who get it."""
        if self._built is None or self._built[0] != self.__dict__:
            configuration = _Configuration(super().configuration, self)
            self._built = (dict(self.__dict__), configuration)
        return self._built[1]
