"""`scraper browse`: an archive, or any WARC files, shown by pywb until somebody stops it."""

import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import FrameType

from scraper.app.opening import reading, target_of
from scraper.browse import lay_out, require_pywb, showing
from scraper.browse.start import link_capture, listing
from scraper.catalog import overview
from scraper.config import Config
from scraper.errors import CatalogError, ConfigError

HEADLINES = 100  # articles that the start page lists
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True)
class View:
    """What is to be shown: these files and folders, on this port (0: a free one), and what the start page says."""

    paths: Sequence[Path]
    port: int
    about: Mapping[str, str]  # HTML by its heading


def view_of(config: Config, port: int) -> View:
    """The configured archive, its start page with the last articles and the sections. ConfigError where it is empty."""
    warcs = config.archive / "warc"
    if not warcs.is_dir():
        raise ConfigError(f"{config.path}: archive: nothing has been archived in {config.archive} yet")
    sections = listing(link_capture(target_of(section).url, section.name) for section in config.sections)
    return View([warcs], port, {"articles": _headlines(config), "sections": sections})


def _headlines(config: Config) -> str:
    """The articles that were archived last; without a catalog, why there are none: the WARCs are shown all the same."""
    try:
        with reading(config) as shelves, shelves.catalog.reading() as transaction:
            last = overview.last_headlines(transaction, HEADLINES)
    except (ConfigError, CatalogError) as error:
        return f"<p>{escape(str(error))}</p>"
    return listing(link_capture(each.url, each.title, each.fetched_at) for each in last)


def browse(view: View, ready: Callable[[str], None], complain: Callable[[str], None]) -> None:
    """Show it until SIGTERM or Ctrl-C. `ready` is given the address once it answers, `complain` what is not seen.

    Raises ConfigError without pywb or where the port is taken, ArchiveError where pywb ends by itself.
    """
    require_pywb()
    with _until_stopped(), tempfile.TemporaryDirectory(prefix="scraper-browse-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        for sentence in lay_out(view.paths, folder, view.about):
            complain(sentence)
        with showing(folder, view.port) as shown:
            ready(shown.url)
            shown.wait()


@contextmanager
def _until_stopped() -> Iterator[None]:
    """The first SIGTERM or Ctrl-C ends the block in good order; what follows it is not heeded meanwhile."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Python delivers signals to the main thread only
        return

    def stop(_: int, __: FrameType | None) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = [signal.signal(number, stop) for number in _SIGNALS]
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in zip(_SIGNALS, before, strict=True):
            signal.signal(number, handler)
