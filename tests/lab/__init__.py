"""A laboratory of bulletins: draws them in layouts that nobody has seen, and knows the truth."""

import pytest

# Asserts in helpers tell as much as those in tests.
pytest.register_assert_rewrite("tests.lab.samples")

from tests.lab.bulletins import bulletin  # noqa: E402
from tests.lab.single import Drawing, table  # noqa: E402

__all__ = ["Drawing", "bulletin", "table"]
