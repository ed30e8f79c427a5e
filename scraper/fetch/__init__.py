"""The network: polite, patient, keeping every byte it is answered. The only home of h2, httpx, protego and tenacity."""

from scraper.fetch.circuit import State
from scraper.fetch.credentials import read_credentials
from scraper.fetch.fetcher import Fetcher
from scraper.fetch.gate import Standing
from scraper.fetch.posting import Poster
from scraper.fetch.settings import Clock, FetchSettings
from scraper.fetch.transport import require_http2

__all__ = ["Clock", "FetchSettings", "Fetcher", "Poster", "Standing", "State", "read_credentials", "require_http2"]
