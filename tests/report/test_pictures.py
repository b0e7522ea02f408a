"""Pictures of pages: what a killed run leaves of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pipeline.report.pictures import pictures_of
from tests.conftest import environment


def test_what_a_killed_run_has_drawn_in_part_is_removed(tmp_path: Path, word_pdf: Path) -> None:
    left = tmp_path / f".{'a' * 64}.1.tmp"
    left.mkdir()
    (left / "1.png").write_bytes(b"part")
    drawn = pictures_of({"b" * 64: word_pdf}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["b" * 64] and len(drawn["b" * 64]) > 1


def test_nothing_is_drawn_for_a_run_that_is_dead() -> None:
    def ended(parent: int) -> int:
        command = [sys.executable, "-m", "pipeline.report.render_pages", "2048", "60", str(parent)]
        return subprocess.run(command, input=b"", env=environment(), check=False).returncode

    assert ended(os.getpid()) == 0
    assert ended(os.getppid()) == 1
