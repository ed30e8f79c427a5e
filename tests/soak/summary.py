"""What a soak came to, in lines for people."""

from collections import Counter

from scraper import read_changes
from tests.flow.archives import records
from tests.soak.soak import Soaked

MB = 1_000_000


def summary(soaked: Soaked) -> str:
    """How much there was of everything, and what the daemon took in each of its lives."""
    ledger, course = soaked.ledger, soaked.course
    changes = Counter(kind for change in read_changes(soaked.archive) for kind in change["kinds"])
    size = sum(path.stat().st_size for path in (soaked.archive / "warc").iterdir())
    found = [
        f"{soaked.end:.0f} minutes of its own in {soaked.end / course.factor:.1f} of ours, times {course.factor:.0f};"
        f" killed at {', '.join(f'{kill:.0f}' for kill in soaked.kills)}",
        f"{len(ledger.listed)} stories listed, {len({record['url'] for record in records(soaked.archive)})} archived in"
        f" {len(records(soaked.archive))} records, {size / MB:.1f} MB of WARC",
        f"{ledger.requests} requests, {ledger.faults.total()} faults: {_counted(ledger.faults)}",
        f"changes: {_counted(changes)}",
    ]
    for number, life in enumerate(soaked.subject.lives):
        if (halves := life.halves()) is not None:
            first, second = halves
            found.append(
                f"life {number}, {len(life.samples)} samples, medians of both halves after the warm-up: memory"
                f" {first.memory / MB:.1f} and {second.memory / MB:.1f} MB, files {first.files} and {second.files},"
                f" threads {first.threads} and {second.threads}"
            )
    return "\n".join(found)


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counter.most_common())
