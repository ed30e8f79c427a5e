"""The browser's process: begun by the first page, replaced when it died or grew old, gone when nobody needs it.

One for all, and a second only while the first finishes its last pages. Chromium is steered over a pipe, so that it ends
when this process does, however that ends.
"""

import asyncio
import os
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error, Playwright, ViewportSize, async_playwright

from scraper.errors import Unreachable
from scraper.render.loading import Load
from scraper.render.values import Answer, BrowserSettings, Respond, Shown

IDLE = 300.0  # seconds without a page after which the process is let go
CLOSING = 10.0  # seconds that closing anything may take
# Whatever is not asked for through us goes to a proxy, and its name, as any other, leads nowhere.
_NOWHERE = "http://nowhere.invalid:9"
_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # as it was called before
    "--disable-quic",
    "--disable-gpu",
    "--js-flags=--max-old-space-size=512",
)
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_RUNTIME_DIR", "FONTCONFIG_FILE", "LD_LIBRARY_PATH")
_VIEW: ViewportSize = {"width": 1280, "height": 2000}


@dataclass(slots=True, eq=False)
class _Process:
    driver: Playwright
    browser: Browser
    begun: int = 0  # pages
    using: int = 0
    unfit: bool = False

    def is_fit(self, lifetime: int) -> bool:
        return not self.unfit and self.begun < lifetime and self.browser.is_connected()


class Chromium:
    """Shows pages, so many at a time. For one event loop; close it when done."""

    def __init__(self, settings: BrowserSettings) -> None:
        self._settings = settings
        self._places = asyncio.Semaphore(settings.pages)
        self._starting = asyncio.Lock()
        self._process: _Process | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._ending = set[asyncio.Task[None]]()

    async def show(self, url: str, first: Answer, respond: Respond) -> Shown:
        """What the page at a URL comes to show, whose document was answered so, and which asks `respond` for the rest.

        Raises Unreachable (browser) where the browser cannot be begun, the page crashes or cannot be read.
        """
        async with self._places:
            try:
                return await self._show(url, first, respond)
            except Error as error:
                why = str(error).strip().partition("\n")[0]
                if "sandboxing failed" in str(error):
                    why += " (it cannot have its sandbox here: run as another user, or set browser.sandbox to false)"
                raise Unreachable(f"{url}: the browser failed: {why}", "browser") from error

    async def close(self) -> None:
        """End the process. No page may be shown any more."""
        if self._idle is not None:
            self._idle.cancel()
        process, self._process = self._process, None
        if process is not None:
            await _end(process)
        await asyncio.gather(*self._ending)

    async def _show(self, url: str, first: Answer, respond: Respond) -> Shown:
        process, context = await self._open()
        try:
            software = f"Chromium/{process.browser.version}"
            return await Load(context, self._settings, respond).run(url, first, software)
        finally:
            try:
                process.unfit |= not await _done(context.close())
            finally:
                self._leave(process)

    async def _open(self) -> tuple[_Process, BrowserContext]:
        """A context of its own for a page, in a new process where the one there is turns out to be dead."""
        process = await self._hire()
        try:
            return process, await _context(process)
        except Error:
            process.unfit = True
            self._leave(process)
        except BaseException:
            self._leave(process)
            raise
        process = await self._hire()
        try:
            return process, await _context(process)
        except BaseException:
            self._leave(process)
            raise

    async def _hire(self) -> _Process:
        """A process that is fit to show a page, which is counted as begun."""
        async with self._starting:
            if self._idle is not None:
                self._idle.cancel()
            process = self._process
            if process is None or not process.is_fit(self._settings.lifetime):
                if process is not None:
                    process.unfit = True
                    self._dismiss(process)
                process = self._process = await self._begin()
            process.begun, process.using = process.begun + 1, process.using + 1
        return process

    def _leave(self, process: _Process) -> None:
        process.using -= 1
        if process is not self._process:
            self._dismiss(process)
        elif not process.using:
            self._idle = asyncio.get_running_loop().call_later(IDLE, self._rest)

    def _rest(self) -> None:
        process = self._process
        if process is not None and not process.using:
            self._process = None
            self._dismiss(process)

    def _dismiss(self, process: _Process) -> None:
        """End a process that no page uses; the last page of one that is used still does so."""
        if not process.using:
            task = asyncio.create_task(_end(process))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def _begin(self) -> _Process:
        driver = await async_playwright().start()
        try:
            browser = await driver.chromium.launch(
                executable_path=self._settings.executable,
                chromium_sandbox=self._settings.sandbox,
                args=list(_FLAGS),
                proxy={"server": _NOWHERE},
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                handle_sigint=False,  # who stops the daemon gives pages their time
                handle_sigterm=False,
                handle_sighup=False,
            )
        except BaseException:
            await _done(driver.stop())
            raise
        return _Process(driver, browser)


async def _context(process: _Process) -> BrowserContext:
    return await process.browser.new_context(
        viewport=_VIEW, service_workers="block", accept_downloads=False, timezone_id="UTC"
    )


async def _end(process: _Process) -> None:
    """End the browser, and what steers it: what outlives the one is killed by the end of the other."""
    await _done(process.browser.close())
    await _done(process.driver.stop())


async def _done(work: Coroutine[Any, Any, None]) -> bool:
    """Whether something was done in time, and without complaint."""
    with suppress(Error, TimeoutError):
        async with asyncio.timeout(CLOSING):
            await work
        return True
    return False
