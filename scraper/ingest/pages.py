"""The captures that an article's record rests on besides its own, as the catalog knows them."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from scraper.catalog import Transaction, parts
from scraper.catalog.captures import Held
from scraper.errors import ArchiveError
from scraper.ingest.shelves import Shelves, original_of, read_capture
from scraper.joining import Seen, Shown, join
from scraper.judging import Rules, Verdict, judge_safely
from scraper.model import RevisitProfile

log = logging.getLogger(__name__)


def join_known(shelves: Shelves, verdict: Verdict, rules: Rules) -> Verdict:
    """A verdict with what other captures of the archive have to do with it. Nothing is written."""
    if verdict.article is None:
        return verdict
    with shelves.catalog.reading() as transaction:
        return join(verdict, partial(_look, shelves, transaction), rules).verdict


def join_stored(
    shelves: Shelves, transaction: Transaction, placed: Sequence[tuple[int, Verdict]], rules: Rules
) -> list[tuple[int, Verdict]]:
    """These verdicts joined, and then those on other captures whose records rest on one of these; all by row number.

    What each rests on is noted. To be called once the rows of these captures are there.
    """
    joined = [(number, _join(shelves, transaction, number, verdict, rules)) for number, verdict in placed]
    arrived = [(verdict.capture.exchange.url, verdict.capture.exchange.fetched_at) for _, verdict in placed]
    here = frozenset(number for number, _ in placed)
    others = [number for number in parts.resting_on(transaction, arrived) if number not in here]
    for number, held in parts.held(transaction, others) if others else ():
        try:
            verdict = judge_safely(read_capture(shelves, held, transaction), rules)
        except ArchiveError as error:  # its record stays as it was; a replay makes up for it
            log.warning("%s: captured with other pages, and cannot be joined with them: %s", held.url, error)
            continue
        joined.append((number, _join(shelves, transaction, number, verdict, rules)))
    return joined


def shows_as_before(shelves: Shelves, transaction: Transaction, verdict: Verdict, before: int, rules: Rules) -> bool:
    """Whether page one shows by itself what it did in the capture of number `before`."""
    for _, held in parts.held(transaction, [before]):
        with suppress(ArchiveError):
            first = judge_safely(read_capture(shelves, held, transaction), rules)
            return first.edition is not None and first.edition.fingerprint == verdict.alone
    return False


def _join(shelves: Shelves, transaction: Transaction, number: int, verdict: Verdict, rules: Rules) -> Verdict:
    if verdict.article is None:
        return verdict
    found = join(verdict, partial(_look, shelves, transaction), rules)
    parts.note(transaction, number, found.asked)
    return found.verdict


def _look(shelves: Shelves, transaction: Transaction, url: str, since: datetime, until: datetime) -> Iterator[Seen]:
    for held in parts.seen(transaction, url, since, until):
        yield Seen(held.fetched_at, held.status, partial(_read, shelves, transaction, held), held.refers_to)


def _read(shelves: Shelves, transaction: Transaction, held: Held) -> Shown | None:
    try:
        capture = read_capture(shelves, held, transaction)
        if held.revisit is not RevisitProfile.NOT_MODIFIED:
            return Shown(capture, capture.exchange)
        original = original_of(shelves, held, transaction)
        return Shown(capture, read_capture(shelves, original, transaction).exchange) if original else None
    except ArchiveError as error:
        if original_of(shelves, held, transaction) is not None:  # else it is joined as soon as that comes
            log.warning("%s: cannot be joined with the page before it: %s", held.url, error)
        return None
