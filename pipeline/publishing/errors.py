"""What stops a release."""

from __future__ import annotations

from pipeline.errors import NothingPublished


class InconsistentDataset(NothingPublished):
    """The dataset breaks its own declaration (a key, a link, a type): it is not published."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message,
            "Nothing was published and the previous dataset stays as it is. "
            "This is a defect of the program; please report it with this message.",
        )
