"""JSON that says the hash of itself, so that a digit that a disk has changed is no figure."""

from __future__ import annotations

import hashlib
import re

_FIRST = re.compile(rb'\{"\w+":"(?:[^"\\]|\\.)*",')
_SEAL = re.compile(rb'"digest":"([0-9a-f]{64})",')


def sealed(content: bytes) -> bytes:
    """A JSON object with its hash as the member `digest` behind the first.

    Args:
        content: as UTF-8; its first member is a text, and not its only one.
    """
    first = _FIRST.match(content)
    if first is None:
        raise ValueError("an object whose first member is a text was to be sealed")
    digest = hashlib.sha256(content).hexdigest()
    return b'%s"digest":"%s",%s' % (first[0], digest.encode(), content[first.end() :])


def unsealed(content: bytes) -> bytes:
    """What `sealed` was given; content without a digest as it is.

    Raises:
        ValueError: it is not what was sealed.
    """
    first = _FIRST.match(content)
    seal = _SEAL.match(content, first.end()) if first else None
    if first is None or seal is None:
        return content
    plain = first[0] + content[seal.end() :]
    if hashlib.sha256(plain).hexdigest().encode() != seal[1]:
        raise ValueError("the content is not that of its digest")
    return plain
