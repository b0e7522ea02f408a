"""What is too poor a page: to be believed, or to be read at all."""

from __future__ import annotations

from pipeline.model.message import Message

_DOUBTED_FROM = 0.02
"""Share of figures on which the recognisers differ from which every figure of a page is doubted:
good pages stay below 0.014, streaks, stamps and fax lie above 0.03. Of 18 worn pages between 0.02
and 0.07, five (a stamp, a pen, coffee) had wrong figures that nothing else about them showed."""

_REFUSED_FROM = 0.2
"""Share from which a page is not read at all; dark copies lie above 0.44."""

_MORE_FROM = 0.1
"""Share of ink that is in no line read from which a page may hold more: good pages stay below
0.05, one with a screened photograph is at 0.12."""

_TOO_MUCH_FROM = 0.2
"""Share from which it is not read at all: thin print in black and white falls to pieces of which
nothing is read, 0.25 and more of the ink."""

_PALE_FROM = 0.01
"""Share of print that is too pale to be ink from which a page may hold more: good pages stay below
0.005; a copy of a copy on which the thin print was gone was at 0.1."""


def is_poor(share: float) -> bool:
    """Is every figure doubtful, where the readings differ on this share of them?"""
    return share > _DOUBTED_FROM


def refusal(share: float, unread: float) -> str:
    """Why a page is not read, with the measure; '' where it is.

    Args:
        share: of its figures on which the readings differ.
        unread: share of its ink that is in no line read.
    """
    if share > _REFUSED_FROM:
        return Message("scan_too_doubtful", share=f"{share:.0%}")
    if unread > _TOO_MUCH_FROM:
        return Message("scan_too_unread", share=f"{unread:.0%}")
    return ""


def unsure(unread: float, pale: float) -> tuple[str, ...]:
    """Why a page may hold more than was read.

    Args:
        unread: share of its ink that is in no line read.
        pale: share of its print that is too pale to be ink.
    """
    why = []
    if unread > _MORE_FROM:
        why.append(Message("ink_in_no_line", share=f"{unread:.0%}"))
    if pale > _PALE_FROM:
        why.append(Message("print_too_pale", share=f"{pale:.0%}"))
    return tuple(why)
