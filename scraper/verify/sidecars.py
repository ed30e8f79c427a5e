"""The CDXJ index beside a file, held line by line against what the file's records give."""

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.verify.finding import Finding, Spans, covers
from scraper.warc.cdxj import Entry, parse_line, sidecar, to_line
from scraper.warc.cdxj.indexing import entries_of
from scraper.warc.files import Layout
from scraper.warc.members import Fault
from scraper.warc.record import Record


@dataclass(slots=True)
class Sheet:
    """The lines that the index of a file should have, gathered as its records go by."""

    name: str
    layout: Layout
    is_arc: bool
    lines: dict[int, bytes] = field(default_factory=dict)  # by offset

    def see(self, found: Record | Fault) -> None:
        if isinstance(found, Fault) or self.layout is Layout.STREAM:
            return
        for entry in entries_of(found, self.layout, self.name, is_arc=self.is_arc):
            if isinstance(entry, Entry):
                self.lines[entry.offset] = to_line(entry)


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known already of the file that an index is of: where it is damaged, and whether it changed since."""

    hurt: Spans
    changed: bool

    def is_hurt(self, offset: int) -> bool:
        return covers(self.hurt, offset)


@dataclass(frozen=True, slots=True)
class Compared:
    """What an index came to; `lost` are its entries of records that are damaged or gone."""

    findings: list[Finding]
    agreed: int = 0
    lost: tuple[Entry, ...] = ()


def compare(path: Path, sheet: Sheet, ground: Ground) -> Compared | None:
    """Hold the index of a file against what it should be; None where it has none. Raises ArchiveError.

    A line of a damaged record is not looked at. Nor, in a file that changed, is one that points between records.
    """
    index = sidecar(path)
    try:
        data = index.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ArchiveError(f"{index}: cannot be read: {error.strerror}") from error
    wanted = sorted(sheet.lines.values())
    if data == b"".join(wanted):
        return Compared([], len(wanted))
    return _Comparison(str(index), sheet, ground, split_lines(data)).result(wanted)


def split_lines(data: bytes) -> list[bytes]:
    """Lines with their ends, which are line feeds alone; the last may have none."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    return lines[:-1] if lines[-1] == b"\n" else [*lines[:-1], lines[-1][:-1]]


@dataclass(slots=True)
class _Comparison:
    index: str
    sheet: Sheet
    ground: Ground
    have: list[bytes]
    findings: list[Finding] = field(default_factory=list)

    def result(self, wanted: list[bytes]) -> Compared:
        right = frozenset(wanted)
        entries = {n: parse_line(line) for n, line in enumerate(self.have) if line not in right}
        lost = {n: entry for n, entry in entries.items() if entry is not None and self.ground.is_hurt(entry.offset)}
        moved = {n: entry for n, entry in entries.items() if entry is not None and self._is_moved(entry)}
        numbers = [n for n in range(len(self.have)) if n not in lost and n not in moved]
        there = [self.have[n] for n in numbers]
        gone = {(entry.url, entry.timestamp) for entry in moved.values()}
        asked = [line for line in wanted if not gone or not self._was_moved(line, gone)]
        if sorted(there) != asked:
            self._tell_differences(numbers, there, asked)
        elif there != asked:
            self.findings.append(Finding(self.index, None, "its lines are not in order"))
        agreed = len(right.intersection(there))
        return Compared(self.findings, agreed, (*lost.values(), *moved.values()))

    def _is_moved(self, entry: Entry) -> bool:
        """Whether a line points between the records of a file that changed since."""
        return self.ground.changed and not self.ground.is_hurt(entry.offset) and entry.offset not in self.sheet.lines

    def _was_moved(self, line: bytes, gone: set[tuple[str, str]]) -> bool:
        entry = parse_line(line)
        return entry is not None and (entry.url, entry.timestamp) in gone

    def _tell_differences(self, numbers: list[int], there: list[bytes], asked: list[bytes]) -> None:
        """The fewest lines that can be wrong, by the longest runs that are right."""
        offsets = {line: offset for offset, line in self.sheet.lines.items()}
        for change, i1, i2, j1, j2 in SequenceMatcher(None, there, asked, autojunk=False).get_opcodes():
            missing = [offsets[line] for line in asked[j1:j2]]
            if change == "replace" and i2 - i1 == j2 - j1:
                for place, offset in zip(range(i1, i2), missing, strict=True):
                    self._tell(numbers[place], f"is not what the record at byte {offset} gives")
            elif change == "replace":
                many = f"{i2 - i1} lines from here on are" if i2 - i1 > 1 else "is"
                self._tell(numbers[i1], f"{many} not what {_records(missing)} gives")
            elif change == "delete":
                for place in range(i1, i2):
                    self._tell(numbers[place], "is there twice" if there[place] in offsets else "is of no record")
            elif change == "insert":
                self.findings.append(Finding(self.index, None, f"lacks what {_records(missing)} gives"))

    def _tell(self, number: int, what: str) -> None:
        self.findings.append(Finding(self.index, None, what, number + 1))


def _records(offsets: list[int]) -> str:
    more = f" (and {len(offsets) - 1} more)" if offsets[1:] else ""
    return f"the record at byte {offsets[0]}{more}"
