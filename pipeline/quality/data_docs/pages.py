"""The pages of Data Docs, and which of them are those of the release before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from great_expectations.expectations.expectation import Expectation

from pipeline.model.kept_pages import Kept, link_or_copy, pages_in, write_manifest
from pipeline.model.row_digest import digest_of
from pipeline.quality.engine import Checked
from pipeline.quality.rendering import shortened
from pipeline.quality.rules import Suite


class Pages:
    """The pages of a folder, while they are written.

    Args:
        folder: where they are written.
        before: the folder of an earlier release; None where there is none.
        program: hash of all that decides how a page is made.
    """

    def __init__(self, folder: Path, before: Path | None, program: str) -> None:
        self._folder, self._before, self._program = folder, before, program
        self._known = pages_in(before, program)
        self._written: dict[str, Kept] = {}

    def write(self, path: str, key: str, content: Callable[[], str | bytes]) -> None:
        """Write a page, or link that of the release before, if it was made from the same.

        Args:
            path: in the folder.
            key: hash of all that the page is made from, the program apart; '' where making it is
                as quick as to find out.
            content: makes the page.
        """
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        known = self._known.get(path)
        if known and key and known.made_from == key and self._is_whole(path, known):
            link_or_copy(f"{self._before}/{path}", target)
            self._written[path] = known
            return
        made = content()
        data = made.encode() if isinstance(made, str) else made
        target.write_bytes(data)
        self._written[path] = Kept(made_from=key, sha256=hashlib.sha256(data).hexdigest())

    def close(self) -> None:
        """Write the manifest, by which the next release finds the pages."""
        write_manifest(self._folder, self._program, self._written)

    def _is_whole(self, path: str, known: Kept) -> bool:
        try:
            data = Path(f"{self._before}/{path}").read_bytes()
        except OSError:
            return False
        return hashlib.sha256(data).hexdigest() == known.sha256


def shown_settings(expectation: Expectation) -> dict[str, Any]:
    """The settings of an expectation as far as a page shows them, without its id."""
    settings = {name: shortened(value) for name, value in vars(expectation).items()}
    return {**settings, "id": None}


def suite_key(suite: Suite) -> str:
    """A hash of all that the page of a suite shows."""
    rules = [
        (type(rule.expectation).__name__, repr(sorted(shown_settings(rule.expectation).items())))
        for rule in suite.rules
    ]
    return digest_of([suite.sheet.name, suite.title, suite.zh, suite.en, suite.notes, rules])


def result_key(run: Checked) -> str:
    """A hash of all that the page of a result shows: its suite, and what stands in the result."""
    result = run.result
    found = [(one.success, repr((one.result, one.exception_info))) for one in result.results]
    about = repr((result.success, result.suite_name, result.statistics, result.meta))
    return digest_of([suite_key(run.suite), about, found])
