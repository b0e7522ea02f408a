"""Text from a PDF or a file name is data in all that is written and shown."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import bad_pdfs
from tests.conftest import Command
from tests.lab import bulletin, names

pytestmark = pytest.mark.long

TITLE = "=HYPERLINK(1,2)与<script>alert(1)</script>系统升级"
BODY = (
    "=cmd|'/c calc'!A1 ${7*7} {{7*7}} %s <img src=x onerror=alert(2)> [a](javascript:alert(3))|x|"
)
PLAIN = (
    "近日召开全市卫生信息化工作会议，会议总结了上一年的工作，部署了今年的任务，明确了下一步的安排。"
)
HOSPITAL = "<img src=x onerror=alert(4)>"
COLUMN = "=1+1|<b>x</b>"
FORGED = "\x1b[31mred\x1b]0;owned\x07\n2026-01-01 ERROR forged\r<script>alert(5).pdf"
NAMES = (
    FORGED,
    '=HYPERLINK("x").txt',
    "fdp.\u202egpj.exe",
    "'; DROP TABLE files;--.pdf",
    "-rf .pdf",
)
LIVE = re.compile(r"(?<!\\)<(?:script>alert|img src=x|b>x)", re.IGNORECASE)
ACTS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


@dataclass(frozen=True)
class Ran:
    outputs: Path
    shown: dict[str, subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, bulletins: Command) -> Ran:
    folder = tmp_path_factory.mktemp("injection")
    inbox, outputs = folder / "inbox", folder / "outputs"
    inbox.mkdir()
    drawn = PLAIN + BODY.replace("{", "{{").replace("}", "}}") + PLAIN
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "ARTICLES", [(TITLE, [drawn])])
        content, _ = bulletin(
            3, articles=1, rows=6, new_hospital=HOSPITAL, unknown_column=COLUMN, name_weight=6
        )
    (inbox / "good.pdf").write_bytes(content)
    for number, name in enumerate(NAMES):
        (inbox / name).write_bytes(bad_pdfs.page_of(TITLE, HOSPITAL, str(number)))
    where = "--inbox", inbox, "--outputs", outputs
    shown = {
        "run": bulletins("run", *where, "-v"),
        "run again": bulletins("run", *where, "--json"),
        "status": bulletins("status", *where),
        "status for machines": bulletins("status", *where, "--json"),
        "names": bulletins("names", "--outputs", outputs),
    }
    assert not list(inbox.iterdir())
    shutil.copytree(inbox, folder / "after")
    assert sorted(path.name for path in folder.iterdir()) == ["after", "inbox", "outputs"]
    return Ran(outputs, shown)


def test_what_is_hostile_did_come_through(ran: Ran) -> None:
    """As data, in the tables, character by character."""
    with sqlite3.connect(ran.outputs / "dataset" / "bulletins.sqlite") as database:
        [body] = database.execute("SELECT body FROM articles").fetchone()
        hospitals = [name for (name,) in database.execute("SELECT name FROM hospitals")]
        measures = [
            name for (name,) in database.execute("SELECT DISTINCT measure FROM observations")
        ]
        rejected = database.execute(
            "SELECT count(*) FROM files WHERE status = 'rejected'"
        ).fetchone()
    assert "=cmd|" in body and "onerror=alert(2)" in body
    assert any("onerror=alert(4)" in name for name in hospitals)
    assert any("=1+1" in name for name in measures)
    assert rejected == (len(NAMES),)


def test_no_document_holds_it_alive(ran: Ran) -> None:
    documents = [p for p in ran.outputs.rglob("*") if p.suffix in (".html", ".md")]
    assert len(documents) > 20
    for path in documents:
        text = path.read_text("utf-8")
        assert not LIVE.search(text), path
        assert not ACTS.search(text), path
    dictionary = next(p for p in documents if p.name == "DATA_DICTIONARY.md")
    assert dictionary.exists()


def test_no_terminal_acts_on_it(ran: Ran) -> None:
    for command, done in ran.shown.items():
        assert done.returncode in (0, 2), command
        assert not ACTS.search(done.stdout + done.stderr), command
    assert "alert(5)" in ran.shown["run"].stdout
    assert not re.search(r"^2026-01-01", ran.shown["run"].stderr, re.MULTILINE)


def test_no_line_of_the_log_is_forged(ran: Ran) -> None:
    lines = (ran.outputs / "logs" / "run.log").read_text("utf-8").split("\n")[:-1]
    reported = [json.loads(line) for line in lines]
    assert not any(ACTS.search(line) for line in lines)
    assert {entry["run"] for entry in reported} == {
        path.stem for path in (ran.outputs / "runs").iterdir()
    }
    assert len([entry for entry in reported if "forged" in entry["message"]]) >= 2


def test_no_report_holds_what_acts(ran: Ran) -> None:
    paths = [ran.outputs / "run_report.json", *ran.outputs.rglob("*.reason.txt"), ran.outputs / "dataset" / "summary.json"]  # fmt: skip # noqa: E501
    assert len(paths) > len(NAMES)
    for path in paths:
        text = path.read_text("utf-8")
        assert not ACTS.search(text), path
        if path.suffix == ".json":
            json.loads(text)


def test_names_become_no_paths(ran: Ran) -> None:
    for path in ran.outputs.rglob("*"):
        assert re.fullmatch(r"[\w.\-]+", path.name, re.ASCII), path
