"""Expectations that do not change while they run, so that nothing is asked twice.

Great Expectations builds the configuration of an expectation anew whenever it asks for one of its
settings, a hundred times for each expectation. Here suites are made, run once and thrown away. A
test compares the results with those of the classes as they come.
"""

from __future__ import annotations

from typing import Any

from great_expectations.expectations.expectation import Expectation
from pydantic.v1 import PrivateAttr


class FixedExpectation(Expectation):
    """An expectation that builds its configuration again only when one of its fields is set."""

    _built: tuple[dict[str, Any], Any] | None = PrivateAttr(None)

    @property
    def configuration(self) -> Any:
        """As that of Great Expectations; not to be changed by those who get it."""
        if self._built is None or self._built[0] != self.__dict__:
            self._built = (dict(self.__dict__), super().configuration)
        return self._built[1]
