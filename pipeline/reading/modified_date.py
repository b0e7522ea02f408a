"""When a PDF was last changed, as the program that wrote it noted.

It distinguishes two editions of one issue where nothing in print does.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path

# ISO 32000-1, 7.9.4: D:YYYYMMDDHHmmSSOHH'mm, all behind the year optional.
_DATE = re.compile(
    r"D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z|([+-])(\d\d)'?(\d\d)?)?.*", re.DOTALL
)


def modified_on(path: Path) -> dt.datetime | None:
    """When the PDF was changed, else when it was made, in UTC; None where it does not say.

    pdfium answers from the trailer alone, in a thousandth of a second.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as pdf:
            return date_in(pdf.get_metadata_dict())
    except pypdfium2.PdfiumError:
        return None


def date_in(metadata: Mapping[str, object]) -> dt.datetime | None:
    """The date in a PDF's document information; a time without a zone is taken for UTC."""
    dates = (_parsed(metadata.get(name)) for name in ("ModDate", "CreationDate"))
    return next((date for date in dates if date is not None), None)


def _parsed(text: object) -> dt.datetime | None:
    match = _DATE.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return None
    *parts, sign, hours, minutes = match.groups()
    year, month, day, hour, minute, second = (
        int(part) if part else least for part, least in zip(parts, (1, 1, 1, 0, 0, 0), strict=True)
    )
    away = dt.timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        local = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
        return local + away if sign == "-" else local - away
    except (ValueError, OverflowError):
        return None
