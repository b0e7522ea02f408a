"""Queries that answer what people ask first; each is a file in `queries/`.

The file begins with comment lines: the question in Chinese, the question in English, then one line
for each parameter (`-- hospital: what it may be`) or remark. A new file is a new query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "queries"
_PARAMETER = re.compile(r"([a-z_]+): (.+)")


@dataclass(frozen=True)
class CannedQuery:
    """A question and the SQL that answers it.

    Attributes:
        name: in the address of its page.
        zh, en: the question.
        notes: remarks, Chinese and English in one line.
        parameters: what each may be; every one may be empty.
        sql: without the comments at its head.
    """

    name: str
    zh: str
    en: str
    notes: tuple[str, ...]
    parameters: dict[str, str]
    sql: str


def canned_queries() -> list[CannedQuery]:
    """All queries, by name."""
    return [_parsed(path) for path in sorted(_FOLDER.glob("*.sql"))]


def _parsed(path: Path) -> CannedQuery:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line.removeprefix("-- ") for line in lines if line.startswith("-- ")]
    zh, en, *rest = head
    found = {line: _PARAMETER.fullmatch(line) for line in rest}
    return CannedQuery(
        name=path.stem,
        zh=zh,
        en=en,
        notes=tuple(line for line, match in found.items() if match is None),
        parameters={match[1]: match[2] for match in found.values() if match},
        sql="\n".join(lines[len(head) :]),
    )
