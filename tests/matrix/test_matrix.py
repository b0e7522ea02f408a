"""Every cell of the matrix of docs/faults.md is what happens."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from tests.conftest import ROOT, environment


def test_every_command_does_what_the_matrix_says_in_every_environment(
    record_property: Callable[[str, object], None],
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.matrix"],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    record_property("reported", f"matrix of environments: {done.stdout.partition(chr(10))[0]}")
    assert done.returncode == 0, done.stdout + done.stderr
