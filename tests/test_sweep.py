"""A run disturbed at a few of its moments; `make test-long` tries many."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

from tests.conftest import ROOT, environment


def test_a_disturbed_run_loses_nothing(record_property: Callable[[str, object], None]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.sweep", "--short", "--json"],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    counts = json.loads(done.stdout)
    record_property(
        "reported",
        f"kill sweep, shortened: {counts['points']} points tried, {counts['lost']} files lost, "
        f"{counts['torn']} torn reads of {counts['reads']}, {counts['orphans']} orphan processes",
    )
    assert not counts["problems"] and done.returncode == 0, done.stderr
    assert counts["points"] >= 8 and counts["reads"] > 50
