"""The links that a section lists and listed, eight bytes each."""

import hashlib
from collections.abc import Iterable

REMEMBERED = 500  # links of a section, besides those that it lists now
_WIDTH = 8  # bytes


def mark(url: str) -> bytes:
    """A link in eight bytes."""
    return hashlib.blake2b(url.encode("utf-8", "surrogatepass"), digest_size=_WIDTH).digest()


def marks_in(memory: bytes) -> list[bytes]:
    """The links of a memory."""
    return [memory[place : place + _WIDTH] for place in range(0, len(memory), _WIDTH)]


def remember(memory: bytes, listed: Iterable[bytes]) -> tuple[int, bytes]:
    """How many links were never listed before, as far as is remembered, and the memory with them: the newest first."""
    now = dict.fromkeys(listed)
    before = marks_in(memory)
    kept = [one for one in before if one not in now][:REMEMBERED]
    return len(now.keys() - set(before)), b"".join((*now, *kept))
