"""The browser of a crawl, made when a page first needs it."""

import asyncio
import os
from typing import TYPE_CHECKING

from scraper.config import Config
from scraper.errors import ConfigError, Unreachable
from scraper.render import Answer, BrowserSettings, Respond, Shown, find_chromium, require_browser

if TYPE_CHECKING:
    from scraper.render.chromium import Chromium


def check_browser(config: Config) -> None:
    """Tell of a package or a browser that is missing, where a section needs them. Raises ConfigError."""
    if rendered(config):
        try:
            require_browser(config.browser.path)
        except ConfigError as error:
            raise ConfigError(f"{config.path}: {error}") from error


def rendered(config: Config) -> list[str]:
    """The names of the sections that are rendered."""
    return [section.name for section in config.sections if section.render]


class LateBrowser:
    """A browser that is looked for and begun by the first page. For one event loop; close it when done."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._chromium: Chromium | None = None

    async def show(self, url: str, first: Answer, respond: Respond) -> Shown:
        """As `Chromium.show`."""
        if self._chromium is None:
            made = await asyncio.to_thread(self._make)  # to import it takes half a second
            self._chromium = self._chromium or made
        return await self._chromium.show(url, first, respond)

    async def close(self) -> None:
        if self._chromium is not None:
            await self._chromium.close()

    def _make(self) -> "Chromium":
        from scraper.render.chromium import Chromium  # it was checked at the start that it is there

        return Chromium(self._settings())

    def _settings(self) -> BrowserSettings:
        browser = self._config.browser
        try:
            executable = find_chromium(browser.path)
        except ConfigError as error:  # it was there at the start
            raise Unreachable(str(error), "browser") from error
        return BrowserSettings(executable, browser.sandbox and os.geteuid() != 0, browser.pages, browser.timeout)
