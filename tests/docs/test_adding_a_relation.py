"""The worked example of docs/adding-a-relation.md works as it is written there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, environment

DOCUMENT = (ROOT / "docs" / "adding-a-relation.md").read_text(encoding="utf-8")
FILES = dict(
    re.findall(r"^`([\w/]+\.py)`:\n\n```python \w+\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
)
TRY = """
from pipeline.quality import validate
from schemas.quality import Finding
from tests.quality.handmade import dataset, row

figures = dict(district_id="d", position=1, scheduled_records=10, realtime_days=3)
good = row("platform_by_hospital", hospital_id="yi", position=2, scheduled_records=9)
lost = row("platform_by_district", outpatient_visits=1000, **figures)
for one in validate(dataset(None, good, lost)).of_type(Finding):
    print(one.kind, one.severity, one.entity, one.measure, one.page, sep="|")
    print(one.message, one.message_zh, sep="|")
"""


def block(name: str) -> str:
    """The code block of the document with this name."""
    found = re.search(rf"^```\w+ {name}\n(.*?)^```$", DOCUMENT, flags=re.MULTILINE | re.DOTALL)
    assert found is not None, name
    return found[1]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with the relation declared by a table, but without its check."""
    folder = tmp_path_factory.mktemp("new-relation")
    for name in ("schemas", "pipeline"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    write(folder, "schemas/given_together.py")
    platform = folder / "schemas" / "platform.py"
    text = platform.read_text(encoding="utf-8")
    declared = text.replace(
        "_RELATIONS: tuple[Relation, ...] = (\n", f"_RELATIONS = (\n    {block('table')}", 1
    ).replace("from schemas.relations import", f"{IMPORT}\nfrom schemas.relations import", 1)
    assert declared.count("GivenTogether") == 2
    platform.write_text(declared, encoding="utf-8")
    for language in ("en", "zh"):
        catalogue = folder / "pipeline" / "model" / "catalogue" / f"{language}.py"
        texts = catalogue.read_text(encoding="utf-8")
        worded = texts.replace("TEXTS = {\n", f"TEXTS = {{\n{block(language)}", 1)
        catalogue.write_text(worded, encoding="utf-8")
    return folder


IMPORT = "from schemas.given_together import GivenTogether"


def write(folder: Path, name: str) -> None:
    assert not (folder / name).exists(), "the example is not part of the program"
    (folder / name).write_text(FILES[name], encoding="utf-8")


def python(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code with the copy before our own tree."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=300,
        env=environment({"PYTHONPATH": f"{folder}:{ROOT}"}), check=False,
    )  # fmt: skip


def test_the_example_takes_two_files() -> None:
    assert set(FILES) == {"schemas/given_together.py", "pipeline/quality/checks/given_together.py"}


@pytest.mark.slow
def test_a_relation_without_its_check_is_an_error_then_with_it_finds_the_fault(tree: Path) -> None:
    alone = python(tree, "import pipeline.quality.registry")
    assert alone.returncode == 1
    assert "The relation GivenTogether has no check: add a file to" in alone.stderr
    write(tree, "pipeline/quality/checks/given_together.py")
    done = python(tree, TRY)
    assert done.returncode == 0, done.stderr
    address, message = done.stdout.splitlines()
    assert address == "conflict|warning|丁区|outpatient_revenue_cny|3"
    english, chinese = message.split("|")
    assert english == block("finding").strip()
    assert chinese == "丁区 2030-04 有“门急诊人次”，但没有“门急诊收入”。"
