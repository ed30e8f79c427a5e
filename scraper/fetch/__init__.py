"""The network: polite, patient, keeping every byte it is answered. The only home of h2, httpx, protego and tenacity."""

from scraper.fetch.fetcher import Fetcher
from scraper.fetch.settings import Clock, FetchSettings
from scraper.fetch.transport import require_http2

__all__ = ["Clock", "FetchSettings", "Fetcher", "require_http2"]
