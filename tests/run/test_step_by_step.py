"""Whatever happens in whatever order, the release is that of a build from nothing.

Issues arrive one by one or several at once, another edition of an issue comes, people correct
figures, names are added to the registry and taken out again. Before each of these a process waits
that has rehearsed what lies there; after it, its run keeps what it can of the rehearsal and of the
runs before. The release must be, byte for byte, that of an archive that was made of
the same files at once and has no release and no interpretation yet. SQLite must have the same rows
in the same order.
"""

from __future__ import annotations

import csv
import json
import random
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.archive import Archive
from pipeline.decisions import load_decisions, validated
from pipeline.decisions.lines import CORRECTION_COLUMNS
from pipeline.interpreting import store
from pipeline.interpreting.task import interpret_and_save
from pipeline.longitudinal import with_derived_tables
from pipeline.model.kept_results import forget_results
from pipeline.publishing import row_tables
from pipeline.publishing.ahead import prepare
from pipeline.publishing.content import TableContent, contents_of, release_id
from pipeline.publishing.parquet import write_parquet
from pipeline.quality import passed_rows, validate
from pipeline.reading import READER_VERSION, read_pdf
from pipeline.reading.isolation.orders import Answer, Order
from pipeline.reading.isolation.pool import ReaderPool
from pipeline.reading.store import ReadingStore
from pipeline.run.building import Built
from pipeline.run.intake import receive_inbox, refresh_intake
from pipeline.run.rehearsal import rehearse
from pipeline.run.steps import PLAIN
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings, load_settings
from tests.lab import bulletin
from tests.publishing.databases import said_by

_DRAWN: tuple[dict[str, Any], ...] = (
    {"issue": 3, "new_hospital": "南京市明日医院"},
    {"issue": 4},
    {"issue": 5, "unknown_table": True},
    {"issue": 4},  # another edition
    {"issue": 9, "new_hospital": "南京市明日医院"},
    {"issue": 6, "combined": True},
)
_RENAMED = "yuhua-dental"
_OF_THIS_RUN = {"CHANGES.md", "SHA256SUMS"}
"""What a release says about the one before it."""


