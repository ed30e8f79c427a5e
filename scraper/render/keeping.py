"""Scripts and styles that one page after another asks for: kept in memory for as long as their server lets them be."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.render.values import Answer

LONGEST = timedelta(hours=1)
MOST = 32_000_000  # bytes of bodies


@dataclass(frozen=True, slots=True)
class _Entry:
    answer: Answer
    until: datetime


class Kept:
    """Answers by section and URL, the one that was used last let go last."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._size = most, 0
        self._entries: OrderedDict[tuple[str, str], _Entry] = OrderedDict()

    def get(self, section: str, url: str, now: datetime) -> Answer | None:
        """What is kept for a URL and still fresh."""
        entry = self._entries.get((section, url))
        if entry is None or entry.until <= now:
            return None
        self._entries.move_to_end((section, url))
        return entry.answer

    def put(self, section: str, url: str, answer: Answer, until: datetime) -> None:
        """Keep an answer until then, if it can be one for all: whole, without a cookie, the same whoever asks."""
        names = {name.lower(): value.lower() for name, value in answer.headers}
        told_apart = names.get("vary", "accept-encoding").replace(" ", "")
        if answer.status != 200 or "set-cookie" in names or told_apart != "accept-encoding":
            return
        before = self._entries.pop((section, url), None)
        self._size += len(answer.body) - (len(before.answer.body) if before else 0)
        self._entries[section, url] = _Entry(answer, until)
        while self._size > self._most:
            _, gone = self._entries.popitem(last=False)
            self._size -= len(gone.answer.body)
