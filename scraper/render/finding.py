"""The browser of the system, and the package that steers it: there, or a sentence on what to do."""

import importlib.util
import os
import shutil
from pathlib import Path

from scraper.errors import ConfigError

NAMES = ("chromium", "chromium-browser", "google-chrome")


def require_browser(path: Path | None) -> None:
    """Raise ConfigError where pages cannot be rendered: for want of the package, or of a browser."""
    if importlib.util.find_spec("playwright") is None:
        raise ConfigError(
            "render needs the package playwright; pip install '.[browser]' in the scraper's source folder brings it"
        )
    find_chromium(path)


def find_chromium(path: Path | None) -> Path:
    """The browser named, else the first that PATH has. Raises ConfigError where there is none."""
    if path is not None:
        if path.is_file() and os.access(path, os.X_OK):
            return path
        raise ConfigError(f"browser.path: expected a Chromium that can be run, found none at {path}")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise ConfigError(
            f"render needs a Chromium, and PATH has none of {', '.join(NAMES)}; install one, as by apt-get install "
            "chromium, or name it: browser: {path: /where/it/is}"
        )
    return Path(found)
