"""Tables that print the same columns again side by side, to save room: a group each time."""

from __future__ import annotations

from pipeline.interpreting.tables.headers import Header


def column_groups(headers: list[Header]) -> list[list[Header]]:
    """Headers split where a table prints the same columns again beside the first ones."""
    for count in range(len(headers) // 2, 1, -1):
        if len(headers) % count:
            continue
        size = len(headers) // count
        groups = [headers[i * size : (i + 1) * size] for i in range(count)]
        paths = [[h.path for h in g] for g in groups]
        if all(p == paths[0] for p in paths) and len(set(paths[0])) == size:
            return groups
    return [headers]
