"""What a run needs behind the reading is imported while other processes read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import sleep

from pipeline.reading.isolation.pool import ReaderPool, read_with
from pipeline.settings import Settings

ISSUE = Path(__file__).parents[1] / "fixtures" / "issue157" / "word.pdf"


def test_the_files_are_read_while_something_else_is_done_once(tmp_path: Path) -> None:
    settings = Settings(outputs=tmp_path, workers=2)
    settings.readings.mkdir(parents=True)
    kept = settings.readings / f"{'a' * 64}.json"
    done: list[bool] = []

    def meanwhile() -> None:
        for _ in range(600):
            if kept.exists():
                break
            sleep(0.1)
        done.append(kept.exists())

    with ReaderPool(settings, 1) as pool:
        answers = list(read_with(pool, [("a" * 64, ISSUE)], meanwhile=meanwhile))
    assert [answer.status for _, answer in answers] == ["read"]
    assert done == [True]


def _said(*lines: str) -> str:
    """What a program of these lines prints, in a process of its own."""
    command = [sys.executable, "-c", "\n".join(("import sys", *lines))]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_package_that_is_missing_is_left_to_the_step_that_needs_it() -> None:
    said = _said(
        "sys.modules['great_expectations'] = None",
        "from pipeline.run.load_ahead import load_ahead",
        "load_ahead()",
        "print('went on')",
    )
    assert said == "went on"


def test_a_run_that_reads_validates_with_what_was_loaded_ahead() -> None:
    said = _said(
        "from pipeline.run.load_ahead import load_ahead",
        "load_ahead()",
        "before = set(sys.modules)",
        "from pipeline.quality.light_import import import_great_expectations",
        "import_great_expectations()",
        "import pipeline.publishing.files, pipeline.quality.validation, pyarrow.parquet",
        "print(sorted(set(sys.modules) - before))",
    )
    assert said == "[]"
