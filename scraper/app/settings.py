"""The configuration as the fetcher and the WARC writer take it."""

from scraper import warc
from scraper.config import PRODUCT, Config
from scraper.fetch import FetchSettings, read_credentials


def fetch_settings(config: Config) -> FetchSettings:
    """The configuration's fetch part as the fetcher takes it."""
    fetch = config.fetch
    return FetchSettings(
        user_agent=config.identity.user_agent,
        sender=config.identity.sender,
        robots_product_token=PRODUCT,
        delay=fetch.delay,
        per_host=fetch.per_host,
        concurrency=fetch.concurrency,
        attempts=fetch.attempts,
        timeout=fetch.timeout,
        max_body=fetch.max_body,
        proxy=fetch.proxy,
        ca_bundle=fetch.ca_bundle,
        connect_to=fetch.connect_to,
        allow_networks=fetch.allow_networks,
        http2=frozenset(fetch.http2),
        proxies={section.name: section.proxy for section in config.sections if section.proxy},
        credentials={
            section.name: read_credentials(section.headers_file, section.url)
            for section in config.sections
            if section.headers_file
        },
    )


def writer_settings(config: Config) -> warc.WriterSettings:
    """How captures are written, and the configuration's identity as each WARC's warcinfo states it."""
    return warc.WriterSettings(
        folder=config.archive / "warc",
        software=config.identity.user_agent.partition(" ")[0],
        user_agent=config.identity.user_agent,
        operator=config.identity.name,
        contact=config.identity.contact,
        prefix=config.warc.prefix,
        max_bytes=config.warc.max_size,
        max_age=config.warc.max_age.total_seconds(),
        gzip_level=config.warc.gzip_level,
        min_free=config.warc.min_free,
    )
