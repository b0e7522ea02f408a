"""Names made short enough for a program, and still different from each other."""

from __future__ import annotations


def short_names(names: list[str], longest: int) -> dict[str, str]:
    """Each name with one of at most `longest` characters; short ones stay as they are."""
    short = {name: name for name in names if len(name) <= longest}
    taken = {name.casefold() for name in short}
    for name in names:
        number = 1
        while name not in short:
            tail = f"_{number}"
            candidate = name[: longest - len(tail)] + tail
            if candidate.casefold() not in taken:
                short[name] = candidate
                taken.add(candidate.casefold())
            number += 1
    return {name: short[name] for name in names}
