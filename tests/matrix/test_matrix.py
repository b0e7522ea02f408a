"""Every cell of the matrix of docs/faults.md is what happens: some as slow, all as long tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.conftest import ROOT, environment


@pytest.mark.parametrize(
    "environments",
    [
        pytest.param(
            ("the disk is full", "the outputs folder is gone", "the object store was emptied"),
            marks=pytest.mark.slow,
            id="some",
        ),
        pytest.param((), marks=pytest.mark.long, id="all"),
    ],
)
def test_every_command_does_what_the_matrix_says(
    environments: tuple[str, ...], record_property: Callable[[str, object], None]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.matrix", *environments],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    record_property("reported", f"matrix of environments: {done.stdout.partition(chr(10))[0]}")
    assert done.returncode == 0, done.stdout + done.stderr
