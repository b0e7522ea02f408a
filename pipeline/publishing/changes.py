"""`CHANGES.md` of a release: how it differs from the previous one."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import BulletinsError
from pipeline.model.layout import CHANGES
from pipeline.publishing.markdown import escaped
from pipeline.releases.compare import compare
from pipeline.releases.load import Extent, load_pair
from pipeline.releases.model import Comparison
from pipeline.releases.words import sections

_MOST = 50


def write_changes(
    folder: Path, release: str, before: Path | None, extent: Extent | None = None
) -> Path:
    """Write the changes into the folder of a release that is about to be published.

    A damaged previous release is no error; the document reports it.

    Args:
        release: its id.
        before: folder of the release that is the dataset until now; None where there is none.
        extent: where the two differ, if it is known.
    """
    path = folder / CHANGES
    path.write_text(_text(folder, release, before, extent), encoding="utf-8", newline="\n")
    return path


def _text(folder: Path, release: str, before: Path | None, extent: Extent | None) -> str:
    head = f"# 变更 · Changes\n\n发布 Release `{release}`"
    if before is None:
        return f"{head}\n\n首次发布。 The first release of this dataset.\n"
    head += f"，与此前发布 `{before.name}` 相比 compared with the previous release `{before.name}`"
    try:
        comparison = compare(*load_pair(before, folder, release, extent))
    except BulletinsError as error:
        return f"{head}\n\n此前的发布无法读取。 {escaped(error.message)}\n"
    return f"{head}\n\n{as_markdown(comparison)}\n" + _more(comparison)


def as_markdown(comparison: Comparison) -> str:
    """A comparison as the body of a Markdown document."""
    blocks = []
    for section in sections(comparison, mark=escaped, most=_MOST):
        lines = "".join(f"\n- {line}" for line in section.lines)
        blocks.append(f"{section.title}\n{lines}" if lines else section.title)
    return "\n\n".join(blocks)


def _more(comparison: Comparison) -> str:
    return (
        "\n逐项列表 Every row and figure:\n\n```sh\n"
        f"bulletins diff {comparison.release_a} {comparison.release_b} --csv changes.csv\n```\n"
    )
