"""Hooks: who is told of news, and how it gets there. Each in order, at least once, and never at the crawl's cost.

signing     signs what is sent to an address, by secrets in a file
program     tells a program, on its standard input
delivery    takes what waits in the catalog's outbox to each hook, and tries again what failed
"""

from scraper.hooks.delivery import Delivery, Hook
from scraper.hooks.program import run_program
from scraper.hooks.signing import read_secrets, sign

__all__ = ["Delivery", "Hook", "read_secrets", "run_program", "sign"]
