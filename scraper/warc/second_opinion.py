"""What warcio, an independent reader, makes of a WARC: the second opinion on our own writer."""

from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from scraper.errors import ArchiveError


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """How many records warcio read, in how many of them a digest was confirmed, and what it complained of.

    Revisits are not counted: warcio checks no digest of theirs.
    """

    records: int
    confirmed: int
    complaints: tuple[str, ...]


def second_opinion(path: Path) -> SecondOpinion:
    """Let warcio read a whole file and check its digests. Raises ArchiveError where the file cannot be opened."""
    records, confirmed, complaints = 0, 0, list[str]()
    try:
        with path.open("rb") as stream:
            for number, record in enumerate(ArchiveIterator(stream, check_digests=True), 1):
                record.content_stream().read()
                checker = record.digest_checker
                complaints += [f"record {number}: {problem}" for problem in checker.problems]
                if record.rec_type != "revisit":
                    records, confirmed = records + 1, confirmed + (checker.passed is True)
    except ArchiveLoadFailed as error:
        complaints.append(f"after {records} records: {error}")
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    return SecondOpinion(records, confirmed, tuple(complaints))