@cache
def _drawn(number: int) -> bytes:
    return bulletin(number, year=2025, rows=5, articles=1, **_DRAWN[number])[0]


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Interpreting is what it always is; a process of its own would only take longer."""

    def interpret(pool: ReaderPool, sha256: str, key: str) -> Answer:
        settings = pool.settings
        interpret_and_save(Order(
            "", sha256, str(settings.outputs), 60, 1000, 100, "interpret",
            str(settings.registry), key,
        ))  # fmt: skip
        return Answer("read")

    monkeypatch.setattr(store, "_IN_MEMORY", {})
    monkeypatch.setattr(row_tables, "_AHEAD", {})
    monkeypatch.setattr(row_tables, "_MANY_ROWS", 1)
    monkeypatch.setattr(passed_rows, "_AHEAD", {})
    monkeypatch.setattr(passed_rows, "_MANY_ROWS", 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    monkeypatch.setattr(ReaderPool, "interpret", interpret)
    yield
    _forget()


@dataclass
class _Life:
    """An archive, and what people do with it."""

    settings: Settings
    chance: random.Random
    made: Mapping[str, TableContent] = field(default_factory=dict)
    waits: bool = True

    def wait(self) -> None:
        """A process has loaded all and rehearsed, and waits for a file."""
        _forget()
        if dataset := rehearse(self.settings):
            prepare(dataset, self.settings.dataset)

    def arrive(self, numbers: Iterable[int]) -> None:
        """Drawn issues come, and are read."""
        self.settings.inbox.mkdir(exist_ok=True)
        for number in numbers:
            (self.settings.inbox / f"{number}.pdf").write_bytes(_drawn(number))
        archive = Archive(self.settings)
        receive_inbox(archive)
        readings = ReadingStore(self.settings, READER_VERSION, archive.storage)
        for sha256 in {one.sha256 for one in archive.arrivals()}:
            if readings.state(sha256) != "read":
                readings.save(read_pdf(self.settings.originals / f"{sha256}.pdf", sha256))

    def correct(self) -> None:
        """Somebody overrules a figure that is printed once and feeds a row."""
        line = self.chance.choice(_correctable(self.made))
        known = {name: str(line[name] or "") for name in CORRECTION_COLUMNS if name in line}
        decided = {"corrected": str(line["value"] + 1), "reason": "misprint", "author": "Li",
                   "decided_on": "2025-06-01"}  # fmt: skip
        path = self.settings.corrections
        is_new = not path.exists()
        with path.open("a", encoding="utf-8", newline="") as file:
            sheet = csv.DictWriter(file, CORRECTION_COLUMNS)
            if is_new:
                sheet.writeheader()
            sheet.writerow({**known, **decided})

    def name(self) -> None:
        """The hospital that nobody knew gets a name in the registry; or the name goes again."""
        path = self.settings.registry / "names.csv"
        line = f"hospital,南京市明日医院,{_RENAMED},,,taken over\n"
        text = path.read_text("utf-8")
        path.write_text(text.replace(line, "") if line in text else text + line, "utf-8")

    def build(self) -> Built:
        if not self.waits:
            _forget()
        with closing(Workspace(self.settings)) as workspace:
            return PLAIN.build(workspace)

    def make(self) -> Mapping[str, TableContent]:
        """Build and validate; what would be published."""
        check = partial(validate, limits=self.settings.checks)
        decisions = load_decisions(self.settings)
        dataset = validated(self.build().dataset, decisions, check, None)
        self.made = contents_of(with_derived_tables(dataset))
        return self.made

    def publish(self) -> Path:
        """The release, with the report of its validation."""
        archive, docs = Archive(self.settings), self.settings.outputs / ".docs"
        shutil.rmtree(docs, ignore_errors=True)
        docs.mkdir()
        built = PLAIN.validate(self.build(), docs, self.settings)
        PLAIN.publish(built, refresh_intake(archive, []), archive, docs)
        self.made = contents_of(built.dataset)
        return (self.settings.outputs / "dataset").resolve()

    def anew(self, folder: Path) -> _Life:
        """An archive of the same files, of which nothing has been made but readings."""
        shutil.rmtree(folder, ignore_errors=True)
        for name in ("arrivals", "originals", "readings"):
            shutil.copytree(
                self.settings.outputs / name, folder / name,
                ignore=shutil.ignore_patterns("*.issue.json"),
            )  # fmt: skip
        settings = self.settings.model_copy(update={"outputs": folder})
        return _Life(settings, self.chance, waits=False)


def _forget() -> None:
    """What a process that waits has made is gone with it."""
    store._IN_MEMORY.clear()
    row_tables.forget()
    passed_rows.forget()
    forget_results()


def _life(folder: Path, seed: int) -> _Life:
    shutil.copytree(load_settings().registry, folder / "registry")
    return _Life(
        load_settings(
            inbox=folder / "inbox", outputs=folder / "outputs", registry=folder / "registry",
            corrections=folder / "corrections.csv", reviews=folder / "reviews.csv",
            quiet_seconds=0, workers=1,
        ),
        random.Random(seed),
    )  # fmt: skip


def _correctable(made: Mapping[str, TableContent]) -> list[dict[str, Any]]:
    """Figures that stay whatever comes: another edition of 2025-04 may print others."""
    hospitals = made["hospitals"]
    known = {
        id_ for id_, provisional in zip(hospitals.column("hospital_id"),
                                        hospitals.column("provisional"), strict=True)
        if not provisional and id_ != _RENAMED
    }  # fmt: skip
    seen = made["observations"]
    names = [field.name for field in seen.fields]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*seen.columns, strict=True)]
    return [
        row for row in rows
        if row["entity_id"] in known and row["issue_id"] != "2025-04"
        and row["status"] in ("reported", "flagged") and row["value"] is not None
    ]  # fmt: skip


def _files(release: Path) -> dict[str, Any]:
    return {
        str(path.relative_to(release)): _said(path)
        for path in sorted(release.rglob("*"))
        if path.is_file() and path.name not in _OF_THIS_RUN
    }


def _bytes(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _said(path: Path) -> Any:
    """The bytes of a file; of SQLite its rows, of which other pages are made."""
    if path.suffix == ".sqlite":
        return said_by(path)
    if path.name == "datapackage.json":
        package = json.loads(path.read_text("utf-8"))
        for resource in package["resources"]:
            if resource["path"].endswith(".sqlite"):
                del resource["bytes"], resource["hash"]
        return package
    return path.read_bytes()


def _parquet(made: Mapping[str, TableContent], folder: Path) -> dict[str, bytes]:
    """The bytes of every table."""
    path, found = folder / "one.parquet", {}
    for name, content in made.items():
        write_parquet(content, path)
        found[name] = path.read_bytes()
    return found


def test_an_issue_a_correction_and_a_name_are_as_if_from_nothing(tmp_path: Path) -> None:
    life = _life(tmp_path, 1)
    life.arrive([0])
    life.make()
    before = _bytes(life.settings.outputs)
    life.wait()
    assert _bytes(life.settings.outputs) == before, "a rehearsal writes nothing"
    assert rehearse(life.settings, lambda: False) is None, "an order has come"
    life.correct()
    life.name()
    life.arrive([1])
    kept, anew = life.make(), life.anew(tmp_path / "anew").make()
    assert release_id(kept) == release_id(anew)
    assert _parquet(kept, tmp_path) == _parquet(anew, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_events_is_as_if_from_nothing(seed: int, tmp_path: Path) -> None:
    life = _life(tmp_path, seed)
    to_come = life.chance.sample(range(len(_DRAWN)), len(_DRAWN))
    life.arrive([to_come.pop()])
    life.publish()
    while to_come:
        life.wait()
        event = life.chance.choice(("arrive", "arrive", "correct", "name"))
        if event == "arrive":
            count = life.chance.randint(1, min(2, len(to_come)))
            life.arrive([to_come.pop() for _ in range(count)])
        else:
            getattr(life, event)()
        kept, anew = life.publish(), life.anew(tmp_path / "anew").publish()
        before, after = _files(kept), _files(anew)
        assert before.keys() == after.keys() and kept.name == anew.name
        assert [name for name in before if before[name] != after[name]] == []
