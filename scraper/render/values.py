"""What is said between a browser and who answers it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

PAGE = "page"


@dataclass(frozen=True, slots=True)
class BrowserSettings:
    """Which browser, and how much it may do."""

    executable: Path
    sandbox: bool = True  # Chromium's own; it refuses to be root's
    pages: int = 2  # at a time
    seconds: float = 90.0  # a page may take, the waits between its requests included
    requests: int = 150  # of one page
    max_html: int = 20_000_000  # characters of the document
    lifetime: int = 100  # pages, after which another process takes over, so that its memory stays bounded


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page asks for by GET."""

    url: str
    fields: tuple[tuple[str, str], ...] = ()  # of the request, names in lower case
    kind: str = "fetch"  # what for: PAGE where it goes there; "script", "stylesheet", "document" (a frame), "fetch" ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as a page gets it: content-coding undone."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser shows: the document as HTML, as it stood when the page had come to rest or its time was over."""

    html: str
    whole: bool  # False where it was cut to `max_html`
    ended: str  # "quiet", "time" or "requests", as in model.Rendering
    software: str  # "Chromium/156.0.8078.79"


Respond: TypeAlias = Callable[[Asked], Awaitable[Answer | None]]  # None: it gets no answer
