"""Interpretations that are kept as JSON, under a key of all that they depend on.

One is made anew only when one of these changes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import groupby
from pathlib import Path

from pydantic import BaseModel, ConfigDict

import schemas
from pipeline.archive.storage import FolderStorage, storage
from pipeline.errors import RejectedFile
from pipeline.files.sealed import sealed, unsealed
from pipeline.interpreting.interpreted import InterpretedIssue
from pipeline.interpreting.names.entities import Resolved
from pipeline.model.kept_results import taken_of_file
from pipeline.model.message import Said
from pipeline.model.row_columns import Column, columns_model, kept_columns_of, rows_of
from pipeline.settings import Settings
from schemas.base import Row
from schemas.catalog import tables
from schemas.issues import Issue
from schemas.quality import Finding, Observation, RawTable

_PACKAGE = Path(__file__).resolve().parents[1]
_CODE = (
    "interpreting", "model", "reading/model.py", "reading/scan/confidence.py", "errors.py",
)  # fmt: skip
_HEAD = 200
_SUFFIX = ".issue.json"
_KEY = re.compile(rb'\{"key":"([^"\\]*)",')


_ObservationColumns = columns_model(Observation)


class _Kept(BaseModel):
    """An interpretation as JSON; rows by column, with the name of their table, in their order."""

    model_config = ConfigDict(frozen=True)

    key: str
    rejected: Said = ""
    issue: Issue | None = None
    corrected: bool = False
    inferred: bool = False
    expected: tuple[dt.date, ...] = ()
    rows: tuple[tuple[str, dict[str, Column]], ...] = ()
    raw_tables: tuple[RawTable, ...] = ()
    observations: _ObservationColumns | None = None  # type: ignore[valid-type]
    findings: tuple[Finding, ...] = ()
    names: tuple[Resolved, ...] = ()
    modified: dt.datetime | None = None


_IN_MEMORY: dict[str, InterpretedIssue | RejectedFile] = {}
"""Interpretations that this process has loaded ahead, by their keys, which decide all of them."""


class InterpretationStore:
    """The interpretations of one archive, by the content of the PDF."""

    def __init__(self, settings: Settings) -> None:
        self.storage = storage(settings)

    def load_ahead(self) -> list[InterpretedIssue]:
        """Load every interpretation before a run asks for it.

        Returns:
            the issues among them.

        Raises:
            BulletinsError, OSError, ValueError: one of them cannot be read.
        """
        self.storage.list_once()
        try:
            for name in self.storage.names("readings"):
                if name.endswith(_SUFFIX):
                    content = self.storage.read(f"readings/{name}")
                    if key := _key_of(content):
                        _IN_MEMORY[key] = from_json(content)
        finally:
            self.storage.list_always()
        return [found for found in _IN_MEMORY.values() if isinstance(found, InterpretedIssue)]

    def is_current(self, sha256: str, key: str) -> bool:
        """Is there an interpretation, or a refusal, under this key? Answered from its head."""
        return self._key(sha256) == key

    def load(self, sha256: str) -> InterpretedIssue | RejectedFile:
        """The interpretation of a PDF for which `is_current` holds, or why there is none.

        Raises:
            ValueError: what is kept is damaged.
        """
        ahead = _IN_MEMORY.get(self._key(sha256)) if _IN_MEMORY else None
        return ahead or from_json(self.storage.read(_name(sha256)))

    def remove(self, sha256: str) -> None:
        """Forget an interpretation, so that it is made anew."""
        self.storage.remove(_name(sha256))

    def _key(self, sha256: str) -> str:
        if not isinstance(self.storage, FolderStorage):
            return _key_of(self.storage.head(_name(sha256), _HEAD) or b"")
        with suppress(FileNotFoundError):
            return taken_of_file(_key_of_file, self.storage.root / _name(sha256))
        return ""

    def save(self, sha256: str, key: str, found: InterpretedIssue | RejectedFile) -> None:
        self.storage.write(_name(sha256), to_json(key, found), lasting=False)


def to_json(key: str, found: InterpretedIssue | RejectedFile) -> bytes:
    """An interpretation, or the reason why there is none, as JSON that begins with its key."""
    if isinstance(found, RejectedFile):
        kept = _Kept(key=key, rejected=found.reason)
        return sealed(kept.model_dump_json(exclude_defaults=True).encode())
    observations = kept_columns_of(Observation, found.observations)
    kept = _Kept.model_construct(
        key=key,
        issue=found.issue,
        corrected=found.corrected,
        inferred=found.inferred,
        expected=found.expected,
        rows=tuple(_columns(found.rows)),
        raw_tables=found.raw_tables,
        observations=columns_model(Observation).model_construct(None, **observations),
        findings=found.findings,
        names=found.names,
        modified=found.modified,
    )
    return sealed(kept.model_dump_json().encode())


def from_json(content: bytes) -> InterpretedIssue | RejectedFile:
    """What `to_json` made, equal to what it was given.

    Raises:
        ValueError: it is damaged.
    """
    kept = _Kept.model_validate_json(unsealed(content))
    if kept.issue is None:
        return RejectedFile(kept.rejected)
    return InterpretedIssue(
        issue=kept.issue,
        corrected=kept.corrected,
        inferred=kept.inferred,
        expected=kept.expected,
        rows=_rows(kept.rows),
        raw_tables=kept.raw_tables,
        observations=rows_of(Observation, kept.observations) if kept.observations else (),
        findings=kept.findings,
        names=kept.names,
        modified=kept.modified,
    )


def _columns(rows: Iterable[Row]) -> Iterator[tuple[str, dict[str, Column]]]:
    """The columns of each run of rows of one table, in their order."""
    for name, them in groupby(rows, lambda row: row.table.name):
        yield name, kept_columns_of(tables()[name], them)


def _rows(kept: Sequence[tuple[str, dict[str, Column]]]) -> tuple[Row, ...]:
    models = tables()
    return tuple([row for name, columns in kept for row in rows_of(models[name], columns)])


def registry_digests(registry: Path) -> tuple[bytes, ...]:
    """The SHA-256 of each file of a registry, in the order of their names."""
    return tuple(_sha256(path.read_bytes()) for path in sorted(registry.glob("*.csv")))


def interpretation_key(settings: Settings, sha256: str, registry: Iterable[bytes]) -> str:
    """A hash of all that the interpretation of a PDF depends on.

    These are its reading, its second reading, its audit, the registry, the tables and the code.

    Args:
        registry: of `registry_digests`.
    """
    store, name = storage(settings), f"readings/{sha256}.json"
    if isinstance(store, FolderStorage):
        reading = taken_of_file(_digest, store.root / name)
    else:
        reading = _sha256(store.read(name))
    parts = (_second(settings, sha256), _differences(settings, sha256))
    digest = hashlib.sha256(code_key().encode())
    for part in (reading, *map(_sha256, parts), *registry):
        digest.update(part)
    return digest.hexdigest()


def _digest(path: Path) -> bytes:
    return _sha256(path.read_bytes())


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


@cache
def code_key() -> str:
    """A hash of the source of interpreting and of the tables."""
    folders = [*(_PACKAGE / name for name in _CODE), *map(Path, schemas.__path__)]
    files = [
        p for folder in folders for p in ([folder] if folder.is_file() else folder.rglob("*.py"))
    ]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _second(settings: Settings, sha256: str) -> bytes:
    from pipeline.reading.second_engine.store import SecondStore

    path = SecondStore(settings).path(sha256)
    return path.read_bytes() if path.is_file() else b""


def _differences(settings: Settings, sha256: str) -> bytes:
    """What an audit found; nothing without a difference, so that such an audit changes no key."""
    from pipeline.reading.audits import AuditStore

    audit = AuditStore(settings).load(sha256)
    return audit.model_dump_json().encode() if audit and audit.differences else b""


def _name(sha256: str) -> str:
    return f"readings/{sha256}{_SUFFIX}"


def _key_of_file(path: Path) -> str:
    with path.open("rb") as source:
        return _key_of(source.read(_HEAD))


def _key_of(content: bytes) -> str:
    """The key with which an interpretation begins; '' where it begins with none."""
    found = _KEY.match(content)
    return found[1].decode() if found else ""
