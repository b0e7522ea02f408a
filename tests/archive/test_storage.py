"""Originals and readings in a shared folder and in an object store."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from pipeline import quality
from pipeline.archive.checked_copy import ChangedMeanwhile
from pipeline.archive.copies import Copies, tag_of, tag_of_content
from pipeline.archive.storage import Storage, storage
from pipeline.errors import FolderError, MissingDependency, UsageError
from pipeline.model.dataset import Dataset
from pipeline.run.cross_check import cross_check_many, unchecked
from pipeline.run.driver import run
from pipeline.run.workspace import Workspace
from pipeline.settings import AUDIT_SUFFIX, SECOND_SUFFIX, Settings, load_settings
from tests.archive.object_server import REFUSES, object_server
from tests.conftest import Command, environment

Drop = Callable[..., Path]
CONTENT = b"%PDF-1.7 and so on"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=["folder", "memory", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    if request.param == "server":
        with object_server(tmp_path / "objects") as server:
            yield storage(load_settings(store=server.url))
        return
    (tmp_path / "shared").mkdir()
    url = f"memory://{uuid.uuid4()}" if request.param == "memory" else str(tmp_path / "shared")
    yield storage(load_settings(store=url))
    MemoryFileSystem.store.clear()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    def validate(
        dataset: Dataset, docs: Path | None, limits: object, settle: Callable[[Dataset], Dataset],
        docs_before: Path,
    ) -> Dataset:  # fmt: skip
        return settle(dataset)

    monkeypatch.setattr(quality, "validate", validate)


def test_a_file_is_whole_whoever_reads_it_at_the_same_time(place: Storage) -> None:
    content = bytes(range(256)) * 40_000
    sha256 = hashlib.sha256(content).hexdigest()
    place.keep("originals/a.pdf", io.BytesIO(content), sha256)

    def length(_: int) -> int:
        with place.local("originals/a.pdf", sha256) as path:
            return path.stat().st_size

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(length, range(24))) == {len(content)}


def test_what_is_written_is_there(place: Storage) -> None:
    assert (place.size("readings/a"), place.head("readings/a", 3)) == (None, None)
    assert place.names("readings") == []
    place.write("readings/a", b"first")
    place.write("readings/a", b"second")
    place.write("readings/b", b"")
    assert (place.read("readings/a"), place.size("readings/a")) == (b"second", 6)
    assert (place.head("readings/a", 3), place.head("readings/b", 3)) == (b"sec", b"")
    assert sorted(place.names("readings")) == ["a", "b"]
    for _ in range(2):
        place.remove("readings/a")
    assert place.names("readings") == ["b"]


def test_bytes_of_another_hash_are_not_kept(place: Storage) -> None:
    name = f"originals/{SHA256}.pdf"
    with pytest.raises(ChangedMeanwhile):
        place.keep(name, io.BytesIO(CONTENT[:-1]), SHA256)
    assert place.size(name) is None and place.names("originals") == []
    place.keep(name, io.BytesIO(CONTENT), SHA256)
    with place.local(name, SHA256) as path:
        assert path.read_bytes() == CONTENT


def test_a_shared_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """It may be a drive that came loose; what is written in its place would be lost."""
    place = storage(load_settings(store=str(tmp_path / "shared")))
    with pytest.raises(FolderError):
        place.write("readings/a", b"first")
    assert not (tmp_path / "shared").exists()


@pytest.mark.parametrize("there", [True, False])
def test_a_store_that_is_no_folder_stops_the_run_and_blames_no_file(
    settings: Settings, drop: Drop, tmp_path: Path, there: bool
) -> None:
    if there:
        (tmp_path / "shared").write_text("")
    drop("a.pdf")
    far = settings.model_copy(update={"store": str(tmp_path / "shared")})
    with pytest.raises(FolderError, match="is not a folder"):
        run(far)
    assert [path.name for path in settings.inbox.iterdir()] == ["a.pdf"]


def test_a_bucket_that_is_not_there_is_reported_of(tmp_path: Path) -> None:
    place = storage(load_settings(store=f"file://{tmp_path}/none"))
    with pytest.raises(FolderError, match="cannot be used"):
        place.keep(f"originals/{SHA256}.pdf", io.BytesIO(CONTENT), SHA256)
    with pytest.raises(FolderError, match="cannot be used"):
        place.write("readings/a", b"first")


def test_no_store_in_memory_for_a_command(bulletins: Command, tmp_path: Path) -> None:
    done = bulletins("run", "--outputs", tmp_path, env={"BULLETINS_STORE": "memory://x"})
    assert done.returncode == 1 and "gone with the command" in done.stderr


def test_a_damaged_object_is_reported_of() -> None:
    place = storage(load_settings(store=f"memory://{uuid.uuid4()}"))
    place.write("originals/x.pdf", b"something else")
    with pytest.raises(FolderError, match="damaged"), place.local("originals/x.pdf", SHA256):
        pass


@pytest.mark.parametrize(
    ("url", "error"), [("nothing://x", UsageError), ("s3://x/y", MissingDependency)]
)
def test_a_store_that_is_not_known_is_reported_of(url: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=url):
        storage(load_settings(store=url))


def release_of(settings: Settings, drop: Drop) -> str:
    drop("a.pdf")
    drop("junk.pdf", b"%PDF-1.4\n" + b"junk " * 400 + b"%%EOF")
    report = run(settings)
    assert (len(report.read), len(report.rejected)) == (2, 1)
    assert report.release
    return report.release


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["folder", "memory"])
def test_a_run_is_the_same_wherever_the_files_lie(
    settings: Settings, drop: Drop, quick: None, tmp_path: Path, kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    (tmp_path / "shared").mkdir()
    url = f"memory://{uuid.uuid4()}" if kind == "memory" else str(tmp_path / "shared")
    far = settings.model_copy(update={"store": url, "outputs": tmp_path / "far"})
    assert release_of(far, drop) == release_of(settings, drop)
    names = sorted(path.name for path in settings.readings.iterdir() if _is_shared(path.name))
    assert sorted(filter(_is_shared, storage(far).names("readings"))) == names
    assert not list((tmp_path / "far").rglob("originals/*.pdf"))
    assert not [p for p in (tmp_path / "far").rglob("readings/*.json") if _is_shared(p.name)]
    drawn = sorted(path.name for path in (settings.outputs / "pictures").iterdir())
    assert sorted(path.name for path in (far.outputs / "pictures").iterdir()) == drawn != []
    assert run(far).unchanged
    [checked] = cross_check_many(Workspace(far), unchecked(Workspace(far)))
    assert checked.tables_read and not checked.failure
    assert sorted(filter(_is_shared, storage(far).names("readings"))) == names


def _is_shared(name: str) -> bool:
    """Does a reading lie in the store? Cross-checks and audits stay on the machine that builds."""
    return not name.endswith((SECOND_SUFFIX, AUDIT_SUFFIX))


def test_a_server_that_is_down_or_refuses_is_one_sentence(tmp_path: Path) -> None:
    with object_server(tmp_path / "objects") as server:
        place = storage(load_settings(store=server.url))
        place.write("readings/a", b"first")
        assert (place.read("readings/a"), place.names("readings")) == (b"first", ["a"])
        (server.objects.folder / REFUSES).touch()
        calls: list[Callable[[], object]] = [
            lambda: place.size("readings/a"), lambda: place.names("readings"),
            lambda: place.head("readings/a", 1), lambda: place.read("readings/a"),
            lambda: place.write("readings/a", b""), lambda: place.remove("readings/a"),
            lambda: place.keep("originals/x", io.BytesIO(CONTENT), SHA256),
        ]  # fmt: skip
        for call in calls:
            with pytest.raises(FolderError) as refused:
                call()
            assert refused.value.message.endswith("used: Unable to locate credentials.")
    for call in calls:
        with pytest.raises(
            FolderError, match=r"Could not connect to 127\.0\.0\.1:\d+\. Check"
        ) as down:
            call()
        assert "credentials" in down.value.hint and "\n" not in str(down.value)


@pytest.mark.parametrize("after", [1, pytest.param(8, marks=pytest.mark.slow)])
def test_a_store_that_dies_in_a_run_loses_nothing(
    settings: Settings, drop: Drop, quick: None, after: int, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    """The next run with the store makes the release that an undisturbed run makes."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    with object_server(tmp_path / "objects") as server:
        far = settings.model_copy(update={"store": server.url})
        path = drop("a.pdf")
        content = path.read_bytes()
        server.dies_after = after
        with pytest.raises(FolderError, match="cannot be used: Could not connect"):
            run(far)
        kept = [*settings.inbox.iterdir(), *server.objects.folder.iterdir()]
        assert content in [path.read_bytes() for path in kept]
        server.dies_after = None
        report = run(far)
        assert report.release == UNDISTURBED.setdefault("release", report.release)
        assert [i["issue_id"] for i in report.summary["issues"]] == ["2025-03"]
        assert run(far).unchanged


