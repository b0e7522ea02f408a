"""The generated documents say everything that is declared, and their queries work."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.dataset import Dataset
from pipeline.publishing import publish
from pipeline.publishing.dictionary import parquet_type
from pipeline.publishing.markdown import escaped
from schemas.base import fields_of
from schemas.catalog import tables

from . import drawn, handmade


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(handmade.dataset(), tmp_path_factory.mktemp("outputs"), summary={}).path


@pytest.fixture(scope="module")
def dictionary(release: Path) -> dict[str, str]:
    """Table name to its section."""
    text = (release / "DATA_DICTIONARY.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_dictionary_has_every_table_and_no_other(dictionary: dict[str, str]) -> None:
    assert list(dictionary) == [*tables(), "Views"]


def test_the_dictionary_has_every_column_of_every_view(
    dictionary: dict[str, str], release: Path
) -> None:
    reported = {
        (name, column)
        for name, section in re.findall(
            r"^### (\w+)$(.*?)(?=^### |\Z)", dictionary["Views"], flags=re.MULTILINE | re.DOTALL
        )
        for column in re.findall(r"^\| `(\w+)`", section, flags=re.MULTILINE)
    }
    with closing(sqlite3.connect(release / "bulletins.sqlite")) as connection:
        there = connection.execute(
            "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c "
            "WHERE m.type = 'view' AND m.name NOT LIKE 'v\\_%' ESCAPE '\\'"
        ).fetchall()
    assert there and reported == set(there)


@pytest.mark.parametrize("table", sorted(tables()))
def test_the_dictionary_holds_against_the_declaration(
    table: str, dictionary: dict[str, str]
) -> None:
    section, spec = dictionary[table], tables()[table].table
    for text in (spec.zh, spec.en, spec.about_zh, spec.about_en):
        assert text in section
    rows = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in section.splitlines()
        if line.startswith("| `")
    ]
    fields = fields_of(tables()[table])
    assert [row[0] for row in rows] == [f"`{field.name}`" for field in fields]
    for row, field in zip(rows, fields, strict=True):
        line = " | ".join(row)
        assert row[1] == field.column.zh
        assert row[2].startswith(field.column.en)
        assert row[3] == parquet_type(field)
        assert row[5] == field.column.unit
        assert row[6] == ("是 yes" if field.nullable else "否 no")
        assert row[7].startswith("PK") == (field.name in spec.key)
        assert all(header in line for header in field.column.headers)
        assert all(f"`{choice}`" in line for choice in field.choices)
        assert [f"→ `{k.target}." in row[7] for k in spec.foreign_keys if field.name in k.columns
                ] == [True for k in spec.foreign_keys if field.name in k.columns]  # fmt: skip


@pytest.mark.parametrize("document", ["README.md", "DATA_DICTIONARY.md"])
def test_every_row_of_a_table_has_the_cells_of_its_head(document: str, release: Path) -> None:
    cells, before = 0, ""
    for line in (release / document).read_text(encoding="utf-8").splitlines():
        count = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert count == cells or 0 in (count, cells), line
        assert not (count and not cells and before), f"no empty line before {line}"
        cells, before = count, line


def _blocks(release: Path, language: str) -> list[str]:
    text = (release / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def test_the_sql_of_the_readme_answers(release: Path) -> None:
    blocks = _blocks(release, "sql")
    assert len(blocks) == 4  # a first query and a trace, in two languages
    with closing(sqlite3.connect(release / "bulletins.sqlite")) as connection:
        first, trace = (connection.execute(block).fetchall() for block in blocks[:2])
    assert first == [("2025-02-01", "鼓楼医院", 12), ("2025-02-01", "南京市第一医院", None)]
    assert trace[0][:3] == ("鼓楼医院", 12, "12")
    assert blocks[:2] == blocks[2:]


def test_the_duckdb_query_of_the_readme_answers(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(release)
    for block in _blocks(release, "sql duckdb"):
        assert duckdb.connect().execute(block).fetchall() == [(handmade.FEBRUARY, handmade.REVENUE)]


def test_the_pandas_query_of_the_readme_answers(release: Path) -> None:
    blocks = _blocks(release, "python")
    assert blocks[0] == blocks[1]
    reported = subprocess.run(
        [sys.executable, "-c", blocks[0]], cwd=release, check=True, capture_output=True, text=True
    ).stdout
    assert "2025-02-01" in reported
    assert "鼓楼医院" in reported


def test_the_readme_tells_what_the_release_holds(release: Path) -> None:
    text = (release / "README.md").read_text(encoding="utf-8")
    assert release.name in text
    assert (
        "| `bookings_by_hospital` | 各医院预约挂号 | Bookings by hospital | 事实表 / fact | 3 |"
        in text
    )
    assert "| info（提示） | 1 | `outlier` 1 |" in text
    assert "2025-01 – 2025-02" in text
    assert "卫生信息中心《卫生信息简报》" in text
    assert "尚未由人确认的名称：1 个" in text


def test_text_of_a_pdf_is_only_text(tmp_path: Path) -> None:
    title = "简报](http://x)<script>|*a*`b`\n# c"
    release = publish(handmade.dataset(title=title), tmp_path, summary={})
    text = (release.path / "README.md").read_text(encoding="utf-8")
    assert r"简报\]\(http://x\)\<script\>\|\*a\*\`b\` \# c" in text
    assert "<script>" not in text.replace(r"\<script\>", "")


@pytest.mark.slow
@settings(deadline=None)
@given(st.text())
def test_escaped_text_opens_nothing(text: str) -> None:
    done = escaped(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>|~&$#!{}]", re.sub(r"\\[^\w\s]", "", done))
    assert "\n" not in done
    assert re.sub(r"\\([^\w\s]|_)", r"\1", done) == " ".join(text.split())


def test_a_release_without_issues_is_documented(tmp_path: Path) -> None:
    release = publish(Dataset.of([]), tmp_path, summary={})
    assert "No issue is loaded yet" in (release.path / "README.md").read_text(encoding="utf-8")
    with closing(sqlite3.connect(release.path / "bulletins.sqlite")) as connection:
        for block in _blocks(release.path, "sql"):
            assert connection.execute(block).fetchall() == []


@pytest.mark.slow
def test_any_dataset_is_documented(tmp_path: Path) -> None:
    for seed in range(3):
        assert publish(drawn.dataset(seed), tmp_path, summary={}).created
