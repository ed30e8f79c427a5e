"""What the system tells a crawl: to stop, and to read its configuration again."""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scraper.crawl import Crawl

log = logging.getLogger(__name__)


TWICE = 0.1  # seconds: a signal that comes so soon again is the same: `timeout` signals a process, then its group


@contextmanager
def stopped_by_signals(crawl: Crawl) -> Iterator[None]:
    """The first SIGTERM or Ctrl-C drains; the second stops at once, as any process does."""
    if not _comes_to_us():
        yield  # whoever runs us elsewhere calls stop()
        return
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    again: asyncio.TimerHandle | None = None

    def stop(first: signal.Signals) -> None:
        nonlocal again
        if again is not None:
            return
        for number in numbers:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN)
        log.warning("%s: finishing what is in flight", first.name)
        crawl.stop()
        again = loop.call_later(TWICE, listen_again, first)

    def listen_again(first: signal.Signals) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
        log.warning("%s once more stops at once", first.name)

    for number in numbers:
        loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        if again is not None:
            again.cancel()
        for number, handler in zip(numbers, before, strict=True):
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


@contextmanager
def heard_hangup(hear: Callable[[], None]) -> Iterator[None]:
    """Each SIGHUP is heard until the block ends."""
    if not _comes_to_us():
        yield
        return
    loop, before = asyncio.get_running_loop(), signal.getsignal(signal.SIGHUP)
    loop.add_signal_handler(signal.SIGHUP, hear)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
        signal.signal(signal.SIGHUP, before)


def _comes_to_us() -> bool:
    """Python delivers signals to the main thread only."""
    return threading.current_thread() is threading.main_thread()