UNDISTURBED: dict[str, str | None] = {}


@pytest.mark.slow
def test_a_run_makes_few_requests_however_many_pdfs_there_are(
    settings: Settings, drop: Drop, quick: None, tmp_path: Path, word_pdf: Path
) -> None:
    """At 200 ms a request, seven for each of 157 issues would take four minutes."""
    with object_server(tmp_path / "objects") as server:
        far = settings.model_copy(update={"store": server.url})
        for number in range(6):
            drop(f"{number}.pdf", word_pdf.read_bytes() + b"%% %d\n" % number)
        report = run(far)
        assert len(report.read) == 6 and report.release
        server.requests = 0
        assert run(far).unchanged and server.requests == 1
        far.reviews.write_text("\n")
        server.requests = 0
        assert run(far).release and server.requests <= 4


def test_what_others_have_written_is_seen_once_the_store_is_listed_again(tmp_path: Path) -> None:
    with object_server(tmp_path / "objects") as server:
        place = storage(load_settings(store=server.url, outputs=tmp_path / "out"))
        other = storage(load_settings(store=server.url, outputs=tmp_path / "other"))
        (tmp_path / "out").mkdir()
        other.write("readings/a", b"first")
        place.list_once()
        assert (place.read("readings/a"), place.head("readings/a", 2)) == (b"first", b"fi")
        place.write("readings/mine", b"mine")
        assert (place.size("readings/mine"), place.read("readings/mine")) == (4, b"mine")
        place.remove("readings/mine")
        other.write("readings/a", b"later")
        other.write("readings/b", b"")
        assert (place.size("readings/mine"), place.size("readings/b")) == (None, None)
        place.list_once()
        assert place.read("readings/a") == b"later"
        assert sorted(place.names("readings")) == ["a", "b"] and place.size("readings/b") == 0
        place.list_always()
        other.remove("readings/a")
        assert place.size("readings/a") is None


