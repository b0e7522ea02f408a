"""The files around the program: what they repeat of each other is the same."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
import yaml

import pipeline
from tests.conftest import ROOT


def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return table


def pins(name: str) -> dict[str, str]:
    """Packages of a lock and their versions, with markers."""
    text = (ROOT / name).read_text("utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+(?: ; [^\\\n]+)?)", text, re.MULTILINE))


def test_the_citation_is_of_this_version_and_licence() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == pipeline.__version__
    assert cited["license"] == project()["project"]["license"]
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")[:200]


def test_both_packages_say_that_they_are_typed() -> None:
    assert all((ROOT / name / "py.typed").exists() for name in ("pipeline", "schemas"))


def test_a_commit_is_checked_with_the_tools_of_the_lock() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"]
    for hook in hooks[0]["hooks"]:
        assert hook["language"] == "system" and hook["entry"].startswith(".venv/bin/")


LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_a_hash_for_every_package_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text and "index-url" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert "==" in entry.splitlines()[0] and "--hash=sha256:" in entry, entry
    assert len(pins(name)) > 50


def test_every_dependency_is_locked() -> None:
    table = project()["project"]
    wanted = [*table["dependencies"], *table["optional-dependencies"]["dev"]]
    names = {re.split(r"[\s<>=\[]", entry)[0].lower() for entry in wanted}
    assert names - {"bulletins"} <= set(pins(LOCKS[0]))


def test_the_tests_use_the_versions_that_users_have() -> None:
    ours, theirs = (
        {name: version.split(" ;")[0] for name, version in pins(lock).items()}
        for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert ours.items() <= theirs.items()
    assert {"pytest", "mypy", "ruff"} <= theirs.keys() - ours.keys()
