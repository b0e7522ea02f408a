"""The documents tell all that there is, and what they tell is so."""

from __future__ import annotations

import json
import re
import runpy
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from pipeline.errors import ExitCode
from pipeline.quality.thresholds import Thresholds
from pipeline.settings import ENV_PREFIX, Settings, variable
from schemas.base import fields_of
from schemas.catalog import tables
from schemas.quality import FileStatus, FindingKind, Severity, Status
from tests.conftest import ROOT, Command, environment

DOCS = ROOT / "docs"
USING = DOCS / "using-the-data.md"
NOTEBOOK = ROOT / "pipeline" / "dataset" / "first-hour.ipynb"
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
FOLDERS = tuple(ROOT / name / "README.md" for name in ("inbox", "outputs"))
PAGES = (
    *READMES,
    *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted(DOCS.rglob("*.md")),
    *FOLDERS,
)
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(path: Path, language: str) -> list[str]:
    return [code for found, code in _FENCE.findall(text_of(path)) if found == language]


def prose(path: Path) -> str:
    return _FENCE.sub("", text_of(path))


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, bulletins: Command, word_pdf: Path
) -> Path:  # fmt: skip
    """A folder in which somebody has run the sample."""
    folder = tmp_path_factory.mktemp("somebody")
    (folder / "inbox").mkdir()
    shutil.copyfile(word_pdf, folder / "inbox" / "word.pdf")
    done = bulletins("run", "--inbox", folder / "inbox", "--outputs", folder / "outputs", "--json")
    assert json.loads(done.stdout)["exit_code"] == 0, done.stderr
    return folder


def query(place: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(place / "outputs" / "dataset" / "bulletins.sqlite") as database:
        return database.execute(sql).fetchall()


@pytest.mark.parametrize("path", [READMES[0], *sorted(DOCS.glob("*.md"))], ids=lambda p: p.name)
def test_every_query_of_the_documents_runs(path: Path, place: Path) -> None:
    for sql in blocks(path, "sql"):
        query(place, sql)


def test_the_first_query_answers_what_the_readme_shows(place: Path) -> None:
    first = query(place, blocks(READMES[0], "sql")[0])
    shown = [line.split() for line in blocks(READMES[0], "text")[0].splitlines()]
    assert [[str(value) for value in row] for row in first] == shown


def test_the_readme_shows_findings(place: Path) -> None:
    assert query(place, blocks(READMES[0], "sql")[-1])


def run_snippet(code: str, place: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=place, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readme_leads_to_a_panel_and_a_chart(place: Path) -> None:
    [code] = [code for code in blocks(READMES[0], "python") if "pivot" in code]
    shown = run_snippet(code, place)
    assert shown.index("南京鼓楼医院") < shown.index("南京市儿童医院") and "9314" in shown
    assert (place / "gulou.png").read_bytes().startswith(b"\x89PNG")


def test_the_readme_leads_to_the_page_of_a_figure(place: Path) -> None:
    [code] = [code for code in blocks(READMES[0], "python") if "provenance" in code]
    assert run_snippet(code, place).startswith("9314 reported word.pdf")
    assert (place / "figure.png").read_bytes().startswith(b"\x89PNG")


def test_the_traced_figure_is_the_printed_one(place: Path) -> None:
    [code] = [code for code in blocks(USING, "python") if "crop" in code]
    printed, _, cut = run_snippet(code, place).strip().partition(" = ")
    assert printed == cut == "9314"


def test_every_recipe_in_python_runs(place: Path) -> None:
    """One process for all of them: most of the time goes into importing pandas."""
    recipes = blocks(USING, "python")
    assert len(recipes) > 5
    shown = run_snippet("\n".join(recipes), place)
    assert "9314" in shown and "outpatient_revenue_cny: decimal128(18, 2)" in shown


def test_the_recipes_of_the_shell_run(place: Path, bulletins: Command) -> None:
    lines = "".join(blocks(USING, "sh")).splitlines()
    for line in lines:
        program, command, *arguments = shlex.split(line)
        assert program == ".venv/bin/bulletins"
        if command == "serve":
            continue
        target = [place / a if before in ("--to", "--output") else a
                  for before, a in zip(["", *arguments], arguments, strict=False)]  # fmt: skip
        done = bulletins(command, *target, "--outputs", place / "outputs")
        assert done.returncode == 0, done.stderr
    assert {path.name for path in place.iterdir()} >= {"stata", "excel", "csv", "findings.csv"}


_NO_CHINESE = """
from matplotlib import font_manager
known = font_manager.fontManager
known.ttflist = [font for font in known.ttflist if "mpl-data" in font.fname]
font_manager.findSystemFonts = lambda *given, **named: []
"""
"""Leaves matplotlib the fonts that it brings, which draw no Chinese."""


@pytest.mark.slow
@pytest.mark.parametrize("before", ["", _NO_CHINESE], ids=["as it is", "no Chinese font"])
def test_the_notebook_runs(before: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in cells), "strip the outputs"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(before))
    client = nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(place)}}
    )
    client.execute()
    outputs = [output for cell in cells for output in cell.outputs]
    pictures = [o for o in outputs if "image/png" in o.get("data", {})]
    assert len(pictures) == 4, "three charts and the piece of a page"
    reported = "".join(o.get("text", "") for o in outputs if o.get("name") == "stdout")
    assert "9314 = 9314 | word.pdf page" in reported
    assert not [o for o in outputs if o.get("name") == "stderr"]


