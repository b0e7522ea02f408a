"""A run disturbed at a few of its moments; `make test-long` tries many."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.conftest import ROOT, environment


@pytest.mark.slow
@pytest.mark.parametrize(("world", "points"), [("ordinary", 5), ("hard", 3)])
def test_a_disturbed_run_loses_nothing(
    world: str, points: int, record_property: Callable[[str, object], None]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.sweep", "--short", "--world", world, "--json"],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    counts = json.loads(done.stdout)
    record_property(
        "reported",
        f"kill sweep ({world}), shortened: {counts['points']} points tried, "
        f"{counts['lost']} files lost, "
        f"{counts['torn']} torn reads of {counts['reads']}, {counts['orphans']} orphan processes",
    )
    assert not counts["problems"] and done.returncode == 0, done.stderr
    assert counts["points"] >= points and counts["reads"] > 25
