"""Where a section's older articles are listed: by the publisher's profile, and by what robots.txt and sitemaps name."""

import logging

from scraper import decode
from scraper.catalog import captures
from scraper.catalog.walks import Source, Step, Walk
from scraper.discover import named_sitemaps
from scraper.discover.ranges import index_address, worth_reading
from scraper.errors import ArchiveError
from scraper.ingest.lookback import Ground
from scraper.ingest.shelves import read_capture
from scraper.model import Discovery
from scraper.urls import normalise, origin

_DEEPEST = 3  # of indexes of sitemaps

log = logging.getLogger(__name__)


def days(ground: Ground, walk: Walk) -> list[Step]:
    """The lists of the days of the range, by the publisher's profile; none where it knows none."""
    profile = ground.rules.profiles.choose(walk.url, ground.now)
    if profile is None or profile.section.index is None:
        return []
    named = ((day, index_address(profile.section.index, walk.url, day)) for day in walk.within.days())
    return [Step(url, Source.INDEX, 1, day) for day, address in named if (url := normalise(address))]


def sitemaps(ground: Ground, walk: Walk) -> list[Step]:
    """The sitemaps that the profile and robots.txt name, of the section's host and those of its articles."""
    profile = ground.rules.profiles.choose(walk.url, ground.now)
    named = [address for each in (profile.section.sitemaps if profile else ()) if (address := normalise(each))]
    scheme = walk.url.partition(":")[0]
    hosts = [origin(walk.url), *sorted(f"{scheme}://{place.partition('/')[0]}" for place in walk.places)]
    for host in dict.fromkeys(hosts):
        held = captures.latest(ground.transaction, [f"{host}/robots.txt"])
        if held is None or held.outcome != "robots" or held.status != 200:
            continue
        try:
            exchange = read_capture(ground.shelves, held, ground.transaction).exchange
        except ArchiveError as error:
            log.warning("%s", error)
            continue
        named += named_sitemaps(decode.content(exchange), exchange.url)
    wanted = [url for url in dict.fromkeys(named) if worth_reading(url, None, walk.within)]
    return [Step(url, Source.SITEMAP) for url in wanted]


def children(walk: Walk, step: Step, listed: Discovery) -> list[Step]:
    if step.number >= _DEEPEST:
        return []
    changed = listed.changed or ("",) * len(listed.sitemaps)
    some = zip(listed.sitemaps, changed, strict=True)
    wanted = [url for url, when in some if worth_reading(url, when or None, walk.within)]
    return [Step(url, Source.SITEMAP, step.number + 1) for url in wanted]


def is_own(ground: Ground, walk: Walk, step: Step) -> bool:
    """Whether a list is the section's own, and not of all that its publisher has."""
    if step.source is Source.PAGES:
        return True
    profile = ground.rules.profiles.choose(walk.url, ground.now)
    return step.source is Source.INDEX and profile is not None and "{section}" in (profile.section.index or "")
