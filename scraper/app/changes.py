"""What became of the archive's articles: listed from the catalog, and two revisions of one held against each other."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scraper.app.again import judge_capture
from scraper.app.opening import CATALOG, open_shelves
from scraper.catalog import changes
from scraper.catalog.captures import Held
from scraper.catalog.changes import Change, Evidence, Wanted
from scraper.catalog.telling import place, told
from scraper.changes import ChangeKind, Edit, compare
from scraper.config import Config
from scraper.errors import ArchiveError, ConfigError
from scraper.ingest import Shelves, original_of, read_capture
from scraper.records import article_id
from scraper.urls import normalise


@dataclass(frozen=True, slots=True)
class Difference:
    """Two captures of an article and what lies between them; `gone`: the removal it ended with, if it did.

    `before` and `edit` are None where there is only one revision.
    """

    url: str
    title: str
    before: Evidence | None
    after: Evidence
    edit: Edit | None
    gone: Change | None


def find_changes(shelves: Shelves, wanted: Wanted) -> list[Change]:
    """Every change that the archive knows of and that is wanted, in the order of time."""
    with shelves.catalog.reading() as transaction:
        return changes.find_changes(transaction, wanted)


def read_changes(archive: Path, wanted: Wanted) -> list[dict[str, Any]]:
    """The changes in an archive's folder, as JSON has them. ConfigError where it holds no catalog."""
    if not (archive / CATALOG).exists():
        raise ConfigError(f"{archive / CATALOG}: is not there; run: scraper replay {archive / 'warc'}")
    shelves = open_shelves(archive, to_look=True)
    with closing(shelves.catalog):
        return [told(change) for change in find_changes(shelves, wanted)]


def diff(
    config: Config, shelves: Shelves, url: str, begin: datetime | None = None, end: datetime | None = None
) -> Difference:
    """What an article said at two times, or in its two newest revisions.

    At a time it said what its last capture until then says; before its first, what that says. ConfigError where it is
    not in the archive, ArchiveError where it cannot be read.
    """
    with shelves.catalog.reading() as transaction:
        address = normalise(url) or url
        found = changes.editions(transaction, [url, address], article_id(address))
        looked_at = {held.target.url if held.target else held.url for held, _ in found}
        turned = changes.last_turn(transaction, looked_at)
    if not found:
        raise ConfigError(f"{url}: no article of this address is in the archive")
    gone = turned if turned is not None and ChangeKind.REMOVED in turned.kinds else None
    before, after = choose(found, begin, end)
    new = _record(config, shelves, after)
    seen = None if before is None else changes.evidence(before)
    edit = None if before is None else compare(_record(config, shelves, before), new)
    return Difference(new["url"], new["title"], seen, changes.evidence(after), edit, gone)


def choose(
    found: Sequence[tuple[Held, bool]], begin: datetime | None, end: datetime | None
) -> tuple[Held | None, Held]:
    """Which two of an article's captures are meant: of each whether it is a revision, in the order of time."""
    revisions = [held for held, revised in found if revised]
    after = _at([held for held, _ in found] if begin or end else revisions, end)
    if begin is not None:
        before = _at([held for held, _ in found], begin)
        return (None if before == after else before), after
    current = _at(revisions, after.fetched_at)
    place = revisions.index(current)
    return (revisions[place - 1] if place else None), after


def _at(captures: Sequence[Held], at: datetime | None) -> Held:
    until = [held for held in captures if at is None or held.fetched_at <= at]
    return until[-1] if until else captures[0]


def _record(config: Config, shelves: Shelves, held: Held) -> dict[str, Any]:
    """The record of a capture as today's code and profiles make it. Raises ArchiveError."""
    if original_of(shelves, held) is None:
        raise ArchiveError(f"{held.location.file}: the capture that the revisit of {held.url} refers to is not known")
    verdict = judge_capture(config, shelves, read_capture(shelves, held))
    if verdict.line is None:
        why = ": ".join(part for part in (verdict.outcome, verdict.reason, verdict.detail) if part)
        raise ArchiveError(f"{held.location.file}: byte {held.location.offset}: is no article today: {why}")
    record: dict[str, Any] = json.loads(verdict.line)
    return record


def told_edit(edit: Edit) -> dict[str, Any]:
    """An edit as JSON has it."""
    return {"kinds": [kind.value for kind in edit.kinds], "silent": edit.silent, "fields": told_fields(edit)}


def told_diff(found: Difference) -> dict[str, Any]:
    """A difference as JSON has it."""
    return {
        "url": found.url,
        "title": found.title,
        "before": place(found.before) if found.before else None,
        "after": place(found.after),
        "removed": told(found.gone) if found.gone else None,
        **told_edit(found.edit or Edit((), False, ())),
    }


def told_fields(edit: Edit) -> list[dict[str, Any]]:
    """The fields of an edit as JSON has them: of each line its number before and after, and its stretches."""
    return [
        {
            "field": field.field,
            "kind": field.kind.value,
            "lines": [
                {
                    "before": line.before,
                    "after": line.after,
                    "spans": [[span.op.value, span.text] for span in line.spans],
                }
                for line in field.lines
            ],
        }
        for field in edit.fields
    ]
