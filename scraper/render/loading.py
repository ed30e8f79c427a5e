"""One page in a browser: loaded from what it is answered, left alone until it is quiet, and read as HTML.

Only GET is answered: an archive sends nothing to anybody. Pictures are answered by a blank one, since what a page is
shown with is archived in its own time; fonts and films get no answer. The page may go elsewhere a few times where who
answers lets it, as those do that set a cookie and load themselves again; it may not open another.
"""

import asyncio
from contextlib import suppress

from playwright.async_api import BrowserContext, Dialog, Error, Page, Request, Route
from playwright.async_api import TimeoutError as LateError

from scraper.errors import Unreachable
from scraper.render.values import PAGE, Answer, Asked, BrowserSettings, Respond, Shown

QUIET = 0.75  # seconds without a request after which nothing more is waited for
READING = 20.0  # seconds in which a document must be read: a script that never ends keeps it from being
SWIFT = 0.1  # seconds; a request that is refused sooner is none: pages go on and on asking for advertisements
MOVES = 3  # times that a page may go elsewhere
_BLANK = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
_UNWANTED = frozenset({"media", "font", "eventsource", "texttrack", "manifest"})
# What was said of the body as it came over the wire, and what would have the browser ask other than through us.
_DROPPED = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "trailer", "upgrade"}
    | {"strict-transport-security", "alt-svc", "report-to", "nel", "reporting-endpoints", "clear-site-data"}
)
# Read in a world of its own (Page.createIsolatedWorld), where no script of the page can lie about it.
_READ = """(most => {
    const type = document.doctype ? new XMLSerializer().serializeToString(document.doctype) + "\\n" : "";
    const html = type + (document.documentElement ? document.documentElement.outerHTML : "");
    return [html.slice(0, most), html.length <= most];
})(%d)"""


