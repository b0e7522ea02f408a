"""Names that no one has decided on, a person's decision, and the run that follows it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pipeline import quality
from pipeline.cli import names_command
from pipeline.decisions.names import accept_name, new_entity
from pipeline.decisions.unknown_names import unknown_names
from pipeline.errors import ExitCode, FolderError, UsageError
from pipeline.interpreting import load_registry
from pipeline.interpreting.names.entities import resolve
from pipeline.model.dataset import Dataset
from pipeline.run.driver import run
from pipeline.settings import Settings
from tests.conftest import ROOT, Command
from tests.publishing import handmade

REGISTRY = ROOT / "schemas" / "registry"
UNKNOWN = "南京江心洲医院"


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REGISTRY, tmp_path / "registry"))


@pytest.fixture
def undecided(settings: Settings, registry: Path) -> Settings:
    """Settings with a dataset in which one hospital is unknown, printed in two forms."""
    ident = resolve(UNKNOWN, "hospital", load_registry(registry)).entity_id
    rows = [
        handmade.row("hospitals", hospital_id=ident, name=UNKNOWN, provisional=True),
        *(
            handmade.row(
                "entity_names", kind="hospital", name=name, entity_id=ident, source="provisional"
            )
            for name in (UNKNOWN, f"{UNKNOWN}(新)")
        ),
        _row("bookings_by_hospital", ident, f"{UNKNOWN}①"),
        _row("platform_by_hospital", ident, f"{UNKNOWN}（新）"),
    ]
    from pipeline.publishing import publish

    publish(handmade.dataset(*rows), settings.outputs, summary={})
    return settings.model_copy(update={"registry": registry})


def _row(table: str, ident: str, printed: str) -> Any:
    return handmade.row(
        table, month=handmade.FEBRUARY, hospital_id=ident, issue_id="2025-03", name_printed=printed
    )


def decide(settings: Settings, printed: str = UNKNOWN, entity: str = "gulou", **said: Any) -> int:
    options = {"kind": None, "valid_from": None, "valid_to": None, "as_json": False, **said}
    return names_command.accept(settings, printed, entity, **options)


def create(settings: Settings, printed: str = UNKNOWN, **said: Any) -> int:
    options = {"entity_id": None, "kind": None, "name": None, "feeds": None, "as_json": False}
    return names_command.new(settings, printed, **{**options, **said})


def added(registry: Path, file: str) -> list[str]:
    """Lines that the registry has and the packaged one has not; none may be gone."""
    before = (REGISTRY / file).read_text("utf-8").splitlines()
    after = (registry / file).read_text("utf-8").splitlines()
    assert [line for line in after if line in set(before)] == before
    return [line for line in after if line not in before]


def test_an_unknown_name_is_listed_with_its_places_and_neighbours(
    undecided: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert names_command.list_names(undecided, as_json=True) == ExitCode.OK
    [found] = json.loads(capsys.readouterr().out)["unknown"]
    assert (found["printed"], found["kind"], found["rows"]) == (UNKNOWN, "hospital", 2)
    assert found["forms"] == [UNKNOWN, f"{UNKNOWN}(新)"]
    assert found["seen"] == [
        {"issue_id": "2025-03", "table": "bookings_by_hospital", "rows": 1},
        {"issue_id": "2025-03", "table": "platform_by_hospital", "rows": 1},
    ]
    scores = [near["score"] for near in found["candidates"]]
    assert scores == sorted(scores, reverse=True) and 0 < scores[0] < 100
    ids = {near["entity_id"]: near["beside"] for near in found["candidates"]}
    assert "jiangbei-hospital" in ids
    names_command.list_names(undecided, as_json=False)
    reported = capsys.readouterr().out
    assert "\n  in bookings_by_hospital: 1 row, issue 2025-03\n" in reported
    assert (
        f"{UNKNOWN}  (hospital, 2 rows" in reported
        and "jiangbei-hospital (南京江北医院)" in reported
    )


def test_a_known_name_beside_the_unknown_one_is_reported(
    undecided: Settings, registry: Path
) -> None:
    with (registry / "hospitals.csv").open("a", encoding="utf-8") as file:
        file.write("di-yi,南京江心洲第一医院,,,,,\n")
    [found] = unknown_names(undecided.dataset, load_registry(registry))
    assert {near.entity_id: near.beside for near in found.candidates}["di-yi"] == 1


def test_accepting_writes_one_line_in_its_place(
    undecided: Settings, registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(undecided, f"{UNKNOWN} ", "南京江北医院", valid_from="2016-03", valid_to="2017-12")
    assert "`bulletins run`" in capsys.readouterr().out
    line = f"hospital,{UNKNOWN},jiangbei-hospital,2016-03-01,2017-12-01,accepted"
    assert added(registry, "names.csv") == [line]
    lines = (registry / "names.csv").read_text("utf-8").splitlines()[1:]
    assert lines == sorted(lines)
    [found] = unknown_names(undecided.dataset, load_registry(registry))
    assert found.decided == "jiangbei-hospital"


def test_a_new_entity_keeps_its_provisional_id_unless_it_gets_another(
    undecided: Settings, registry: Path
) -> None:
    [before] = unknown_names(undecided.dataset, load_registry(registry))
    create(undecided, name="南京江心洲国际医院")
    assert added(registry, "hospitals.csv") == [f"{before.entity_id},南京江心洲国际医院,,,,,"]
    assert added(registry, "names.csv") == [f"hospital,{UNKNOWN},{before.entity_id},,,accepted"]


def test_a_new_entity_with_an_id(undecided: Settings, registry: Path) -> None:
    create(undecided, entity_id="jiangxinzhou")
    assert added(registry, "hospitals.csv") == [f"jiangxinzhou,{UNKNOWN},,,,,"]
    assert added(registry, "names.csv") == []
    create(undecided, "某某小程序", kind="channel", entity_id="mini", feeds="online")
    assert added(registry, "channels.csv") == ["mini,某某小程序,online,,"]


@pytest.mark.parametrize(
    ("printed", "entity", "said", "why", "hint"),
    [
        (UNKNOWN, "jiangbei-hospitel", {}, "no hospital", "jiangbei-hospital (南京江北医院)"),
        (UNKNOWN, "320115", {}, "no hospital", "It is a district"),
        ("南京江心州医院", "gulou", {}, "not an unknown name", UNKNOWN),
        ("南京脑科医院", "gulou", {}, "decided already", "edit"),
        ("南京脑科医院", "gulou", {"kind": "hospital"}, "decided already", "names.csv"),
        (UNKNOWN, "gulou", {"kind": "clinic"}, "no kind", "hospital, district, channel"),
        (UNKNOWN, "gulou", {"valid_from": "2016-13"}, "must be a month", ""),
        (UNKNOWN, "gulou", {"valid_from": "2016-02", "valid_to": "2016-01"}, "cannot end", ""),
        (" ", "gulou", {"kind": "hospital"}, "empty", ""),
    ],
)
def test_a_decision_that_cannot_be_is_refused_with_a_hint(
    undecided: Settings, registry: Path, printed: str, entity: str, said: Any, why: str, hint: str
) -> None:
    with pytest.raises(UsageError) as refused:
        decide(undecided, printed, entity, **said)
    assert why in refused.value.message and hint in refused.value.hint
    assert added(registry, "names.csv") == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"entity_id": "benq"}, "taken by 南京明基医院"),
        ({"entity_id": "320115"}, "taken by 江宁区"),
        ({"entity_id": "Bad Id"}, "will not do as entity_id"),
        ({"name": "南京脑科医院"}, "decided already"),
        ({"feeds": "online"}, "--feeds is for channels"),
    ],
)
def test_a_new_entity_that_cannot_be_is_refused(
    undecided: Settings, registry: Path, said: Any, why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        create(undecided, **said)
    assert added(registry, "hospitals.csv") == added(registry, "names.csv") == []


def test_a_decision_is_made_once(undecided: Settings) -> None:
    decide(undecided)
    with pytest.raises(UsageError, match="decided already: it stands for gulou"):
        decide(undecided, entity="benq")


def test_the_format_of_a_file_stays(registry: Path) -> None:
    path = registry / "names.csv"
    text = path.read_text("utf-8").replace("hospital,南京总医院,", '"hospital",南京总医院,')
    header, *lines = text.splitlines()
    path.write_bytes(("\ufeff" + "\r\n".join([header, *reversed(lines)])).encode())
    path.chmod(0o640)
    accept_name(registry, "hospital", 'A,"b"', "gulou")
    written = path.read_bytes().decode()
    assert written.startswith("\ufeff" + header) and written.endswith("\r\n")
    assert written.count("\r\n") == written.count("\n") == len(lines) + 2
    assert '"hospital",南京总医院,' in written and 'hospital,"A,""b""",gulou,,,accepted' in written
    assert path.stat().st_mode & 0o777 == 0o640
    keys = [line.replace('"', "").split(",")[:2] for line in written.splitlines()[1:]]
    assert [k for k in keys if k[1] != "A"] == sorted(k for k in keys if k[1] != "A")
    assert load_registry(registry).by_name["hospital", 'A,"b"'].entity_id == "gulou"
    assert sorted(p.name for p in registry.iterdir()) == sorted(p.name for p in REGISTRY.iterdir())


