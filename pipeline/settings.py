"""Every setting of the pipeline: its default, its bounds, its environment variable.

A setting `read_timeout_s` is set by the environment variable `BULLETINS_READ_TIMEOUT_S`, a
threshold `jump_factor` of the checks by `BULLETINS_CHECKS__JUMP_FACTOR`; an option of the command
line comes before it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from pipeline.errors import UsageError
from pipeline.quality.thresholds import Thresholds

_ROOT = Path(__file__).resolve().parent.parent
ENV_PREFIX = "BULLETINS_"
SECOND_SUFFIX = ".second.json"
"""Suffix of a second reading, beside the reading: `<sha256>.second.json`."""
AUDIT_SUFFIX = ".audit.json"
"""Suffix of an audit, beside the reading."""
ENV_NESTED = "__"
_SCHEMES = {"notice_webhook": ("http", "https"), "smtp": ("smtp", "smtps")}
_ALIKE = 80
"""Likeness (0 to 100) from which a known variable is suggested for an unknown one."""


class Settings(BaseModel):
    """Settings of one run. Made by `load_settings`, which explains bad values.

    What is not given comes from the environment. pydantic-settings does the same, but its import
    takes as long as a run with nothing new.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    inbox: Path = Field(Path("inbox"), description="Folder into which PDFs are dropped.")
    outputs: Path = Field(
        Path("outputs"), description="Folder of originals, readings and the dataset."
    )
    registry: Path = Field(
        _ROOT / "schemas" / "registry",
        description="Folder of the CSV files that name hospitals, districts and channels.",
    )
    corrections: Path = Field(
        Path("corrections.csv"), description="File of people's corrections of figures."
    )
    reviews: Path = Field(
        Path("reviews.csv"), description="File of people's decisions on findings."
    )
    workers: int = Field(
        default_factory=lambda: min(os.cpu_count() or 1, 8),
        ge=1,
        le=256,
        description="How many PDFs are read at once, each in its own process.",
    )
    read_timeout_s: float = Field(
        60, gt=0, le=86_400, description="Seconds after which reading one PDF is stopped."
    )
    read_memory_mb: int = Field(
        2048, ge=512, le=2**20, description="Memory that reading one PDF may take, in MB."
    )
    recognise_scans: bool = Field(
        True, description="Recognise the text of pages that are pictures (scans)."
    )
    recognise_page_s: float = Field(
        60, gt=0, le=3600, description="Further seconds for each page that is recognised."
    )
    max_pages: int = Field(300, ge=1, description="A PDF with more pages is rejected.")
    max_file_mb: int = Field(200, ge=1, description="A larger file is rejected.")
    max_zip_members: int = Field(1000, ge=1, description="A zip of more files is rejected.")
    max_zip_mb: int = Field(2000, ge=1, description="A zip that unpacks to more is rejected.")
    quiet_seconds: float = Field(
        2,
        ge=0,
        le=3600,
        description="Seconds that a run waits for a recently changed file without the end marker "
        "of a PDF.",
    )
    lock_wait_s: float = Field(
        600, ge=0, description="Seconds to wait for another run to end; 0 = do not wait."
    )
    store: str = Field(
        "",
        description="Store of originals and readings: a folder, or a URL of an object store "
        "such as s3://bucket/bulletins; empty = in the outputs folder.",
    )
    task_runner: str = Field(
        "threads",
        pattern=r"^(threads|dask://[^\s/]+:\d+)$",
        description="Where a Prefect run reads PDFs: threads = on this machine, "
        "dask://HOST:PORT = on the Dask cluster of that scheduler.",
    )
    watch_quiet_s: float = Field(
        3,
        gt=0,
        le=3600,
        description="Seconds without a change after which the watch processes a file.",
    )
    watch_poll_s: float = Field(
        10,
        gt=0,
        le=3600,
        description="Seconds between two polls of a watched inbox, if no change is reported.",
    )
    unfinished_wait_s: float = Field(
        0,
        ge=0,
        description="Seconds without a change after which a file without the end marker of a PDF "
        "is received; 0 = 60 while the inbox is watched, else QUIET_SECONDS.",
    )
    overdue_hours: float = Field(
        26, ge=0, description="Hours after which the last run counts as overdue; 0 = never."
    )
    waiting_minutes: float = Field(
        30,
        ge=0,
        description="Minutes after which a file in the inbox counts as a problem; 0 = never.",
    )
    notice_webhook: SecretStr = Field(
        SecretStr(""), description="URL to which notices are posted as JSON."
    )
    notice_mail: str = Field("", description="Address to which notices are mailed.")
    smtp: SecretStr = Field(
        SecretStr(""),
        description="Server that mails them: smtp://user:password@host:587, or smtps://.",
    )
    notice_urls: SecretStr = Field(
        SecretStr(""),
        description="Addresses of other notification services, in the form of Apprise "
        "(dingtalk://…, feishu://…, wecombot://…), separated by blanks.",
    )
    host: str = Field(
        "127.0.0.1", min_length=1, description="Address on which `bulletins up` listens."
    )
    server_port: int = Field(4200, ge=1, le=65535, description="Port of the Prefect server.")
    pages_port: int = Field(8001, ge=1, le=65535, description="Port of the dataset's pages.")
    prefect_home: Path | None = Field(
        None,
        description="Folder of the Prefect server of `bulletins up`; OUTPUTS/prefect if not set.",
    )
    prefect_keep_days: int = Field(
        30, ge=1, description="Days for which the Prefect server keeps the record of a run."
    )
    keep_releases: int = Field(
        5, ge=1, description="How many releases are kept, besides the pinned ones."
    )
    keep_runs: int = Field(100, ge=1, description="How many reports of runs are kept.")
    allow_loss: bool = Field(
        False,
        description="Publish a dataset even if it lacks issues of the current release.",
    )
    keep_inbox: bool = Field(False, description="Leave received files in the inbox.")
    checks: Thresholds = Field(
        default_factory=Thresholds,
        description="Thresholds of the checks over time; each has its own variable.",
    )
    debug: bool = Field(False, description="Show tracebacks.")

    @model_validator(mode="before")
    @classmethod
    def _with_environment(cls, given: Any) -> Any:
        """Add the variables of the environment that are set and not empty."""
        if not isinstance(given, dict):
            return given
        there = {name.upper(): value for name, value in os.environ.items() if value}
        found = {
            name: there[variable(name)]
            for name in cls.model_fields
            if name != "checks" and variable(name) in there
        }
        checks = _thresholds(there)
        if checks and isinstance(given.get("checks", {}), dict):
            given = {**given, "checks": {**checks, **given.get("checks", {})}}
        return {**found, **given}

    @field_validator("inbox", "outputs", "registry", "corrections", "reviews", mode="before")
    @classmethod
    def _no_empty_path(cls, value: object) -> object:
        """Reject an empty path: it would be the current folder, and a run empties its inbox."""
        if isinstance(value, str) and not value.strip():
            raise ValueError("it is empty")
        return value

    @field_validator("notice_webhook", "smtp")
    @classmethod
    def _an_address(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Check an address when the settings are loaded, not when the first notice is sent."""
        text, schemes = value.get_secret_value(), _SCHEMES[str(info.field_name)]
        if text and not _is_address(text, schemes):
            raise ValueError(f"it is not an address that begins with {' or '.join(schemes)}://")
        return value

    @field_validator("notice_urls")
    @classmethod
    def _known_services(cls, value: SecretStr) -> SecretStr:
        if urls := value.get_secret_value().split():
            from apprise import Apprise

            log = logging.getLogger("apprise")
            log.disabled = True  # Its messages contain the address with its secrets.
            unknown = [n for n, url in enumerate(urls, 1) if Apprise.instantiate(url) is None]
            log.disabled = False
            if unknown:
                raise ValueError(f"address {unknown[0]} of {len(urls)} is unknown to Apprise")
        return value

    @property
    def is_remote(self) -> bool:
        """Are originals and readings in an object store, and so without a local path?"""
        return "://" in self.store

    @property
    def store_root(self) -> Path:
        """Folder of originals and readings; with an object store, of temporary files."""
        return self.outputs if self.is_remote or not self.store else Path(self.store)

    @property
    def originals(self) -> Path:
        """Every received PDF, by its hash: `<sha256>.pdf`."""
        return self.store_root / "originals"

    @property
    def readings(self) -> Path:
        """The reading of each original: `<sha256>.json`."""
        return self.store_root / "readings"

    @property
    def copies(self) -> Path:
        """Copies of the readings in an object store (`pipeline/archive/copies.py`)."""
        return self.outputs / "copies"

    @property
    def rejected(self) -> Path:
        """Rejected files, by their hash."""
        return self.outputs / "rejected"

    @property
    def arrivals(self) -> Path:
        """One receipt for each arrival of a file."""
        return self.outputs / "arrivals"

    @property
    def releases(self) -> Path:
        """Published datasets: the current one and some earlier ones."""
        return self.outputs / "releases"

    @property
    def dataset(self) -> Path:
        """Link to the current release."""
        return self.outputs / "dataset"

    @property
    def pictures(self) -> Path:
        """Images of parts of pages for a review: `<finding_id>.png`."""
        return self.outputs / "review"

    @property
    def run_report(self) -> Path:
        """The report of the last run, as JSON."""
        return self.outputs / "run_report.json"

    @property
    def runs(self) -> Path:
        """The reports of this run and of those before it."""
        return self.outputs / "runs"

    @property
    def logs(self) -> Path:
        """The log of the runs as JSON lines, and the logs of the services of `bulletins up`."""
        return self.outputs / "logs"

    @property
    def lock(self) -> Path:
        """Lock file of the run that writes to `outputs`."""
        return self.outputs / ".lock"


def load_settings(**given: Any) -> Settings:
    """Settings from the given values, then the environment, then the defaults.

    Args:
        given: settings by name; None means "not given".

    Raises:
        UsageError: a value is out of bounds or of the wrong type, or a variable of the
            environment names no setting.
    """
    _require_known_variables()
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise UsageError(_explain(error)) from None


def _thresholds(there: Mapping[str, str]) -> dict[str, Any]:
    """Thresholds from the environment: those of one JSON object, then those with own variables."""
    start = variable("checks", "")
    found = {n.removeprefix(start).lower(): v for n, v in there.items() if n.startswith(start)}
    try:
        together = json.loads(there.get(variable("checks"), "{}"))
        return {**together, **found}
    except (ValueError, TypeError):
        raise UsageError(
            f"The environment variable {variable('checks')} is not a JSON object.",
            f"Set the thresholds one by one, such as {variable('checks', 'jump_factor')}.",
        ) from None


def _is_address(text: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # of the port, or of brackets
        return False


def _require_known_variables() -> None:
    """Raise UsageError for an unknown variable: a misspelt one would have no effect."""
    known = {variable(name) for name in Settings.model_fields}
    for name in sorted(name.upper() for name, value in os.environ.items() if value):
        if name.startswith(ENV_PREFIX) and name.partition(ENV_NESTED)[0] not in known:
            raise UsageError(
                f"The environment variable {name} names no setting.", _nearest(name, known)
            )


def _nearest(name: str, known: Iterable[str]) -> str:
    from rapidfuzz import process

    bare = {each: each.removeprefix(ENV_PREFIX) for each in sorted(known)}
    found = process.extractOne(name.removeprefix(ENV_PREFIX), bare, score_cutoff=_ALIKE)
    return f"Did you mean {found[2]}?" if found else "Unset it."


def variable(*names: str) -> str:
    """The environment variable of a setting; for a threshold, give both names."""
    return ENV_PREFIX + ENV_NESTED.join(names).upper()


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    names = [str(part) for part in first["loc"]] or ["?"]
    field = Settings.model_fields.get(names[0])
    value = "…" if field and field.annotation is SecretStr else first.get("input")
    why = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        why = "there is no such setting"
    return (
        f"The setting {'.'.join(names)} (environment variable {variable(*names)}) is "
        f"{value!r}, which is not valid: {why[:1].lower()}{why[1:]}."
    )


def import_path() -> str:
    """PYTHONPATH for a child process: it imports the same packages as this process, in any folder,
    also where a folder before ours holds another `schemas`."""
    return os.pathsep.join(dict.fromkeys([*map(os.path.abspath, sys.path), str(_ROOT)]))
