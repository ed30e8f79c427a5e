"""The network: polite, patient, and keeping every byte it is answered. The only home of httpx, tenacity and protego."""

from scraper.fetch.fetcher import Fetcher
from scraper.fetch.settings import Clock, FetchSettings

__all__ = ["Clock", "FetchSettings", "Fetcher"]
