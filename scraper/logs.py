"""A daemon's log: what became of each target, and what any module warns of, a line each. Only home of structlog.

As JSON, an object a line, for a journal or a collector. As text it is what `scraper crawl` prints, `pairs` behind it.
"""

import logging
from dataclasses import fields
from typing import TextIO

import structlog
from structlog.processors import JSONRenderer, LogfmtRenderer, TimeStamper
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from scraper.events import Event
from scraper.tally import Tally

_LEVELS = {"failed": logging.WARNING}
_STAMP = TimeStamper(fmt="iso", utc=True, key="time")
_LOGFMT = LogfmtRenderer()
# In ASCII: no letter of a page steers a terminal, and half of a surrogate pair does no harm.
_JSON = JSONRenderer(ensure_ascii=True)


class JsonLog:
    """Writes JSON lines into a stream, and has the warnings of all modules written there too.

    Each has `time` (UTC), `level` and `event`. Of a visit: `outcome`, `url`, `kind`, and where there is one `section`,
    `reason`, `detail`, `title`, `found`, `lag`, `late` (README, "Watch over it").
    """

    def __init__(self, stream: TextIO) -> None:
        _take_over(stream)
        self._log = structlog.wrap_logger(
            structlog.WriteLogger(stream),
            processors=[structlog.processors.add_log_level, _STAMP, _in_order, _JSON],
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        )

    def tell(self, event: Event) -> None:
        """What became of a target."""
        told = {"outcome": event.outcome, "url": event.target.url, "kind": event.target.kind.value}
        self._log.log(_LEVELS.get(event.outcome, logging.INFO), "visit", **told, **_said(event))

    def end(self, tally: Tally) -> None:
        """What all came to, counted."""
        self._log.info("ended", **{field.name: getattr(tally, field.name) for field in fields(tally)})


def pairs(event: Event) -> str:
    """What a line of text says behind the page: `section=bisnis/kabar24 lag=312.0`."""
    wanted = ("section", "lag", "late")
    return str(_LOGFMT(None, "", {name: value for name, value in _said(event).items() if name in wanted}))


def _said(event: Event) -> dict[str, object]:
    """What there is to say of a look besides what and where."""
    late = round(event.late, 1) if event.late is not None else None
    told = {
        "section": event.target.section,
        "reason": event.reason,
        "detail": event.detail,
        "title": event.title,
        "found": event.found or None,
        "lag": round(event.lag, 1) if event.lag is not None else None,
        "late": late or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _in_order(_: object, __: str, line: EventDict) -> EventDict:
    """What every line has goes first."""
    return {**{name: line[name] for name in ("time", "level", "event")}, **line}


def _take_over(stream: TextIO) -> None:
    """Have what the standard library's logging is told written as JSON lines as well."""
    before: list[Processor] = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, _STAMP]
    strip = ProcessorFormatter.remove_processors_meta
    after: list[Processor] = [strip, structlog.processors.format_exc_info, _in_order, _JSON]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(ProcessorFormatter(foreign_pre_chain=before, processors=after))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
