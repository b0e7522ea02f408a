"""The command as a person runs it: exit codes, output, and what it leaves behind."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.receiver import Received
from pipeline.cli import terminal
from pipeline.cli.findings_lines import findings_lines
from pipeline.cli.run_command import _show_duplicates
from pipeline.cli.status_command import ranges
from pipeline.run.report import RunReport
from tests import bad_pdfs
from tests.conftest import FIXTURES, ROOT, Command, environment
from tests.test_project_files import project
from tests.waiting import patient

SLOW = {"pandas", "pyarrow", "great_expectations", "prefect", "camelot", "pdfplumber", "sqlalchemy"}
BAD = {
    "note.pdf": (b"just a note", "is not a PDF"),
    "zero.pdf": (b"", "is empty"),
    "cut.pdf": ((FIXTURES / "issue157" / "word.pdf").read_bytes()[:60_000], "is cut off"),
    "locked.pdf": (bad_pdfs.with_password(), "needs a password"),
    "broken.pdf": (bad_pdfs.damaged(), "is damaged"),
    "minutes.pdf": (bad_pdfs.without_masthead(), "masthead"),
    "suzhou.pdf": (bad_pdfs.of_another_city(), "苏州"),
}


@dataclass(frozen=True)
class Ran:
    """A run over a good file, its copy, and every kind of bad file; and its folders."""

    inbox: Path
    outputs: Path
    code: int
    report: dict[str, Any]
    stderr: str

    @property
    def folders(self) -> tuple[str, ...]:
        return "--inbox", str(self.inbox), "--outputs", str(self.outputs)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, bulletins: Command, word_pdf: Path) -> Ran:
    folder = tmp_path_factory.mktemp("ran")
    inbox, outputs = folder / "inbox", folder / "outputs"
    inbox.mkdir()
    for name, (content, _) in BAD.items():
        (inbox / name).write_bytes(content)
    shutil.copyfile(word_pdf, inbox / "word.pdf")
    shutil.copyfile(word_pdf, inbox / "word again.pdf")
    done = bulletins("run", "--inbox", inbox, "--outputs", outputs, "--json", fresh=True)
    return Ran(inbox, outputs, done.returncode, json.loads(done.stdout), done.stderr)


def query(ran: Ran, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(ran.outputs / "dataset" / "bulletins.sqlite") as database:
        return database.execute(sql).fetchall()


def test_some_rejected_exits_with_2_and_publishes_the_rest(ran: Ran) -> None:
    assert ran.code == 2 == ran.report["exit_code"]
    assert query(ran, "SELECT issue_id, serial_no FROM issues") == [("2025-03", 157)]
    assert not list(ran.inbox.iterdir())


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_kept_and_named_with_its_reason(ran: Ran, name: str) -> None:
    content, said = BAD[name]
    [(sha256, status, reason, zh)] = query(
        ran,
        f"SELECT sha256, status, reason, reason_zh FROM source_files WHERE file_name = '{name}'",
    )
    assert status == "rejected"
    assert said in reason and f"“{name}”" in reason and "\n" not in reason
    assert (ran.outputs / "rejected" / f"{sha256}.pdf").read_bytes() == content
    kept = (ran.outputs / "rejected" / f"{sha256}.reason.txt").read_text("utf-8")
    assert kept == f"{name}\n{reason}\n{zh}\n" and f"“{name}”" in zh and zh[-1] in "。？"
    entry = {"file_name": name, "reason": reason, "reason_zh": zh, "sha256": sha256}
    assert entry in ran.report["rejected"]


def test_the_same_bytes_are_a_duplicate(ran: Ran) -> None:
    rows = query(ran, "SELECT file_name, status FROM files WHERE status != 'rejected' ORDER BY 1")
    assert sorted(status for _, status in rows) == ["duplicate", "loaded"]


def test_files_are_counted_by_what_became_of_them(ran: Ran) -> None:
    assert ran.report["outcomes"] == {"new": 1, "duplicate": 1, "rejected": len(BAD)}


def test_every_duplicate_names_the_file_that_it_repeats(
    capsys: pytest.CaptureFixture[str],
) -> None:
    again = Received("again.pdf", "duplicate", "b", again=True, same_as="again.pdf")
    many = [Received(f"{n}.pdf", "duplicate", "a", same_as="first.pdf") for n in range(10)]
    _show_duplicates(RunReport(received=[again, *many]), terminal.out())
    shown = capsys.readouterr().out
    assert "“again.pdf” was received before\n" in shown
    assert "“0.pdf” has the same bytes as “first.pdf”\n" in shown
    assert "and 1 more" in shown
    _show_duplicates(RunReport(), terminal.out())
    assert not capsys.readouterr().out


def test_no_progress_and_no_noise_without_a_terminal(ran: Ran) -> None:
    assert ran.stderr == ""


def test_a_run_with_nothing_new_is_quick_and_imports_nothing_slow(ran: Ran) -> None:
    code = (
        "import sys, resource\n"
        "sys.argv = ['bulletins', 'run', '--inbox', sys.argv[1], '--outputs', sys.argv[2]]\n"
        "from pipeline.cli import main\n"
        "try: main()\n"
        "except SystemExit as left:\n"
        "    used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "    print(left.code, used.ru_utime + used.ru_stime, *sys.modules, sep='\\n')\n"
    )
    before = os.readlink(ran.outputs / "dataset")
    for _ in range(2):  # the first may have to compile byte code, or find a program just edited
        done = subprocess.run(
            [sys.executable, "-c", code, str(ran.inbox), str(ran.outputs)],
            env=environment(), cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    shown, _, rest = done.stdout.partition("\n0\n")
    assert "Nothing new" in shown
    seconds, *modules = rest.split()
    assert not SLOW & set(modules)
    assert float(seconds) < 1.5
    assert os.readlink(ran.outputs / "dataset") == before


def test_a_touched_registry_rebuilds_and_reads_nothing(
    ran: Ran, bulletins: Command, tmp_path: Path
) -> None:
    registry = tmp_path / "registry"
    shutil.copytree(ROOT / "schemas" / "registry", registry)
    with (registry / "names.csv").open("a", encoding="utf-8") as out:
        out.write("\n")
    done = bulletins("run", *ran.folders, "--json", env={"BULLETINS_REGISTRY": str(registry)})
    report = json.loads(done.stdout)
    assert (done.returncode, report["unchanged"], report["read"]) == (0, False, {})
    assert report["release"] == ran.report["release"]
    bulletins("run", *ran.folders)


def test_status_tells_the_state(ran: Ran, bulletins: Command) -> None:
    bulletins("run", *ran.folders)
    done = bulletins("status", *ran.folders, "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["up_to_date"] and not found["waiting"]
    assert found["arrivals"] == len(BAD) + 2
    assert {entry["file_name"] for entry in found["rejected"]} == set(BAD)
    assert found["summary"]["coverage"]["hotline_monthly"] == ["2025-02"]
    shown = bulletins("status", *ran.folders).stdout
    assert "2025-03" in shown and "●" in shown and "“zero.pdf” is empty" in shown


def test_status_of_nothing(bulletins: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = bulletins("status", "--inbox", tmp_path, "--outputs", tmp_path / "empty")
    assert (done.returncode, "none yet" in done.stdout) == (0, True)
    done = bulletins("status", "--inbox", tmp_path, "--outputs", tmp_path / "none")
    assert (done.returncode, done.stdout) == (5, "")
    assert f"There is no outputs folder {tmp_path / 'none'}" in done.stderr
    assert not (tmp_path / "none").exists()


def test_status_names_rejected_files_by_their_hash(ran: Ran, bulletins: Command) -> None:
    shown = bulletins("status", *ran.folders).stdout
    [sha256] = [r["sha256"] for r in ran.report["rejected"] if r["file_name"] == "zero.pdf"]
    assert f"{sha256[:12]}  “zero.pdf” is empty" in shown
    assert f"{ran.outputs}/rejected" in shown


def test_lines_have_no_blanks_at_their_ends_and_any_width(ran: Ran, bulletins: Command) -> None:
    for command in ("run", "status"):
        wide = bulletins(command, *ran.folders).stdout
        assert wide == bulletins(command, *ran.folders, env={"COLUMNS": "30"}).stdout
        assert not [line for line in wide.splitlines() if line != line.rstrip()]


def test_gaps_between_issues_are_reported_apart_from_warnings() -> None:
    reported = {
        "findings": {"error": 0, "warning": 147, "info": 0},
        "findings_by_kind": {
            "warning": {"missing_issue": 146, "outlier": 1},
            "error": {},
            "info": {},
        },
        "missing_issues": ["2019-01"] * 146,
    }
    lines = [line for _, line in findings_lines(reported)]
    assert lines[:2] == ["0 error", "147 warning: outlier 1, missing_issue 146"]
    assert lines[-1].startswith("146 issues between")
    older = [line for _, line in findings_lines({"findings": reported["findings"]})]
    assert older == ["0 error", "147 warning", "0 info"]


def test_output_in_an_encoding_without_chinese(ran: Ran, bulletins: Command) -> None:
    env = {"PYTHONIOENCODING": "ascii"}
    assert bulletins("status", *ran.folders, env=env).returncode == 0
    reported = json.loads(bulletins("status", *ran.folders, "--json", env=env).stdout)
    assert any("苏州" in entry["reason"] for entry in reported["rejected"])


def test_who_stops_reading_our_output_disturbs_nothing(ran: Ran) -> None:
    command = f"{shlex.quote(sys.executable)} -m pipeline status --outputs {ran.outputs}"
    for redirect, code in (("| head -n 1 >/dev/null", 0), (">&-", 0), (">/dev/full", 5)):
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", f"{command} {redirect}"],
            env=environment(), cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == code, redirect
        assert done.stderr.count("\n") == (code != 0) and "fault" not in done.stderr


def test_missing_issues_are_shown_as_ranges() -> None:
    missing = ["2019-11", "2019-12", "2020-01", "2020-03"]
    assert ranges(missing) == ["2019-11 to 2020-01 (3)", "2020-03"]
    assert ranges([]) == []


def test_the_same_bad_file_again_is_rejected_again(ran: Ran, bulletins: Command) -> None:
    (ran.inbox / "minutes again.pdf").write_bytes(BAD["minutes.pdf"][0])
    done = bulletins("run", *ran.folders)
    assert done.returncode == 2
    assert "“minutes again.pdf”" in done.stdout or "“minutes.pdf”" in done.stdout
    assert bulletins("run", *ran.folders).returncode == 0


def test_inspect_shows_what_is_in_a_file(
    bulletins: Command, word_pdf: Path, tmp_path: Path
) -> None:
    done = bulletins("inspect", word_pdf, env={"BULLETINS_OUTPUTS": str(tmp_path / "none")})
    assert done.returncode == 0
    names = ("南京鼓楼医院", "2025年2月南京市卫生信息平台数据采集情况（医院）")
    for said in ("serial_no       157", "bookings_by_hospital", "21690", "Findings", *names):
        assert said in done.stdout
    found = json.loads(bulletins("inspect", word_pdf, "--json").stdout)
    assert len(found["tables"]) == 4 and len(found["observations"]) > 400
    assert not (tmp_path / "none").exists()


def test_inspect_of_a_bad_file(bulletins: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(bad_pdfs.of_another_city())
    done = bulletins("inspect", tmp_path / "bad.pdf")
    assert (done.returncode, done.stdout) == (2, "")
    assert "“bad.pdf” is another bulletin" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "--no-such-option"), "--no-such-option"),
        (("nonsense",), "nonsense"),
        (("run", "--workers", "0"), "workers"),
        (("run", "--workers", "many"), "--workers"),
        (("inspect",), "FILE"),
        (("inspect", "no-such-file.pdf"), "no-such-file.pdf"),
        (("inspect", "tests"), "tests is a folder"),
        (("run", "--inbox", ""), "inbox"),
        (("run", "--sample", "no-such-file.pdf"), "no-such-file.pdf"),
    ],
)
def test_wrong_usage_exits_with_1(
    bulletins: Command, arguments: tuple[str, ...], said: str
) -> None:
    done = bulletins(*arguments)
    assert done.returncode == 1
    assert said.lower() in done.stderr.lower() and "Traceback" not in done.stderr


def test_a_bad_setting_exits_with_1(bulletins: Command) -> None:
    done = bulletins("status", env={"BULLETINS_MAX_PAGES": "few"})
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "BULLETINS_MAX_PAGES" in done.stderr


def test_help_and_version(bulletins: Command) -> None:
    assert re.fullmatch(r"bulletins \d+\.\d+.*\n", bulletins("--version").stdout)
    for command in ("run", "inspect", "status"):
        done = bulletins(command, "--help")
        assert done.returncode == 0 and "Examples" in done.stdout
    assert bulletins().returncode == 0


def test_nothing_loadable_exits_with_4(bulletins: Command, tmp_path: Path) -> None:
    (tmp_path / "zero.pdf").write_bytes(b"")
    done = bulletins("run", "--inbox", tmp_path, "--outputs", tmp_path / ".outputs")
    assert done.returncode == 4
    assert "“zero.pdf” is empty" in done.stdout
    assert not (tmp_path / ".outputs" / "dataset").exists()


def test_an_empty_inbox_says_so(bulletins: Command, tmp_path: Path) -> None:
    done = bulletins("run", "--inbox", tmp_path, "--outputs", tmp_path / ".outputs")
    assert done.returncode == 4
    assert "holds no PDF" in done.stdout


def test_wrong_usage_points_at_the_help_of_its_command(bulletins: Command) -> None:
    for arguments, command in (
        (("export",), "bulletins export"),
        (("review", "correct", "x"), "bulletins review correct"),
        (("nonsense",), "bulletins"),
    ):
        done = bulletins(*arguments)
        assert done.returncode == 1 and done.stderr.endswith(f" See {command} --help.\n")


def test_folder_problems_exit_with_5(bulletins: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = bulletins("run", "--inbox", tmp_path / "none", "--outputs", tmp_path / "outputs")
    assert (done.returncode, "cannot be read" in done.stderr) == (5, True)
    done = bulletins("run", "--inbox", tmp_path, "--outputs", tmp_path / "file")
    assert (done.returncode, "cannot be written" in done.stderr) == (5, True)


@pytest.mark.slow
def test_a_missing_package_exits_with_3(bulletins: Command, tmp_path: Path, word_pdf: Path) -> None:
    inbox, lacking = tmp_path / "inbox", tmp_path / "lacking"
    inbox.mkdir()
    lacking.mkdir()
    (lacking / "pypdfium2.py").write_text("raise ModuleNotFoundError('gone', name='pypdfium2')")
    shutil.copyfile(word_pdf, inbox / "word.pdf")
    paths = os.pathsep.join((str(ROOT), str(lacking)))
    folders = ("--inbox", inbox, "--outputs", tmp_path / "outputs")
    done = bulletins("run", *folders, env={"PYTHONPATH": paths})
    assert done.returncode == 3
    assert "make setup" in done.stderr and "Traceback" not in done.stderr
    assert bulletins("run", *folders).returncode == 0


def test_the_sample_is_processed_where_there_is_nothing_else(
    bulletins: Command, tmp_path: Path, word_pdf: Path
) -> None:
    before = word_pdf.read_bytes()
    folders = ("--inbox", tmp_path, "--outputs", tmp_path / ".outputs")
    done = bulletins("run", *folders, "--sample", word_pdf)
    assert done.returncode == 0
    assert "has no PDF" in done.stdout and "sample word.pdf" in done.stdout
    for said in ("1 loaded: 2025-03", "bookings_by_hospital", "0 error", "SELECT"):
        assert said in done.stdout
    assert word_pdf.read_bytes() == before
    [sql] = re.findall(r'"(SELECT[^"]+)"', done.stdout)
    with sqlite3.connect(tmp_path / ".outputs" / "dataset" / "bulletins.sqlite") as database:
        assert len(database.execute(sql).fetchall()) == 5


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_exits_with_130(tmp_path: Path, word_pdf: Path, number: signal.Signals) -> None:
    shutil.copyfile(word_pdf, tmp_path / "word.pdf")
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", "-v",
         "--inbox", tmp_path, "--outputs", tmp_path / ".outputs"],
        env=environment(), cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr
    while "receive took" not in process.stderr.readline():
        assert process.poll() is None
    time.sleep(0.1)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=patient(30))
    assert process.returncode == 130, stderr
    assert "Interrupted" in stderr and "Traceback" not in stderr


def _read_all(terminal: int, into: list[str]) -> None:
    """What is written to a terminal until all who write to it have closed it."""
    with suppress(OSError):
        while chunk := os.read(terminal, 1 << 16):
            into.append(chunk.decode(errors="replace"))


def test_progress_on_a_terminal_goes_to_stderr(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(bad_pdfs.without_masthead())
    own, theirs = pty.openpty()
    shown: list[str] = []
    # A terminal that nobody reads is full after 4 KB, and the run would wait for it.
    reader = threading.Thread(target=_read_all, args=(own, shown))
    reader.start()
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--json",
         "--inbox", tmp_path, "--outputs", tmp_path / ".outputs"],
        env=environment({"TERM": "xterm"}), cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs,
        text=True, timeout=patient(60),
    )  # fmt: skip
    os.close(theirs)
    reader.join()
    os.close(own)
    assert "reading" in "".join(shown)
    assert json.loads(done.stdout)["exit_code"] == 4


def test_no_text_from_outside_reaches_the_terminal_raw(bulletins: Command, tmp_path: Path) -> None:
    (tmp_path / "\x1b[2J[red]x[red]\n:smile:.pdf").write_bytes(b"no")
    done = bulletins("run", "-v", "--inbox", tmp_path, "--outputs", tmp_path / ".outputs")
    assert "\x1b" not in done.stdout + done.stderr
    assert "\\x1b[2J[red]x[red]\\n:smile:.pdf" in done.stdout


@pytest.mark.slow
def test_other_packages_of_the_same_names_are_not_in_the_way(
    tmp_path: Path, word_pdf: Path
) -> None:
    """The command is that of the program, and so are the processes that it starts."""
    for name in ("pipeline", "schemas"):
        (tmp_path / "path" / name).mkdir(parents=True)
        (tmp_path / "path" / name / "__init__.py").touch()
    (tmp_path / "inbox").mkdir()
    shutil.copyfile(word_pdf, tmp_path / "inbox" / "a.pdf")
    start = project()["project"]["scripts"]["bulletins"].replace(":", " import ")
    code = f"import sys; from {start}; sys.exit(main())"
    path = os.pathsep.join([str(tmp_path / "path"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "run", "--json"],
        cwd=tmp_path, env=environment({"PYTHONPATH": path}), capture_output=True, text=True,
        timeout=patient(240),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["read"]
