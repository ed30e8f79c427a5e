"""From section pages to records, end to end: ours against Scrapy + warcio + trafilatura writing the same outputs.

Both find the stories of each host on its section page, fetch each once, write a WARC, extract title, authors, date
and body and write a JSON line; ours into its catalog besides, the peer into a table of URLs seen. Where
../shared/corpus is there it is run a second time over those real pages, which are smaller and harder.
"""

import sys
from pathlib import Path

from tests.bench.measure import CORPUS, contest, folder, outrun, site, table
from tests.bench.ours import count_records, write_config


def measure(quick: bool) -> bool:
    """Run it over invented pages, and over real ones where they are; whether every bar was met."""
    met = [_crawl("invented pages", None, quick)]
    if CORPUS.exists():
        met.append(_crawl("real pages of ../shared/corpus", CORPUS, quick))
    return all(met)


def _crawl(what: str, corpus: Path | None, quick: bool) -> bool:
    hosts, stories = (20, 20) if quick else (40, 40)
    count = hosts * stories
    with site(stories=stories, variants=50, corpus=corpus) as server, folder() as place:
        origins = server.origins(hosts)
        config = write_config(place, origins)
        sections = place / "sections"
        sections.write_text("".join(f"http://{host}/news\n" for host in origins))
        commands = {
            "ours": ["scraper", "crawl", "--config", str(config)],
            "Scrapy + warcio + trafilatura": ["tests.bench.peer_scrapy", "crawl", str(sections), str(place)],
        }
        costs = contest(commands, 1)
        after = server.stats()
        mine, theirs = count_records(place), (place / "peer.jsonl").read_bytes().count(b"\n")
    table(
        f"crawl {count:,} stories of {hosts} sections to records: {what}",
        [(name, count, costs[name]) for name in commands],
    )
    print(
        f"  records: ours {mine:,}, theirs {theirs:,}; "
        f"server: {1000 * after.cpu / after.sent:.2f} CPU ms a page, start included"
    )
    if after.sent != 2 * count or mine < 0.98 * min(count, theirs):
        print(f"  MISSED  the work was not the same: {after.sent:,} pages sent for {2 * count:,}", file=sys.stderr)
        return False
    ours, peer = (costs[name] for name in commands)
    return outrun("Scrapy + warcio + trafilatura", ours, peer, 5)
