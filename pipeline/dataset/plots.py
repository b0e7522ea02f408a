"""Charts of a table over time, with Chinese labels where this machine has a font that draws them.

matplotlib is optional. It knows fonts by a list that it keeps on disk and that may be older than
the fonts, so this module asks the font files themselves. Where no font draws the labels, a chart
has ids and English words instead: no boxes, no warnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import MissingDependency, UsageError
from schemas.base import FieldInfo

if TYPE_CHECKING:
    import pandas as pd

_TYPICAL = "医院预约挂号量区人次元月"
"""Characters by which a font is taken to draw Chinese."""

_PREFERRED = re.compile(
    "Noto ?Sans ?(Mono ?)?CJK|Source ?Han ?Sans|WenQuanYi|wqy|YaHei|msyh|SimHei|PingFang|Hei",
    re.IGNORECASE,
)
"""Fonts without serifs, which are easier to read when small."""

_PLAIN = re.compile("Regular|Normal|Book|zenhei|microhei|msyh|simhei", re.IGNORECASE)
_LAST_RESORT = re.compile("LastResort", re.IGNORECASE)
"""A font with a box for every character, which matplotlib brings."""

_MOST_TICKS = 12
_LARGEST = 5


def use_chinese_font() -> bool:
    """Let all charts of this session use one font that draws Chinese.

    Returns:
        False where this machine has none: then label charts with ids and in English.

    Raises:
        MissingDependency: matplotlib is not installed.
    """
    pyplot = _pyplot()
    font = font_for(_TYPICAL)
    if font is None:
        return False
    pyplot.rcParams["font.family"] = [font]
    pyplot.rcParams["axes.unicode_minus"] = False
    return True


@cache
def font_for(text: str) -> str | None:
    """The family of a font on this machine that has every character of a text; None without one.

    Raises:
        MissingDependency: matplotlib is not installed.
    """
    _pyplot()
    from matplotlib import font_manager

    characters = frozenset(text) - {"\n"}
    known = [Path(font.fname) for font in font_manager.fontManager.ttflist]
    installed = [Path(name) for name in font_manager.findSystemFonts()]
    for path in sorted({*known, *installed}, key=_preference):
        if not _LAST_RESORT.search(path.name) and _has(path, characters):
            return _family(path)
    return None


def plot(
    frame: pd.DataFrame, field: FieldInfo, entity: str | None, names: dict[str, str], axes: Any
) -> Any:
    """A line for every entity, a point for every month that has a figure.

    Args:
        frame: columns `month`, the measure, and `entity` where a row is about one.
        field: declaration of the measure.
        entity: name of the column of ids; None where a row is a month.
        names: canonical name of every id.
        axes: axes of matplotlib to draw on; None for a new figure.

    Returns:
        The axes.

    Raises:
        MissingDependency: matplotlib is not installed.
    """
    pyplot = _pyplot()
    lines = _lines(frame, field.name, entity)
    chinese = {key: names.get(key, key) for key in lines}
    unit = f" ({field.column.unit})" if field.column.unit else ""
    label = f"{field.column.zh}{unit}"
    font = font_for("".join(sorted({*"".join(chinese.values()), *label})))
    if axes is None:
        _, axes = pyplot.subplots(figsize=(9, 4))
    for key, line in lines.items():
        shown = chinese[key] if font else key
        axes.plot(line.index, line.to_numpy(), marker="o", markersize=3, label=shown)
    family = {"family": font} if font else {}
    axes.set_ylabel(label if font else f"{field.name}{unit}", **family)
    if entity is not None:
        axes.legend(prop={**family, "size": "small"})
    set_months(axes, [month for line in lines.values() for month in line.index])
    return axes


def largest(frame: pd.DataFrame, measure: str, entity: str) -> list[str]:
    """The ids with the largest figures in the newest month that has any."""
    held = frame[frame[measure].notna()]
    newest = held[held["month"] == held["month"].max()].sort_values(
        [measure, entity], ascending=[False, True]
    )
    return list(newest[entity][:_LARGEST])


def _lines(frame: pd.DataFrame, measure: str, entity: str | None) -> dict[str, Any]:
    """The figures of each entity by month; a month without one is a gap in its line."""
    import pandas as pd

    groups = {"": frame} if entity is None else dict(iter(frame.groupby(entity, sort=False)))
    found: dict[str, Any] = {}
    for key, part in groups.items():
        line = part.set_index("month")[measure].astype("float64").sort_index()
        if line.notna().any():
            months = pd.date_range(line.index.min(), line.index.max(), freq="MS")
            found[str(key)] = line.reindex(months)
    if not found:
        raise UsageError(f"There is no figure of {measure} to draw.")
    return found


def set_months(axes: Any, months: Iterable[Any]) -> None:
    """Ticks at months, never at days or hours between them, also where there is only one."""
    import pandas as pd

    given = list(months)
    all_months = pd.date_range(min(given), max(given), freq="MS")
    shown = list(all_months[:: -(-len(all_months) // _MOST_TICKS)])
    axes.set_xticks(shown, [f"{month:%Y-%m}" for month in shown], fontsize="small")
    axes.set_xlim(min(given) - pd.DateOffset(months=1), max(given) + pd.DateOffset(months=1))
    axes.set_ylim(bottom=0)


def _pyplot() -> Any:
    try:
        from matplotlib import pyplot
    except ModuleNotFoundError:
        raise MissingDependency(
            "Charts need the package matplotlib, which is not installed.",
            "Install it with `pip install matplotlib`.",
        ) from None
    return pyplot


def _preference(path: Path) -> tuple[bool, bool, str]:
    return not _PREFERRED.search(path.name), not _PLAIN.search(path.name), str(path)


def _has(path: Path, characters: frozenset[str]) -> bool:
    return {ord(char) for char in characters} <= _characters(path)


@cache
def _characters(path: Path) -> frozenset[int]:
    """The characters that a font file draws; none where it cannot be read."""
    from matplotlib.ft2font import FT2Font

    try:
        return frozenset(FT2Font(str(path)).get_charmap())
    except (OSError, RuntimeError):  # gone since the list was made, or no font that can be scaled
        return frozenset()


def _family(path: Path) -> str:
    """The family of a font file, which matplotlib then knows."""
    from matplotlib import font_manager

    known = font_manager.fontManager
    if all(Path(font.fname) != path for font in known.ttflist):
        known.addfont(str(path))
    return next(font.name for font in known.ttflist if Path(font.fname) == path)
