"""Styles, scripts and fonts of the Data Docs, copied from installed packages.

Great Expectations' own pages load them from the web. Here they come from Bootstrap-Flask (which
carries Bootstrap 4, jQuery and Popper) and XStatic-Font-Awesome; neither package is imported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import MissingDependency
from pipeline.quality.data_docs.pages import Pages

_BOOTSTRAP = ("flask_bootstrap", "static/bootstrap4")
_ICONS = ("xstatic.pkg.font_awesome", "data")
_FILES: dict[str, tuple[tuple[str, str], str]] = {
    "css/bootstrap.min.css": (_BOOTSTRAP, "css/bootstrap.min.css"),
    "css/all.min.css": (_ICONS, "css/all.min.css"),
    "js/jquery.min.js": (_BOOTSTRAP, "jquery.min.js"),
    "js/popper.min.js": (_BOOTSTRAP, "umd/popper.min.js"),
    "js/bootstrap.min.js": (_BOOTSTRAP, "js/bootstrap.min.js"),
    "webfonts/fa-solid-900.woff2": (_ICONS, "webfonts/fa-solid-900.woff2"),
    "webfonts/fa-regular-400.woff2": (_ICONS, "webfonts/fa-regular-400.woff2"),
}


def copy_assets(pages: Pages) -> None:
    """Put everything that the pages load beside them, into `static`. Raises MissingDependency."""
    for target, (package, source) in _FILES.items():
        path = _find(package, source)
        with path.open("rb") as file:
            key = hashlib.file_digest(file, "sha256").hexdigest()
        pages.write(f"static/{target}", key, path.read_bytes)


def _find(package: tuple[str, str], source: str) -> Path:
    name, inside = package
    found = [root / inside / source for root in _roots(name)]
    for path in found:
        if path.is_file():
            return path
    raise MissingDependency(
        f"The Data Docs need {source} of the package {name}, which is not installed.",
        "Run make setup.",
    )


def _roots(name: str) -> Sequence[Path]:
    """Folders of a package, found through its outermost parent, which alone is looked up."""
    first, *rest = name.split(".")
    spec = find_spec(first)
    places = [] if spec is None else list(spec.submodule_search_locations or [])
    return [Path(place, *rest) for place in places]
