"""Composition root: real clocks, sockets, ids and sleeps meet the parts here and nowhere else."""

from scraper.app.again import ReplayJob, cores, file_bytes, find_capture, judge_capture, replay_into, replay_to
from scraper.app.live import Listener, crawl, open_crawl, plan, polls_of, resolve, run
from scraper.app.opening import World, load_config, now, open_archive, reading, target_of

__all__ = [
    "Listener",
    "ReplayJob",
    "World",
    "cores",
    "crawl",
    "file_bytes",
    "find_capture",
    "judge_capture",
    "load_config",
    "now",
    "open_archive",
    "open_crawl",
    "plan",
    "polls_of",
    "reading",
    "replay_into",
    "replay_to",
    "resolve",
    "run",
    "target_of",
]
