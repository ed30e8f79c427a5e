"""From a target to a capture: robots.txt first, redirects by hand, every hop archived before the next is asked."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from scraper.errors import Unreachable
from scraper.fetch.asker import Archive, Asker, Conditions, parse_url
from scraper.fetch.cookies import Cookies
from scraper.fetch.credentials import Fields, joined, origin_of
from scraper.fetch.gate import Gate, Standing
from scraper.fetch.permits import Permits, Recall
from scraper.fetch.redirects import location
from scraper.fetch.settings import Clock, FetchSettings
from scraper.model import Capture, Kind, Target, Visit

MAX_REDIRECTS = 10


class Fetcher:
    """The network side, for one event loop. Any number of `fetch` may be under way; close it when done.

    `archive` is awaited for every exchange as it happens: robots.txt, redirects, errors, broken-off ones. `recall`
    gives the last archived exchange of a robots.txt URL, so that one a day is asked for across restarts too.
    `conditions` gives the If-None-Match and If-Modified-Since that go with a request for a URL, by what we come for.
    """

    def __init__(
        self,
        settings: FetchSettings,
        archive: Archive,
        *,
        recall: Recall | None = None,
        conditions: Callable[[str, Kind], Awaitable[Conditions]] | None = None,
        clock: Clock | None = None,
    ) -> None:
        clock = clock or Clock()
        gate = Gate(settings.delay, settings.per_host, settings.concurrency, clock.seconds, clock.sleep)
        self._asker = Asker(settings, archive, gate, clock)
        self._permits = Permits(self._asker, gate, settings.robots_product_token, clock, recall)
        self._conditions = conditions
        self._gate, self._clock = gate, clock
        self._credentials = settings.credentials

    async def fetch(self, target: Target, said: Fields = ()) -> Capture:
        """The capture that ends the redirects, whatever its status: 4xx and 5xx are answers too.

        A target that was seen before is asked for on the conditions that are known for it, and so is each URL it is
        redirected to; without them again, where a 304 could not be archived as a revisit. Cookies that a redirect sets
        go with the requests it leads to, and are forgotten after; a section's credentials go to its own origin, and
        their values are not archived. What a browser `said` in asking for it goes with the request, and to no other
        origin. Raises Unreachable where no answer came, the host is
        down or wants to be left alone, the redirects do not end or robots.txt cannot be had, and Forbidden where
        robots.txt or the address forbids it, at any hop.
        """
        steps = max(target.depth, 1 if target.found_on else 0)
        embedded = target.kind in (Kind.REQUISITE, Kind.LOADED)
        letter = "E" if embedded else "L"  # Heritrix's words: embedded, linked
        visit = Visit(target, letter * steps, target.found_on.url if target.found_on else None)
        url = parse_url(target.url)
        cookies, seen, asker = Cookies(), set[tuple[str, object]](), origin_of(url)
        credentials = self._credentials.get(target.section or "")
        for _ in range(MAX_REDIRECTS + 1):
            await self._permits.check(url, visit)
            known = await self._conditions(str(url), target.kind) if target.seen and self._conditions else ()
            fields = joined(said, cookies.field(url)) if said and origin_of(url) == asker else cookies.field(url)
            if (str(url), fields) in seen:
                raise Unreachable(f"{target.url}: redirected in a circle, by way of {url}", "redirects")
            seen.add((str(url), fields))
            if credentials and (secret := credentials.for_url(url)):
                fields = joined(secret, fields)
                visit = replace(visit, redacted=tuple(sorted({name.lower() for name, _ in secret})))
            else:
                visit = replace(visit, redacted=()) if visit.redacted else visit
            capture = await self._asker.ask(url, visit, (*known, *fields))
            if known and capture.exchange.status == 304 and capture.revisit is None:
                capture = await self._asker.ask(url, visit, fields)  # of something that the archive does not hold
            onward = location(capture.exchange)
            if onward is None:
                return capture
            visit = replace(visit, hops=visit.hops + "R", via=str(url))
            cookies.keep(capture.exchange)
            url = parse_url(onward)
        raise Unreachable(f"{target.url}: more than {MAX_REDIRECTS} redirects", "redirects")

    def adjust(self, settings: FetchSettings) -> None:
        """Go by these settings from now on in whose name, how often and how hard we ask; the others stay."""
        self._credentials = settings.credentials
        self._asker.adjust(settings)
        self._gate.adjust(settings.delay, settings.per_host, settings.concurrency)

    def hosts(self) -> list[Standing]:
        """How it stands with each host that was asked of late, and each that is down."""
        return self._gate.standings(self._clock.now())

    async def close(self) -> None:
        """Close all connections. What is still being fetched is to be waited for or cancelled before."""
        await self._permits.close()
        await self._asker.close()