def test_a_copy_counts_only_under_the_tag_of_the_object(tmp_path: Path) -> None:
    copies = Copies(tmp_path / "copies")
    assert copies.get("a", "1") is None and not copies.has("a", "1")
    copies.put("a", "1", b"text\nmore")
    copies.put("b", "1", b"")
    assert (copies.get("a", "1"), copies.get("b", "1")) == (b"text\nmore", b"")
    assert copies.get("a", "2") is None and not copies.has("a", "2")
    (copies.folder / "b").write_bytes((copies.folder / "b").read_bytes() + b"!")
    assert copies.get("b", "1") is None, "a damaged copy does not count"
    copies.keep_only(["b"])
    assert copies.get("a", "1") is None and copies.has("b", "1")
    (tmp_path / "no").touch()
    Copies(tmp_path / "no").put("a", "1", b"")  # where none can be kept, it is fetched again


def test_an_object_whose_list_says_nothing_of_its_content_has_no_tag() -> None:
    assert tag_of({"name": "a", "size": 1}) is None
    assert tag_of({"ETag": '"900150983cd24fb0d6963f7d28e17f72"'}) == tag_of_content(b"abc")
    parts = {"ETag": '"900150983cd24fb0d6963f7d28e17f72-2"', "size": 3}
    assert tag_of(parts) not in (None, tag_of({**parts, "size": 4}), tag_of_content(b"abc"))
    assert tag_of({"mtime": 1.5, "size": 1}) != tag_of({"mtime": 2.5, "size": 1})


def test_a_password_in_the_address_does_not_show() -> None:
    with pytest.raises(UsageError) as caught:
        storage(load_settings(store="nothing://me:hidden@host/bucket"))
    assert "nothing://host/bucket" in str(caught.value) and "hidden" not in str(caught.value)


@pytest.mark.slow
def test_a_process_that_reads_never_sees_the_store(tmp_path: Path, word_pdf: Path) -> None:
    """Also where the store is set by the environment, which the process inherits."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.pdf").write_bytes(word_pdf.read_bytes())
    code = (
        "import sys; from pipeline import quality; from pipeline.run.driver import run\n"
        "from pipeline.settings import load_settings\n"
        "from pipeline.archive.storage import storage\n"
        "quality.validate = lambda dataset, docs, limits, settle, docs_before: settle(dataset)\n"
        "settings = load_settings(inbox=sys.argv[1], outputs=sys.argv[2])\n"
        "print(run(settings).exit_code, len(storage(settings).names('readings')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "inbox"), str(tmp_path / "outputs")],
        env=environment({"BULLETINS_STORE": "memory://inherited"}),
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["0", "2"], done.stderr  # a reading, an interpretation
