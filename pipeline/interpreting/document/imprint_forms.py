"""What a line of the imprint looks like: one that looks otherwise was misread or holds more."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.model.vocabulary import UNREADABLE

_NUMBERS = r"[\d+()（）\-—－–转分机、,，;；/ ]{5,}"
_FORMS = {
    "postcode": re.compile(r"\d{6}"),
    "phone": re.compile(_NUMBERS),
    "fax": re.compile(_NUMBERS),
    "email": re.compile(
        r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+(?:[,，;；、/ ]+[\w.+\-]+@[\w.\-]+)*", re.ASCII
    ),
    "website": re.compile(r"[\w.\-:/?=&%#~ ,，;；、]+", re.ASCII),
    "editor": re.compile(rf"[^\d{UNREADABLE}]+"),
}


def odd_values(values: Mapping[str, object]) -> dict[str, str]:
    """The values of an imprint that do not look like what they are, by their columns."""
    return {
        name: value
        for name, form in _FORMS.items()
        if isinstance(value := values.get(name), str) and not form.fullmatch(value)
    }
