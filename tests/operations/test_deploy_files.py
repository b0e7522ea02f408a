"""The files under `deploy/` say what the code expects. They are not run here."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from pipeline.cli.app import app
from pipeline.run.prefect import names
from pipeline.settings import ENV_PREFIX, Settings, load_settings
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
POOL = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["definitions"]["here"]["name"]


def check_command(words: list[str]) -> None:
    """A command of ours must exist with its options; one of Prefect or Dask is known by name."""
    program = words[0].rpartition("/")[2]
    if program == "bulletins":
        commands = getattr(get_command(app), "commands", {})
        options = {option for parameter in commands[words[1]].params for option in parameter.opts}
        assert {word for word in words[2:] if word.startswith("--")} <= options
    elif program == "python":
        assert words[1] == "-m" and find_spec(words[2]) is not None
        assert words[2].startswith("pipeline.run.prefect.")
    else:
        assert (program, words[1], words[2] if program == "prefect" else "") in {
            ("prefect", "server", "start"),
            ("prefect", "worker", "start"),
            ("dask", "scheduler", ""),
            ("dask", "worker", ""),
        }
    if "--pool" in words:
        assert words[words.index("--pool") + 1] == POOL


def check_variables(names: set[str]) -> None:
    known = {f"{ENV_PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert {name for name in names if name.startswith(ENV_PREFIX)} <= known


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_what_there_is(path: Path) -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(path)
    service = unit["Service"]
    for name in ("ExecStart", "ExecStartPre"):
        if name in service:
            check_command(shlex.split(service[name]))
    assert service["Restart"] == "always" and service["User"] == "bulletins"
    others = {unit.stem for unit in UNITS}
    for needed in re.findall(r"(bulletins-\w+)\.service", path.read_text("utf-8")):
        assert needed in others


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_is_valid_and_confined(path: Path, tmp_path: Path) -> None:
    for unit in UNITS:
        text = re.sub(
            r"/srv/bulletins/program/\.venv/bin/\w+", "/bin/true", unit.read_text("utf-8")
        )
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / path.name)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", str(path)],
        capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip
    score = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert score and float(score[1]) <= 4, done.stdout[-300:]


def test_a_unit_has_a_limit_of_memory_and_a_read_only_system() -> None:
    for path in UNITS:
        text = path.read_text("utf-8")
        assert "\nMemoryMax=" in text and "\nProtectSystem=strict\n" in text


def test_decisions_lie_in_one_place_in_every_deployment() -> None:
    """Not in the folder of the program, which a new image or version replaces."""
    units = (DEPLOY / "systemd" / "bulletins.env").read_text("utf-8")
    containers = COMPOSE["x-environment"]
    for name in ("CORRECTIONS", "REVIEWS", "REGISTRY"):
        place = containers[f"BULLETINS_{name}"]
        assert place.startswith("/srv/bulletins/decisions/")
        assert f"\nBULLETINS_{name}={place}\n" in units
    assert "decisions:/srv/bulletins/decisions" in COMPOSE["x-bulletins"]["volumes"]
    users = {n for n, s in SERVICES.items() if s.get("environment") == containers}
    assert users == {"deployments", "worker", "watch", "pages", "scheduler", "reader"}


def test_the_health_of_every_container_is_checked() -> None:
    """But of the one that ends by itself."""
    for name in set(SERVICES) - {"deployments"}:
        check = SERVICES[name]["healthcheck"]["test"]
        assert check[0] in ("CMD", "CMD-SHELL") and len(check) > 1, name
        if check[1] == "python":
            compile(check[3], name, "exec")


def test_a_password_may_hold_any_character() -> None:
    """It is no part of an address."""
    values = SERVICES["server"]["environment"].values()
    assert [value for value in values if "PASSWORD" in value] == [
        "${POSTGRES_PASSWORD:?set a password}"
    ]


def test_the_image_gets_no_more_than_it_copies() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    kept = {line[1:] for line in lines if line.startswith("!")}
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    copied = {
        name
        for line in re.findall(r"^COPY (.*)$", text, re.MULTILINE)
        for name in line.split()[:-1]
    }
    assert kept == copied and "*" in lines


def test_the_pool_is_that_of_the_deployments() -> None:
    """The program that makes it is started by units and containers alike, and the watch asks it."""
    assert names.POOL == POOL


def test_there_is_a_unit_for_each_service() -> None:
    assert [path.stem.removeprefix("bulletins-") for path in UNITS] == [
        "pages", "server", "watch", "worker",
    ]  # fmt: skip


def test_the_variables_of_the_units_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DEPLOY / "systemd" / "bulletins.env").read_text("utf-8")
    check_variables(set(re.findall(r"^(?:# )?(\w+)=", text, re.MULTILINE)))
    for name, value in re.findall(r"^(BULLETINS_\w+)=(.*)$", text, re.MULTILINE):
        monkeypatch.setenv(name, value)
    assert load_settings().unfinished_wait_s == 60


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"database"}))
def test_a_container_starts_what_there_is(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    service = SERVICES[name]
    check_command([str(word) for word in service["command"]])
    check_variables(set(service["environment"]))
    assert set(service.get("depends_on", {})) <= set(SERVICES)
    for variable, value in service["environment"].items():
        if variable.startswith(ENV_PREFIX) and not value.startswith("$"):
            monkeypatch.setenv(variable, value)
    load_settings()


def test_containers_are_reached_from_this_machine_only() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(published) == 2 and all(port.startswith("127.0.0.1:") for port in published)


def test_the_image_has_all_that_is_deployed() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    for name in ("pipeline", "schemas", "prefect.yaml", "pyproject.toml", "requirements.lock"):
        assert re.search(rf"^COPY .*\b{re.escape(name)}\b", text, re.MULTILINE), name
        assert (ROOT / name).exists()
    assert COMPOSE["x-bulletins"]["build"]["dockerfile"] == "deploy/Dockerfile"
