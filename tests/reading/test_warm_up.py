"""What a process computes before it reads files is of a page that is no file's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.reading.warm_up import warm_up
from tests.conftest import environment


def test_it_reads_a_table_with_figures() -> None:
    found = warm_up(Path())
    [table] = found.tables
    assert table.cols > 2 and sum(cell.text.isdigit() for cell in table.cells) > 40
    assert not found.doubts and found.pages[0].source == "pdfium"


def test_it_loads_no_font_of_this_machine_and_leaves_no_file(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from pipeline.reading.warm_up import warm_up\n"
        "from pipeline.reading.page.sources.last_resort import asked_fonts\n"
        "warm_up(Path())\n"
        "print(len(list(asked_fonts())))\n"
    )
    where = {**environment(), "TMPDIR": str(tmp_path)}
    assert subprocess.check_output([sys.executable, "-c", code], text=True, env=where) == "0\n"
    assert not list(tmp_path.iterdir())
