"""A day's record file as the catalog knows it: grown, or written anew from the captures."""

from collections.abc import Mapping

from scraper.catalog import Transaction, captures
from scraper.catalog.editions import Day
from scraper.errors import ArchiveError
from scraper.ingest.pages import join_known
from scraper.ingest.shelves import Shelves, read_capture
from scraper.judging import Rules, judge


def mend(shelves: Shelves, rules: Rules) -> list[str]:
    """Write anew every day's record file that is torn, missing or out of date; returns a sentence for each."""
    with shelves.files.turn():
        with shelves.catalog.reading() as transaction:
            lengths = captures.lengths(transaction)
        torn = [day for day, size in sorted(lengths.items()) if shelves.files.size(*day) != size]
        return [
            f"{shelves.files.path(*day)}: written anew from the captures" + (f"; {complaint}" if complaint else "")
            for day in torn
            for complaint in [rewrite(shelves, day, {}, rules)]
        ]


def grow(transaction: Transaction, shelves: Shelves, day: Day, lines: list[bytes]) -> bool:
    """Note that a day's file grows; False where it is not what it was, and so has to be written anew.

    A process that died between commit and append leaves such a file; others need not wait for it to be started again.
    """
    before = captures.grow_day(transaction, *day, sum(map(len, lines)))
    return before in (captures.UNKNOWN_LENGTH, shelves.files.size(*day))


def rewrite(shelves: Shelves, day: Day, told: Mapping[str, bytes], rules: Rules) -> str | None:
    """Write a day's file anew. A capture that cannot be read is left out and told, and the next opening tries again."""
    with shelves.catalog.reading() as transaction:
        rows = captures.revisions(transaction, *day)
    lines = {**shelves.files.lines(*day), **told}
    complaint, kept = None, []
    for held, digest in rows:
        line = lines.get(digest)
        if line is None:
            try:
                line = join_known(shelves, judge(read_capture(shelves, held), rules), rules).line
            except ArchiveError as error:
                complaint = str(error)
        if line is not None:
            kept.append(line)
    size = shelves.files.rewrite(*day, kept)
    with shelves.catalog.writing() as transaction:
        captures.set_day(transaction, *day, captures.UNKNOWN_LENGTH if complaint else size)
    return complaint
