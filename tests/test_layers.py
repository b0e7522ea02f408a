"""Packages import only what lies below them, as `[tool.importlinter]` of pyproject.toml says."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT, environment


def test_the_layers_hold() -> None:
    lint = (
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    done = subprocess.run(
        [sys.executable, "-c", lint], cwd=ROOT, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[done.stdout.find("Contracts:") :]
    assert " kept, 0 broken" in done.stdout
