"""`scraper`, in a process whose clocks run faster: python -m tests.soak.hurry BEGAN EPOCH FACTOR COMMAND...

What the program takes time from is the seams its tests have always used (`app.opening.now`, `fetch.settings`), the
event loop's clock, and APScheduler's. Threads that wait for a lock or a disk do so in our time.
"""

import selectors
import sys
import time
from datetime import datetime, timedelta, tzinfo


def hurry(began: float, epoch: datetime, factor: float) -> None:
    """Let it be `epoch` when the machine's monotonic clock showed `began`, and time pass by this factor.

    To be called before the program is imported.
    """
    clock = time.monotonic

    class Hurried(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return (epoch + timedelta(seconds=(clock() - began) * factor)).astimezone(tz)

    class Selector(selectors.DefaultSelector):
        def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            return super().select(timeout / factor if timeout is not None and timeout > 0 else timeout)

    time.monotonic = lambda: clock() * factor
    selectors.DefaultSelector = Selector  # type: ignore[misc]

    import apscheduler.schedulers.base
    import apscheduler.triggers.interval

    import scraper.app.opening
    import scraper.fetch.settings

    for module in (
        apscheduler.schedulers.base,
        apscheduler.triggers.interval,
        scraper.app.opening,
        scraper.fetch.settings,
    ):
        setattr(module, "datetime", Hurried)  # noqa: B010  the type checker knows better


def main(arguments: list[str]) -> None:
    began, epoch, factor, *command = arguments
    hurry(float(began), datetime.fromisoformat(epoch), float(factor))
    from scraper.__main__ import main as run

    sys.argv = ["scraper", *command]
    run()


if __name__ == "__main__":
    main(sys.argv[1:])
