"""Settings, and the messages for invalid ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.archive.archive import Archive
from pipeline.archive.fingerprint import fingerprint
from pipeline.decisions import load_decisions
from pipeline.errors import ExitCode, FolderError, UsageError
from pipeline.settings import Settings, load_settings
from tests.conftest import environment


def test_every_setting_is_described_and_has_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, field in Settings.model_fields.items():
        assert field.description and field.description.endswith("."), name
    monkeypatch.setenv("BULLETINS_READ_TIMEOUT_S", "7")
    monkeypatch.setenv("BULLETINS_INBOX", "/somewhere")
    assert load_settings().read_timeout_s == 7
    assert load_settings().inbox == Path("/somewhere")


def test_an_option_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BULLETINS_WORKERS", "3")
    assert load_settings(workers=5).workers == 5
    assert load_settings(workers=None).workers == 3


@pytest.mark.parametrize("value", ["many", "0", "-1"])
def test_a_bad_value_is_explained_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("BULLETINS_WORKERS", value)
    with pytest.raises(UsageError, match="BULLETINS_WORKERS") as caught:
        load_settings()
    assert caught.value.exit_code == ExitCode.USAGE
    assert "\n" not in caught.value.message and repr(value) in caught.value.message


@pytest.mark.parametrize("name", ["inbox", "outputs", "registry"])
def test_an_empty_path_is_not_the_current_folder(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with pytest.raises(UsageError, match=f"{name}.* is '', which is not valid: it is empty"):
        load_settings(**{name: ""})
    monkeypatch.setenv(f"BULLETINS_{name.upper()}", "")
    assert getattr(load_settings(), name) == Settings.model_fields[name].default


def test_a_threshold_of_the_checks_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BULLETINS_CHECKS__JUMP_FACTOR", "7")
    assert load_settings().checks.jump_factor == 7
    assert load_settings().checks.jump_scales == Settings().checks.jump_scales


@pytest.mark.parametrize(
    ("variable", "value", "why"),
    [
        ("BULLETINS_CHECKS__JUMP_FACTOR", "0.5", "greater than 1"),
        ("BULLETINS_CHECKS__JUMP_FACTOR", "far", "valid number"),
        ("BULLETINS_CHECKS__JUMP_FACTR", "3", "no such setting"),
        ("BULLETINS_CHECKS__MIN_NEIGHBOURS", "13", "more than neighbours, which is 12"),
        ("BULLETINS_CHECKS", "{", "not a JSON object"),
    ],
)
def test_a_bad_threshold_is_explained_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, why: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError, match=why) as caught:
        load_settings()
    assert variable in caught.value.message and "\n" not in caught.value.message


@pytest.mark.parametrize("value", ["inf", "nan", "1e300", "99999999999999"])
@pytest.mark.parametrize("name", ["READ_TIMEOUT_S", "READ_MEMORY_MB"])
def test_a_limit_without_bounds_is_none(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"BULLETINS_{name}", value)
    with pytest.raises(UsageError, match=name):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [("notice_webhook", "example.org/secret"), ("notice_webhook", "ftp://example.org/secret"),
     ("smtp", "mail.example.org"), ("smtp", "smtp://"), ("smtp", "http://a:secret@b"),
     ("smtp", "smtp://user:pa/secret@host"), ("notice_webhook", "http://[secret")],
)  # fmt: skip
def test_an_address_that_is_none_is_reported_at_once(name: str, value: str) -> None:
    with pytest.raises(
        UsageError, match=f"{name}.*it is not an address that begins with"
    ) as caught:
        load_settings(**{name: value})
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("variable", "hint"),
    [("BULLETINS_READ_TIMEOUT", "BULLETINS_READ_TIMEOUT_S"), ("BULLETINS_QXZ", "Unset it")],
)
def test_a_variable_that_names_no_setting_is_reported_of(
    monkeypatch: pytest.MonkeyPatch, variable: str, hint: str
) -> None:
    monkeypatch.setenv(variable, "")
    load_settings()
    monkeypatch.setenv(variable, "3")
    with pytest.raises(UsageError, match=f"{variable} names no setting") as caught:
        load_settings()
    assert hint in caught.value.hint


def test_a_changed_threshold_is_something_new(settings: Settings) -> None:
    other = settings.model_copy(update={"checks": settings.checks.model_copy(
        update={"jump_factor": 9.0})})  # fmt: skip
    assert fingerprint([], Archive(other)) != fingerprint([], Archive(settings))


def test_a_file_of_decisions_without_end_is_not_read(settings: Settings) -> None:
    endless = settings.model_copy(update={"corrections": Path("/dev/zero")})
    with pytest.raises(FolderError, match="/dev/zero cannot be read: File too large"):
        fingerprint([], Archive(endless))
    with pytest.raises(FolderError, match="/dev/zero cannot be read: File too large"):
        load_decisions(endless)


def test_settings_import_nothing_slow() -> None:
    code = "import pipeline.settings, pipeline.errors, sys; print(*sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert not {"pandas", "pyarrow", "prefect", "pdfplumber", "great_expectations"} & set(
        out.stdout.split()
    )
