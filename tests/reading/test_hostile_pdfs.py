"""Hostile PDFs, each read within its limits, and the good one among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import RejectedFile
from pipeline.reading.isolation.bombs import check_streams
from pipeline.reading.isolation.orders import Answer
from pipeline.reading.isolation.pool import read_all
from pipeline.settings import Settings
from tests import hostile_pdfs
from tests.conftest import FIXTURES

pytestmark = pytest.mark.long

_TIMEOUT_S = 5.0
_MEMORY_MB = 512
_HARMLESS = {
    "broken_xref", "object_stream_loop", "many_rules", "deep_arrays", "many_states",
    "page_tree_loop", "deep_page_tree", "xref_loop", "reference_loop", "length_loop",
    "enormous_page",
}  # fmt: skip
"""Odd, but there is something to read, or pages that nobody can read and that say so."""

_SAID = {
    "bomb": "unpacks to more than 64 MB",
    "nested_bomb": "unpacks to more than 64 MB",
    "recursive_forms": "broke the process",
    "many_pages": "has 1500 pages",
    "locked": "password",
    "no_structure": "damaged",
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, word_pdf: Path) -> dict[str, Answer]:
    folder = tmp_path_factory.mktemp("hostile")
    settings = Settings(
        outputs=folder, workers=2, read_timeout_s=_TIMEOUT_S, read_memory_mb=_MEMORY_MB
    )
    files = []
    for make in hostile_pdfs.ALL:
        path = folder / f"{make.__name__}.pdf"
        path.write_bytes(make())
        files.append((make.__name__, path))
    return dict(read_all([*files, ("good", word_pdf)], settings))


def test_the_good_file_is_read(answers: dict[str, Answer]) -> None:
    assert answers["good"].status == "read"


@pytest.mark.parametrize("name", [make.__name__ for make in hostile_pdfs.ALL])
def test_a_hostile_file_stays_within_its_limits(answers: dict[str, Answer], name: str) -> None:
    answer = answers[name]
    assert answer.cpu_seconds < _TIMEOUT_S + 1  # time is processor time
    assert answer.peak_mb < _MEMORY_MB
    assert answer.status in (("read",) if name in _HARMLESS else ("refused", "limit"))
    assert _SAID.get(name, "") in answer.reason
    assert "\n" not in answer.reason


def test_a_bomb_ends_long_before_its_limit(answers: dict[str, Answer]) -> None:
    assert max(answers[name].seconds for name in ("bomb", "nested_bomb")) < 1.5
    assert max(answers[name].peak_mb for name in ("bomb", "nested_bomb")) < 100


def test_real_issues_are_no_bombs() -> None:
    for path in (FIXTURES / "issue157").glob("*.pdf"):
        check_streams(path)


@pytest.mark.parametrize("kind", [b"/Subtype /Image", b"/Subtype/Image"])
def test_a_large_picture_is_no_bomb(tmp_path: Path, kind: bytes) -> None:
    path = tmp_path / "scan.pdf"
    content = hostile_pdfs.packed(80)
    picture = hostile_pdfs.stream(content, b"/Type /XObject %s /Filter /FlateDecode" % kind)
    path.write_bytes(hostile_pdfs.pdf({10: picture}))
    check_streams(path)
    path.write_bytes(hostile_pdfs.pdf({10: picture.replace(kind, b"")}))
    with pytest.raises(RejectedFile):
        check_streams(path)


def test_many_streams_add_up(tmp_path: Path) -> None:
    content = hostile_pdfs.stream(hostile_pdfs.packed(60), b"/Filter /FlateDecode")
    path = tmp_path / "many.pdf"
    path.write_bytes(hostile_pdfs.pdf({10 + n: content for n in range(9)}))
    with pytest.raises(RejectedFile, match="streams that unpack to more than 512 MB"):
        check_streams(path)