class Load:
    """Loads one page in a context that nothing else uses; for one use."""

    def __init__(self, context: BrowserContext, settings: BrowserSettings, respond: Respond) -> None:
        self._context, self._settings, self._respond = context, settings, respond
        self._first: Answer | None = None  # the document's, until it was given
        self._count = self._moves = 0
        self._loaded = False  # there is nothing more that the document itself waits for
        self._busy_at = 0.0  # by the loop's clock: when it last had an answer
        self._asking = set[asyncio.Task[Answer | None]]()
        self._changed = asyncio.Event()
        self._gone = self._over = False

    async def run(self, url: str, first: Answer, software: str) -> Shown:
        """What the page at a URL, whose document was answered so, comes to show. Raises Unreachable (browser)."""
        self._first = first
        page = await self._context.new_page()
        page.on("crash", self._lose)
        page.on("close", self._lose)
        page.on("load", self._rest)
        page.on("popup", _close)
        page.on("dialog", _dismiss)
        await self._context.route("**/*", lambda route, request: self._answer(page, route, request))
        try:
            ended = await self._settle(page, url)
            if self._gone:
                raise Unreachable(f"{url}: the browser's page crashed", "browser")
            html, whole = await self._read(page, url)
        finally:
            await self._stop()
        return Shown(html, whole, ended, software)

    async def _settle(self, page: Page, url: str) -> str:
        """Wait until the page is quiet, or may go on no longer; says which."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._settings.seconds
        try:
            await page.goto(url, wait_until="commit", timeout=self._settings.seconds * 1000)
        except LateError as error:
            raise Unreachable(f"{url}: the browser did not take it in time", "browser") from error
        while not self._gone and self._count < self._settings.requests:
            left = deadline - loop.time()
            resting = self._loaded and not self._asking
            more = self._busy_at + QUIET - loop.time() if resting else left
            if more <= 0 < left:
                return "quiet"
            if left <= 0:
                return "time"
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, more)):
                    await self._changed.wait()
        return "requests"

    async def _read(self, page: Page, url: str) -> tuple[str, bool]:
        try:
            async with asyncio.timeout(READING):
                tools = await self._context.new_cdp_session(page)
                tree = await tools.send("Page.getFrameTree")
                frame = {"frameId": tree["frameTree"]["frame"]["id"]}
                world = await tools.send("Page.createIsolatedWorld", frame)
                wanted = {"expression": _READ % self._settings.max_html, "contextId": world["executionContextId"]}
                read = await tools.send("Runtime.evaluate", {**wanted, "returnByValue": True})
        except TimeoutError as error:
            raise Unreachable(f"{url}: its scripts keep the browser busy for ever", "browser") from error
        match read["result"].get("value"):
            case [str(html), bool(whole)]:
                return html, whole
            case _:  # as where it would be longer than a string can be
                raise Unreachable(f"{url}: the browser cannot give its document", "browser")

    async def _answer(self, page: Page, route: Route, request: Request) -> None:
        """Answer a request in any case: playwright would wait for that for ever."""
        try:
            await self._give(page, route, request)
        except Error:  # the page is gone, or cannot be given such an answer
            with suppress(Error):
                await route.abort("failed")

    async def _give(self, page: Page, route: Route, request: Request) -> None:
        if self._over or request.method != "GET" or request.resource_type in _UNWANTED:
            await route.abort("blockedbyclient")
        elif _is_going(request):
            answer = await self._go(request) if request.frame.page == page else None
            if answer is None:
                await route.abort("aborted")  # the page stays where it is
            else:
                await _fulfil(route, answer)
        elif request.resource_type == "image":
            await route.fulfill(status=200, headers={"content-type": "image/gif"}, body=_BLANK)
        elif (answer := await self._ask(request)) is None:
            await route.abort("failed")
        else:
            await _fulfil(route, answer)

    async def _go(self, request: Request) -> Answer | None:
        """The document that a page goes to; None where it may not, which ends what it was at."""
        first, self._first = self._first, None
        if first is not None:
            return first
        self._moves, self._loaded = self._moves + 1, False
        answer = await self._ask(request, PAGE) if self._moves <= MOVES else None
        if answer is None:
            self._rest()  # the browser reads no further in a document that wanted to be left
        return answer

    async def _ask(self, request: Request, kind: str | None = None) -> Answer | None:
        if self._count + len(self._asking) >= self._settings.requests:
            return None
        loop = asyncio.get_running_loop()
        asked, began = Asked(request.url, tuple(request.headers.items()), kind or request.resource_type), loop.time()
        task: asyncio.Task[Answer | None] = asyncio.ensure_future(self._respond(asked))
        self._asking.add(task)
        try:
            answer = await task
        except asyncio.CancelledError:
            if not self._over:
                raise
            answer = None
        finally:
            self._asking.discard(task)
        if answer is not None or loop.time() - began > SWIFT:
            self._count, self._busy_at = self._count + 1, loop.time()
        self._changed.set()
        return answer

    def _rest(self, _: Page | None = None) -> None:
        self._loaded, self._busy_at = True, asyncio.get_running_loop().time()
        self._changed.set()

    def _lose(self, _: Page) -> None:
        self._gone = True
        self._changed.set()

    async def _stop(self) -> None:
        """Have nothing more asked for."""
        self._over = True
        asking = list(self._asking)
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)


def _is_going(request: Request) -> bool:
    """Whether a whole page is to go somewhere, and not a frame in it. Raises Error where it is not there as yet."""
    return request.is_navigation_request() and request.frame.parent_frame is None


async def _fulfil(route: Route, answer: Answer) -> None:
    headers: dict[str, str] = {}
    for name, value in answer.headers:
        name = name.lower()
        if name not in _DROPPED:
            between = "\n" if name == "set-cookie" else ", "  # as playwright takes several
            headers[name] = f"{headers[name]}{between}{value}" if name in headers else value
    await route.fulfill(status=answer.status, headers=headers, body=answer.body)


async def _close(page: Page) -> None:
    with suppress(Error):
        await page.close()


async def _dismiss(dialog: Dialog) -> None:
    with suppress(Error):
        await dialog.dismiss()
