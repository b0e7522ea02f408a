"""Every setting of the pipeline: its default, its bounds, its environment variable.

A setting `read_timeout_s` is set by the environment variable `BULLETINS_READ_TIMEOUT_S`, a
threshold `jump_factor` of the checks by `BULLETINS_CHECKS__JUMP_FACTOR`; an option of the command
line comes before it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from pipeline.errors import UsageError
from pipeline.quality.thresholds import Thresholds

_ROOT = Path(__file__).resolve().parent.parent
ENV_PREFIX = "BULLETINS_"
SECOND_SUFFIX = ".second.json"
"""What a second engine read stands beside the reading: `<sha256>.second.json`."""
ENV_NESTED = "__"
_SCHEMES = {"notice_webhook": ("http", "https"), "smtp": ("smtp", "smtps")}
_ALIKE = 80
"""Per cent of likeness from which on a known variable is named beside an unknown one."""


class Settings(BaseSettings):
    """Settings of one run. Made by `load_settings`, which explains bad values."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_nested_delimiter=ENV_NESTED,
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
    )

    inbox: Path = Field(Path("inbox"), description="Folder into which PDFs are dropped.")
    outputs: Path = Field(
        Path("outputs"), description="Folder of originals, readings and the dataset."
    )
    registry: Path = Field(
        _ROOT / "schemas" / "registry",
        description="Folder of the CSV files that name hospitals, districts and channels.",
    )
    corrections: Path = Field(
        Path("corrections.csv"), description="File of figures that a person has overruled."
    )
    reviews: Path = Field(
        Path("reviews.csv"), description="File of findings on which a person has decided."
    )
    workers: int = Field(
        default_factory=lambda: min(os.cpu_count() or 1, 8),
        ge=1,
        le=256,
        description="How many PDFs are read at once, each in its own process.",
    )
    read_timeout_s: float = Field(
        60, gt=0, le=86_400, description="Seconds after which reading one PDF is given up."
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
        description="A file without a PDF's end that changed so recently is waited for.",
    )
    lock_wait_s: float = Field(
        600, ge=0, description="Seconds to wait for another run to end; 0 = do not wait."
    )
    store: str = Field(
        "",
        description="Where originals and readings lie: a folder, or a URL of an object store "
        "such as s3://bucket/bulletins; empty = in the outputs folder.",
    )
    task_runner: str = Field(
        "threads",
        pattern=r"^(threads|dask://[^\s/]+:\d+)$",
        description="Where a Prefect run reads PDFs: threads = on this machine, "
        "dask://HOST:PORT = on the Dask cluster of that scheduler.",
    )
    watch_quiet_s: float = Field(
        3, gt=0, le=3600, description="A watched file is taken once it is unchanged for so long."
    )
    watch_poll_s: float = Field(
        10,
        gt=0,
        le=3600,
        description="Seconds between looks at a watched inbox that tells of no change.",
    )
    unfinished_wait_s: float = Field(
        0,
        ge=0,
        description="A file without a PDF's end is left for a later run until it is unchanged "
        "for so long; 0 = 60 while the inbox is watched, else QUIET_SECONDS.",
    )
    overdue_hours: float = Field(
        26, ge=0, description="The last run may be so old; 0 = as old as it likes."
    )
    waiting_minutes: float = Field(
        30, ge=0, description="A file may wait in the inbox for so long; 0 = for ever."
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
        description="Addresses of other services that take notices, as Apprise writes them "
        "(dingtalk://…, feishu://…, wecombot://…), separated by blanks.",
    )
    host: str = Field(
        "127.0.0.1", min_length=1, description="Address on which `bulletins up` listens."
    )
    server_port: int = Field(4200, ge=1, le=65535, description="Port of the Prefect server.")
    pages_port: int = Field(8001, ge=1, le=65535, description="Port of the dataset's pages.")
    prefect_home: Path | None = Field(
        None,
        description="Folder of the Prefect server of `bulletins up`; OUTPUTS/prefect where not "
        "set.",
    )
    prefect_keep_days: int = Field(
        30, ge=1, description="Days for which that server keeps the record of a run."
    )
    keep_releases: int = Field(
        5, ge=1, description="How many releases are kept; pinned ones are kept besides."
    )
    keep_runs: int = Field(100, ge=1, description="How many reports of runs are kept.")
    allow_loss: bool = Field(
        False,
        description="Publish a dataset even if it lacks issues of the current release.",
    )
    keep_inbox: bool = Field(False, description="Leave received files in the inbox.")
    checks: Thresholds = Field(
        default_factory=Thresholds,
        description="Thresholds of the checks over time, each a variable of its own.",
    )
    debug: bool = Field(False, description="Show tracebacks.")

    @field_validator("inbox", "outputs", "registry", "corrections", "reviews", mode="before")
    @classmethod
    def _no_empty_path(cls, value: object) -> object:
        """An empty path would be the current folder, and an inbox gets emptied."""
        if isinstance(value, str) and not value.strip():
            raise ValueError("it is empty")
        return value

    @field_validator("notice_webhook", "smtp")
    @classmethod
    def _an_address(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Found out when it is set, not when the first notice is lost."""
        text, schemes = value.get_secret_value(), _SCHEMES[str(info.field_name)]
        if text and not _is_address(text, schemes):
            raise ValueError(f"it is no address that begins with {' or '.join(schemes)}://")
        return value

    @field_validator("notice_urls")
    @classmethod
    def _known_services(cls, value: SecretStr) -> SecretStr:
        if urls := value.get_secret_value().split():
            from apprise import Apprise

            log = logging.getLogger("apprise")
            log.disabled = True  # Its messages repeat the address, and the secrets in it.
            unknown = [n for n, url in enumerate(urls, 1) if Apprise.instantiate(url) is None]
            log.disabled = False
            if unknown:
                raise ValueError(f"address {unknown[0]} of {len(urls)} is none for Apprise")
        return value

    @property
    def is_remote(self) -> bool:
        """Do originals and readings lie in an object store, where no path leads?"""
        return "://" in self.store

    @property
    def store_root(self) -> Path:
        """Folder of originals and readings; of what is on its way to an object store."""
        return self.outputs if self.is_remote or not self.store else Path(self.store)

    @property
    def originals(self) -> Path:
        """Every PDF received, by its content: `<sha256>.pdf`."""
        return self.store_root / "originals"

    @property
    def readings(self) -> Path:
        """What was read from each original: `<sha256>.json`."""
        return self.store_root / "readings"

    @property
    def rejected(self) -> Path:
        """Files that are no usable PDF, kept by their content."""
        return self.outputs / "rejected"

    @property
    def arrivals(self) -> Path:
        """One receipt for each arrival of a file."""
        return self.outputs / "arrivals"

    @property
    def releases(self) -> Path:
        """Published datasets, the current and a few before it."""
        return self.outputs / "releases"

    @property
    def dataset(self) -> Path:
        """Link to the current release."""
        return self.outputs / "dataset"

    @property
    def pictures(self) -> Path:
        """Pieces of pages to look at in a review: `<finding_id>.png`."""
        return self.outputs / "review"

    @property
    def run_report(self) -> Path:
        """What the last run did, as JSON."""
        return self.outputs / "run_report.json"

    @property
    def runs(self) -> Path:
        """The reports of this run and of those before it."""
        return self.outputs / "runs"

    @property
    def logs(self) -> Path:
        """What runs did, as JSON lines, and what the services of `bulletins up` say."""
        return self.outputs / "logs"

    @property
    def lock(self) -> Path:
        """Held by the run that is writing to `outputs`."""
        return self.outputs / ".lock"


def load_settings(**given: Any) -> Settings:
    """Settings from the given values, then the environment, then the defaults.

    Args:
        given: settings by name; None means "not given".

    Raises:
        UsageError: a value is out of bounds or no value of its kind, or a variable of the
            environment names no setting.
    """
    _require_known_variables()
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise UsageError(_explain(error)) from None
    except SettingsError:
        # The only setting whose variable is parsed before it is validated.
        raise UsageError(
            f"The environment variable {ENV_PREFIX}CHECKS is no JSON object.",
            f"Set the thresholds one by one, such as {ENV_PREFIX}CHECKS{ENV_NESTED}JUMP_FACTOR.",
        ) from None


def _is_address(text: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # of the port, or of brackets
        return False


def _require_known_variables() -> None:
    """A misspelt one would change nothing, and no one would know."""
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
    return f"Is {found[2]} meant?" if found else "Unset it."


def variable(*names: str) -> str:
    """The environment variable of a setting; of a threshold, with both its names."""
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
        f"{value!r}, which will not do: {why[:1].lower()}{why[1:]}."
    )