def test_two_decisions_at_once_are_both_kept(registry: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: new_entity(registry, "hospital", f"第{i}医院", f"n{i}"), range(16)))
    assert len(added(registry, "hospitals.csv")) == 16


def test_a_registry_that_cannot_be_written_says_what_to_set(
    undecided: Settings, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FolderError) as refused:
        decide(undecided)
    assert "BULLETINS_REGISTRY" in refused.value.hint and "names.csv" in refused.value.message
    monkeypatch.undo()
    assert added(registry, "names.csv") == [] and len(list(registry.iterdir())) == 4


def test_without_a_dataset_there_are_no_unknown_names(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert names_command.list_names(settings, as_json=False) == ExitCode.OK
    assert "no dataset yet" in capsys.readouterr().out


def test_without_a_dataset_a_decision_says_so(settings: Settings, registry: Path) -> None:
    own = settings.model_copy(update={"registry": registry})
    with pytest.raises(UsageError, match="no dataset in"):
        decide(own)
    with pytest.raises(UsageError, match="will not do as entity_id"):
        create(own, entity_id="Bad Id")
    with pytest.raises(UsageError, match="taken by 南京鼓楼医院"):
        create(own, entity_id="gulou")
    decide(own, kind="hospital")


def test_what_is_like_nothing_known_has_no_candidates(registry: Path) -> None:
    known = load_registry(registry)
    assert resolve("<script>alert(1)</script>", "hospital", known).candidates == ()
    assert resolve("南京市江心洲医院", "hospital", known).candidates[0][1] >= 40


def test_the_command_and_its_exit_codes(
    bulletins: Command, undecided: Settings, registry: Path
) -> None:
    where = ("--outputs", undecided.outputs)
    env = {"BULLETINS_REGISTRY": str(registry)}
    listed = bulletins("names", *where, "--json", env=env)
    assert json.loads(listed.stdout)["unknown"][0]["printed"] == UNKNOWN
    wrong = bulletins("names", "accept", UNKNOWN, "nobody", *where, env=env)
    assert (wrong.returncode, wrong.stdout) == (ExitCode.USAGE, "")
    assert "no hospital “nobody”" in wrong.stderr
    lost = bulletins("names", *where, "accept", UNKNOWN, "gulou", env=env)
    assert lost.returncode == ExitCode.USAGE and "after accept" in lost.stderr
    done = bulletins("names", "accept", UNKNOWN, "gulou", *where, "--json", env=env)
    assert done.returncode == ExitCode.OK
    assert json.loads(done.stdout)["decided"] == {
        "kind": "hospital", "printed": UNKNOWN, "entity_id": "gulou", "name": "南京鼓楼医院"
    }  # fmt: skip


def _readings(folder: Path) -> dict[Path, int]:
    """When each reading was written; interpretations follow the registry and are left out."""
    found = (path for path in folder.iterdir() if not path.name.endswith(".issue.json"))
    return {path: path.stat().st_mtime_ns for path in found}


@pytest.mark.slow
def test_the_next_run_rebuilds_with_the_decision_and_reads_nothing(
    settings: Settings, drop: Callable[..., Path], registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def validate(
        dataset: Dataset, docs: Path, limits: object, settle: Callable[[Dataset], Dataset],
        docs_before: Path,
    ) -> Dataset:  # fmt: skip
        return settle(dataset)

    monkeypatch.setattr(quality, "validate", validate)
    for name in ("hospitals.csv", "names.csv"):
        path = registry / name
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(x for x in lines if ",benq," not in f",{x}"), "utf-8")
    own = settings.model_copy(update={"registry": registry})
    drop("a.pdf")
    first = run(own)
    assert len(first.read) == 1
    [unknown] = unknown_names(own.dataset, load_registry(registry))
    assert unknown.printed == "南京明基医院" and unknown.rows > 0
    assert run(own).unchanged
    readings = _readings(own.readings)
    create(own, unknown.printed, entity_id="benq")
    second = run(own)
    assert (second.read, second.unchanged) == ({}, False)
    assert _readings(own.readings) == readings
    assert unknown_names(own.dataset, load_registry(registry)) == []
    assert os.readlink(own.dataset) != first.release and run(own).unchanged
