"""The real issue, read right: nothing in it contradicts itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.quality import validate
from schemas.quality import Finding
from tests.quality.truthdata import load

TRUTH = Path(__file__).parent.parent / "fixtures" / "issue157" / "truth"


@pytest.mark.parametrize("stem", ["word", "chrome", "reportlab"])
def test_issue_157_has_no_error_and_no_warning(stem: str) -> None:
    found = validate(load([TRUTH / f"{stem}.json"])).of_type(Finding)
    assert [f.message for f in found if f.severity != "info"] == []
    assert any("43,346" in f.message and "137,905,080" in f.message for f in found)
