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


def test_a_package_that_is_missing_is_left_to_the_step_that_needs_it() -> None:
    program = (
        "import sys\n"
        "sys.modules['great_expectations'] = None\n"
        "from pipeline.run.load_ahead import load_ahead\n"
        "load_ahead()\n"
        "print('went on')\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout == "went on\n"


def test_a_run_that_reads_validates_with_what_was_loaded_ahead() -> None:
    program = (
        "import sys\n"
        "from pipeline.run.load_ahead import load_ahead\n"
        "load_ahead()\n"
        "before = set(sys.modules)\n"
        "from pipeline.quality.light_import import import_great_expectations\n"
        "import_great_expectations()\n"
        "import pipeline.publishing.files, pipeline.quality.validation, pyarrow.parquet\n"
        "print(sorted(set(sys.modules) - before))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout == "[]\n"
