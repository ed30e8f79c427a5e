"""The record files held line by line against the captures that give their lines."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from scraper import records
from scraper.catalog import checking
from scraper.catalog.captures import UNKNOWN_LENGTH
from scraper.catalog.checking import Line
from scraper.catalog.editions import Day
from scraper.errors import ArchiveError
from scraper.ingest import Shelves
from scraper.verify.finding import Finding
from scraper.verify.rows import Doubt, Rows
from scraper.verify.sidecars import split_lines

OLDER = "lines made by another version, which this one makes the same"
DIFFERENT = "lines made by another version, which this one makes otherwise; `scraper replay` renews them"
PENDING = "record files that the next opening of the archive writes anew"
_VERSION = re.compile(rb'"extractor":\{"version":"([^"\\]*)"')


def other_versions(shelves: Shelves) -> frozenset[str]:
    """The versions other than this one that lines of the record files were made by."""
    found: set[bytes] = set()
    for path in _files(shelves):
        found.update(_VERSION.findall(_read(path)))
    return frozenset(each.decode("utf-8", "replace") for each in found) - {records.EXTRACTOR_VERSION}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A day's file as it is."""

    path: Path
    data: bytes
    lines: list[bytes]
    digests: list[str]


def check_lines(shelves: Shelves, rows: Rows, *, busy: bool) -> Iterator[Finding]:
    """What is wrong with every day's file. `busy`: others may write to them meanwhile. Raises CatalogError."""
    with shelves.catalog.reading() as transaction:
        days = checking.all_days(transaction)
    paths = {shelves.files.path(*day): day for day in days}
    for path in sorted({*paths, *_files(shelves)}):
        day = paths.get(path)
        if day is None:
            yield from _check_stray(path, rows)
        else:
            with ExitStack() as stack:
                if busy:
                    stack.enter_context(shelves.files.turn())
                    with shelves.catalog.reading() as transaction:
                        days[day] = checking.size_of(transaction, day)
                yield from list(_check_day(shelves, day, days[day], rows))
    nothing = _Sheet(shelves.files.folder, b"", [], [])  # days that are of no revision have no file
    for day in sorted(rows.doubts.keys() - days.keys()):
        yield from _decide(nothing, rows.doubts[day], (rows, str(shelves.catalog.path)))


def _check_day(shelves: Shelves, day: Day, size: int | None, rows: Rows) -> Iterator[Finding]:
    if size == UNKNOWN_LENGTH:
        rows.totals.notes[PENDING] += 1
        return
    with shelves.catalog.reading() as transaction:
        lines = checking.lines_of(transaction, day)
    sheet = _open(shelves.files.path(*day))
    doubts = rows.doubts.get(day, [])
    there = frozenset(sheet.digests)
    mended = {doubt.held: doubt.given for doubt in doubts if doubt.given in there}
    wanted = [replace(line, digest=mended.get(line.digest, line.digest)) for line in lines]
    findings = list(_decide(sheet, doubts, (rows, str(shelves.catalog.path))))
    if day not in rows.upset:
        findings += _compare(sheet, wanted, rows)
    yield from findings
    if findings:
        rows.stale.days.add(day)
    if not findings and day not in rows.upset and size != len(sheet.data) and len(sheet.lines) <= len(wanted):
        said = f"{size} bytes" if size is not None else "nothing"
        what = f"days: a row says {said} of {day[0]}, {day[1]}; the file has {len(sheet.data)} bytes"
        yield Finding(str(shelves.catalog.path), None, what)
        rows.stale.days.add(day)


def _decide(sheet: _Sheet, doubts: Iterable[Doubt], told: tuple[Rows, str]) -> Iterator[Finding]:
    """Which is wrong where row and capture differ: the row, or the line, or neither since other code made it."""
    rows, catalog = told
    there = frozenset(sheet.digests)
    for doubt in doubts:
        columns = ", ".join(doubt.columns)
        line = sheet.digests.index(doubt.held) if doubt.held in there else None
        if doubt.same or (rows.others and (line is None or _version(sheet.lines[line]) != records.EXTRACTOR_VERSION)):
            rows.totals.notes[OLDER if doubt.same else DIFFERENT] += 1
            continue
        rows.stale.files.add(doubt.file)
        if doubt.given in there or line is None:
            yield Finding(catalog, None, f"articles: the row of {doubt.where} has another {columns} than the capture")
        else:
            yield Finding(str(sheet.path), None, f"is not what the capture at {doubt.where} gives: {columns}", line + 1)


def _compare(sheet: _Sheet, wanted: list[Line], rows: Rows) -> Iterator[Finding]:
    """The fewest lines that can be wrong, by the longest runs that are right."""
    asked = [line.digest for line in wanted]
    rows.totals.lines += len(frozenset(asked) & frozenset(sheet.digests))
    if asked == sheet.digests:
        return
    if sorted(asked) == sorted(sheet.digests):
        yield Finding(str(sheet.path), None, "its lines are not in order")
        return
    for change, i1, i2, j1, j2 in SequenceMatcher(None, sheet.digests, asked, autojunk=False).get_opcodes():
        if change == "equal":
            continue
        numbers = [n for n in range(i1, i2) if not _is_lacking(sheet.lines[n], rows)]
        missing = wanted[j1:j2]
        for number in numbers:
            torn = not sheet.lines[number].endswith(b"\n")
            line = missing.pop(0) if missing else None
            if torn:
                rest = f", and {len(missing)} more lines are missing" if missing else ""
                yield Finding(str(sheet.path), None, f"is torn{rest}", number + 1)
                missing = []
            elif line is not None:
                asked_for = f"the capture at byte {line.offset} of {line.file}"
                yield Finding(str(sheet.path), None, f"is not what {asked_for} gives", number + 1)
            else:
                twice = sheet.digests[number] in asked
                what = "is there twice" if twice else "is a line that no capture gives"
                yield Finding(str(sheet.path), None, what, number + 1)
        if missing:
            more = f" and {len(missing) - 1} more" if missing[1:] else ""
            where = f"{missing[0].url}, captured at byte {missing[0].offset} of {missing[0].file}"
            gone = "lacks" if sheet.path.exists() else "is not there; it has"
            yield Finding(str(sheet.path), None, f"{gone} the line of {where}{more}")


def _check_stray(path: Path, rows: Rows) -> Iterator[Finding]:
    """A file of a day that no capture is of, unless they are captures that the catalog lacks."""
    sheet = _open(path)
    strange = [n for n, line in enumerate(sheet.lines, 1) if not _is_lacking(line, rows)]
    if strange:
        yield Finding(str(path), None, f"holds {len(strange)} lines that no capture gives")
        rows.stale.strays.append(path)


def _is_lacking(line: bytes, rows: Rows) -> bool:
    """Whether a line is of a capture that the catalog does not know: that was told."""
    if not rows.lacking:
        return False
    try:
        capture = json.loads(line)["capture"]
        return (capture["file"], capture["offset"]) in rows.lacking
    except (ValueError, KeyError, TypeError):
        return False


def _version(line: bytes) -> str | None:
    match = _VERSION.search(line)
    return match[1].decode("utf-8", "replace") if match else None


def _files(shelves: Shelves) -> list[Path]:
    return sorted(shelves.files.folder.rglob("*.jsonl"))


def _open(path: Path) -> _Sheet:
    data = _read(path)
    lines = split_lines(data)
    return _Sheet(path, data, lines, [records.digest(line) for line in lines])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
