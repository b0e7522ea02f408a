"""`bulletins query`: answers in three formats, nothing written, one sentence for what is wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.cli.query_command import ask
from pipeline.errors import FolderError, UsageError
from pipeline.settings import Settings, load_settings
from tests.conftest import ROOT, Command, environment
from tests.explore import releases
from tests.waiting import patient

FIRST = "SELECT month, hospital, total FROM v_bookings_by_hospital ORDER BY month, total LIMIT 2"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs")
    releases.publish_small(folder)
    return folder


@pytest.fixture
def settings(outputs: Path) -> Settings:
    return load_settings(outputs=outputs)


def answer(
    settings: Settings, capsys: pytest.CaptureFixture[str], sql: str, form: str = "table"
) -> str:
    assert ask(settings, sql, form=form, output=None, timeout_s=10) == 0
    return capsys.readouterr().out


def test_a_table(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(settings, capsys, FIRST).splitlines() == [
        "month       hospital  total",
        "-----       --------  -----",
        "2024-02-01  鼓楼医院      8",
        "2025-01-01  鼓楼医院     10",
        "(2 rows)",
    ]


def test_csv_is_safe_in_a_spreadsheet(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = "SELECT '=1+1' AS a, NULL AS b, 'x\"\ny' AS c, 121380840.05 AS d, -5 AS e, '' AS f"
    text = answer(settings, capsys, sql, "csv")
    assert list(csv.reader(io.StringIO(text)))[1] == [
        "'=1+1",
        "",
        'x"\ny',
        "121380840.05",
        "-5",
        "",
    ]
    assert text.endswith(',-5,""\r\n') and ',,"x' in text


def test_json(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    [row] = json.loads(answer(settings, capsys, "SELECT 1 AS n, NULL AS z, x'00ff' AS b", "json"))
    assert row == {"n": 1, "z": None, "b": "00ff"}


def test_control_characters_do_not_reach_the_terminal(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "\x1b" not in answer(settings, capsys, "SELECT char(27) || '[31m' AS x")


def test_the_index_of_articles_can_be_asked(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = "SELECT position FROM articles_search WHERE articles_search MATCH '\"预 约\"'"
    assert json.loads(answer(settings, capsys, sql, "json")) == [{"position": 1}]


@pytest.mark.parametrize(
    ("sql", "reported"),
    [
        ("SELEC 1", "does not understand"),
        ("SELECT * FROM bookings_by_hospitl", "Do you mean bookings_by_hospital"),
        ("SELECT totl FROM bookings_by_hospital", "Do you mean total"),
        ("SELECT 1; SELECT 2", "one query"),
        ("", "no query"),
        ("-- nothing", "no query"),
        ("SELECT :month", "parameter"),
        ("DELETE FROM findings", "only be read"),
        ("UPDATE bookings_by_hospital SET total = 1", "only be read"),
        ("CREATE TABLE x (y)", "only be read"),
        ("ATTACH 'x.sqlite' AS x", "only be read"),
        ("VACUUM INTO 'x.sqlite'", "only be read"),
        ("PRAGMA query_only = 0", "only be read"),
        ("PRAGMA writable_schema = 1", "only be read"),
        ("SELECT load_extension('x')", "only be read"),
        ("SELECT '\ud800'", "does not understand"),
    ],
)
def test_what_will_not_do_is_one_sentence(
    sql: str, reported: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    before = (settings.dataset / "bulletins.sqlite").read_bytes()
    with pytest.raises(UsageError) as caught:
        ask(settings, sql, form="table", output=None, timeout_s=10)
    assert reported in str(caught.value) and "\n" not in str(caught.value)
    assert (settings.dataset / "bulletins.sqlite").read_bytes() == before
    assert not list(tmp_path.iterdir())


def test_a_query_without_end_is_given_up(settings: Settings) -> None:
    began = time.monotonic()
    with pytest.raises(UsageError, match=r"more than 0\.2 seconds"):
        ask(settings, ENDLESS, form="table", output=None, timeout_s=0.2)
    assert time.monotonic() - began < 5


def test_two_columns_of_one_name_are_no_json(settings: Settings) -> None:
    with pytest.raises(UsageError, match="Two columns are called a"):
        ask(settings, "SELECT 1 AS a, 2 AS a", form="json", output=None, timeout_s=1)


@pytest.mark.parametrize(("form", "timeout"), [("xml", 1.0), ("csv", 0.0), ("csv", float("nan"))])
def test_options_that_make_no_sense(form: str, timeout: float, settings: Settings) -> None:
    with pytest.raises(UsageError):
        ask(settings, "SELECT 1", form=form, output=None, timeout_s=timeout)


def test_into_a_file(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "new" / "first.csv"
    assert ask(settings, FIRST, form="csv", output=path, timeout_s=10) == 0
    assert path.read_text(encoding="utf-8").splitlines()[1] == '"2024-02-01","鼓楼医院",8'
    with pytest.raises(FolderError):
        ask(settings, FIRST, form="csv", output=tmp_path, timeout_s=10)


def test_the_command(bulletins: Command, outputs: Path, tmp_path: Path) -> None:
    done = bulletins("query", FIRST, "--format", "csv", "--outputs", outputs)
    assert done.returncode == 0 and done.stdout.startswith('"month","hospital","total"')
    done = bulletins("query", "SELECT", "--outputs", outputs)
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and not done.stdout
    done = bulletins("query", FIRST, "--outputs", tmp_path)
    assert done.returncode == 1 and "There is no dataset" in done.stderr


def test_from_stdin_and_interrupted(outputs: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", "query", "-", "--outputs", str(outputs)],
        env=environment(), cwd=ROOT, text=True, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(ENDLESS)
        process.stdin.close()
        process.stdin = None
        time.sleep(2)
        os.kill(process.pid, signal.SIGINT)
        _, reported = process.communicate(timeout=patient(60))
    assert process.returncode == 130 and "Traceback" not in reported