def test_the_shell_lines_of_the_readme_are_known_commands(bulletins: Command) -> None:
    targets = re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE)
    for line in "".join(blocks(READMES[0], "sh")).splitlines():
        program, *arguments = line.split()
        if program == "make":
            assert set(arguments) <= set(targets)
        else:
            assert program == ".venv/bin/bulletins"
            assert bulletins(arguments[0], "--help").returncode == 0
            files = [given for given in arguments[1:] if not given.startswith("-")]
            assert all((ROOT / file).exists() for file in files)


def test_both_readmes_say_the_same() -> None:
    ours, theirs = map(text_of, READMES)
    assert _FENCE.findall(ours) == _FENCE.findall(theirs)
    for pattern in (r"^#+ ", r"^\|", r"^- "):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (ours, theirs)]
        assert counts[0] == counts[1], pattern
    code = [set(re.findall(r"`([^`\n]+)`", prose(path))) for path in READMES]
    assert code[0] == code[1]
    links = [
        [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("README")]
        for text in (ours, theirs)
    ]
    assert links[0] == links[1]


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", prose(path)):
        if not link.startswith("http"):
            assert (path.parent / link).exists(), link


_EXAMPLES = {"adding-a-table.md", "adding-a-relation.md"}  # they make a file up
OWN = [path for path in PAGES if path.name not in _EXAMPLES]


@pytest.mark.parametrize("path", OWN, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_that_are_named_exist(path: Path) -> None:
    """Files of Python, also within a package that the sentence is about, and folders of code."""
    packages = [p for p in (ROOT / "pipeline").rglob("*") if p.is_dir()]
    for name in re.findall(r"`([\w./-]+)`", prose(path)):
        if name.endswith(".py") or _is_of_the_code(name):
            assert any((root / name).exists() for root in (ROOT, ROOT / "pipeline", *packages)), (
                name
            )


def _is_of_the_code(name: str) -> bool:
    first, slash, rest = name.partition("/")
    kept = {"pipeline", "schemas", "tests", "docs", "deploy", "bench"}
    return bool(slash) and (first in kept or (not rest and (ROOT / "pipeline" / first).is_dir()))


def test_what_repeats_the_code_is_current() -> None:
    generated: Callable[[], dict[Path, str]] = runpy.run_path(str(DOCS / "generate.py"))[
        "generated"
    ]
    for path, text in generated().items():
        assert text_of(path) == text, f"run `make docs`: {path.name} is old"


def test_every_command_and_option_is_documented() -> None:
    documented = text_of(DOCS / "commands.md")
    for name, command in runpy.run_path(str(DOCS / "generate.py"))["commands"]().items():
        assert f"\n## bulletins {name}\n" in documented, name
        section = documented.split(f"\n## bulletins {name}\n")[1].split("\n## ")[0]
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert all(f"`{option}`" in section for option in parameter.opts), parameter.name
        assert f"bulletins {name}" in "".join(blocks(DOCS / "commands.md", "sh"))


def test_every_setting_is_documented() -> None:
    for name in Settings.model_fields:
        assert f"`{variable(name)}`" in text_of(DOCS / "settings.md")
    for name, field in Thresholds.model_fields.items():
        assert f"`{variable('checks', name)}`" in text_of(DOCS / "settings.md")
        assert " ".join((field.description or "?").split()) in text_of(DOCS / "settings.md")


def test_variables_that_are_named_are_settings() -> None:
    known = {variable(name) for name in Settings.model_fields}
    known |= {variable("checks", name) for name in Thresholds.model_fields}
    for path in PAGES:
        assert set(re.findall(rf"\b{ENV_PREFIX}[A-Z_]+\b", text_of(path))) <= known, path.name


@pytest.mark.parametrize("path", [*READMES, DOCS / "commands.md"], ids=lambda p: p.name)
def test_every_exit_code_is_documented(path: Path) -> None:
    assert re.findall(r"^\| (\d+) \|", text_of(path), re.MULTILINE) == [
        str(int(code)) for code in ExitCode
    ]


def test_every_table_and_column_is_documented() -> None:
    listed = re.findall(
        r"`(\w+)`", " ".join(re.findall(r"^\| (`.+?) \|", text_of(READMES[0]), re.M))
    )
    assert set(listed) == set(tables())
    sections = re.split(r"^## ", text_of(DOCS / "tables.md"), flags=re.MULTILINE)[1:]
    by_name = {section.partition("\n")[0]: section for section in sections}
    assert list(by_name) == [*tables(), "Views"]
    for name, model in tables().items():
        assert all(f"| `{field.name}` |" in by_name[name] for field in fields_of(model)), name


def test_every_kind_severity_and_status_is_documented() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", text_of(DOCS / "quality.md"), re.MULTILINE)
    wanted = [*get_args(FindingKind), *get_args(Severity), *get_args(Status)]
    assert sorted(documented) == sorted([*wanted, *get_args(FileStatus)])


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_path_of_a_machine_stands_in_a_document(path: Path) -> None:
    assert not re.search(r"(?<![\w.~])/(?:home|root|tmp|work|Users|opt)/", text_of(path))
