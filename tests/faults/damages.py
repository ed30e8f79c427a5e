"""Damages to do to an archive, each with words of the one finding it must lead to and whether it can be repaired."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from scraper.warc import find_files
from scraper.warc.cdxj import parse_line, sidecar
from scraper.warc.fixity import MANIFEST
from scraper.warc.members import Bytes, read_members
from scraper.warc.record import WARC, Record

Damage = Callable[[Path], Path]  # does it to an archive's folder, and says which file has to be named


def warcs(archive: Path) -> list[Path]:
    return find_files([archive / "warc"])


def records(path: Path) -> list[Record]:
    with path.open("rb") as stream:
        return [each for each in read_members(Bytes(stream.fileno()), WARC, 0, None) if isinstance(each, Record)]


def of_kind(path: Path, kind: str) -> Record:
    return next(each for each in records(path) if each.first("warc-type") == kind)


def flip(path: Path, at: int) -> Path:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x10
    path.write_bytes(data)
    return path


def edit(path: Path, change: Callable[[list[bytes]], list[bytes]]) -> Path:
    """Change a file of lines."""
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    return path


def execute(archive: Path, statement: str) -> Path:
    path = archive / "catalog.sqlite"
    connection = sqlite3.connect(path)
    with connection:
        assert connection.execute(statement).rowcount > 0
    connection.close()
    return path


def day_file(archive: Path) -> Path:
    """A record file of several lines."""
    return next(path for path in sorted((archive / "articles").rglob("*.jsonl")) if path.read_bytes().count(b"\n") > 1)


def flip_in(kind: str, number: int = 0) -> Damage:
    def damage(archive: Path) -> Path:
        path = warcs(archive)[number]
        record = of_kind(path, kind)
        return flip(path, record.offset + record.length // 2)

    return damage


def flip_time_of_a_member(archive: Path) -> Path:
    """The one thing in a gzip member that no checksum of its own covers."""
    path = warcs(archive)[0]
    return flip(path, of_kind(path, "response").offset + 5)


def cut_out_a_record(archive: Path) -> Path:
    path = warcs(archive)[0]
    record, data = of_kind(path, "response"), path.read_bytes()
    path.write_bytes(data[: record.offset] + data[record.offset + record.length :])
    return path


def append_garbage(archive: Path) -> Path:
    path = warcs(archive)[0]
    path.write_bytes(path.read_bytes() + b"garbage")
    return path


def tear_the_tail(archive: Path) -> Path:
    path = warcs(archive)[1]
    path.write_bytes(path.read_bytes()[:-9])
    return path


def lose_a_warc(archive: Path) -> Path:
    warcs(archive)[0].unlink()
    return archive / "warc" / MANIFEST


def lose_a_warc_and_its_index(archive: Path) -> Path:
    sidecar(warcs(archive)[0]).unlink()
    return lose_a_warc(archive)


def lose_the_manifest(archive: Path) -> Path:
    (archive / "warc" / MANIFEST).unlink()
    return archive / "warc" / MANIFEST


def lose_a_line_of_the_manifest(archive: Path) -> Path:
    edit(archive / "warc" / MANIFEST, lambda lines: lines[1:])
    return warcs(archive)[0]


def tear_the_manifest(archive: Path) -> Path:
    path = archive / "warc" / MANIFEST
    path.write_bytes(path.read_bytes()[:-30])
    return path


def name_another_file(archive: Path) -> Path:
    return edit(archive / "warc" / MANIFEST, lambda lines: [lines[0].replace(b"news-", b"olds-"), *lines[1:]])


def rename_a_warc(archive: Path) -> Path:
    path = warcs(archive)[0]
    path.rename(path.with_name(path.name.replace("news-", "olds-")))
    return archive / "warc" / MANIFEST


def empty_a_warc(archive: Path) -> Path:
    path = warcs(archive)[0]
    path.write_bytes(b"")
    return path


def blank_out_several_records(archive: Path) -> Path:
    path = warcs(archive)[0]
    data = path.read_bytes()
    path.write_bytes(data[:3_000] + bytes(4_000) + data[7_000:])
    return path


def note_twice(archive: Path) -> Path:
    return edit(archive / "warc" / MANIFEST, lambda lines: [*lines, lines[0]])


def lose_an_index(archive: Path) -> Path:
    path = sidecar(warcs(archive)[0])
    path.unlink()
    return path


def lose_a_line_of_an_index(archive: Path) -> Path:
    return edit(sidecar(warcs(archive)[0]), lambda lines: lines[1:])


def misplace_a_line_of_an_index(archive: Path) -> Path:
    return edit(sidecar(warcs(archive)[0]), lambda lines: [*lines[1:], lines[0]])


def point_an_index_elsewhere(archive: Path) -> Path:
    def change(lines: list[bytes]) -> list[bytes]:
        entry = parse_line(lines[0])
        assert entry is not None
        return [lines[0].replace(str(entry.offset).encode(), b"7"), *lines[1:]]

    return edit(sidecar(warcs(archive)[0]), change)


def index_nothing(archive: Path) -> Path:
    path = archive / "warc" / "gone.warc.gz.cdxj"
    path.write_bytes(b"")
    return path


def lose_the_catalog(archive: Path) -> Path:
    path = archive / "catalog.sqlite"
    path.unlink()
    return path


def overwrite_the_catalog(archive: Path) -> Path:
    path = archive / "catalog.sqlite"
    path.write_bytes(b"no database at all, whatever its name says" * 100)
    return path


def spoil_a_page_of_the_catalog(archive: Path) -> Path:
    path = archive / "catalog.sqlite"
    data = bytearray(path.read_bytes())
    size = len(data) // 4096
    data[(size // 2) * 4096 : (size // 2) * 4096 + 2_000] = b"\xff" * 2_000
    path.write_bytes(data)
    return path


def move_a_row(archive: Path) -> Path:
    return execute(archive, "UPDATE captures SET length = length + 1 WHERE id = (SELECT max(id) FROM captures)")


def change_an_outcome(archive: Path) -> Path:
    return execute(archive, "UPDATE captures SET outcome = 'rejected' WHERE kind = 'page'")


def lose_a_row(archive: Path) -> Path:
    execute(archive, "DELETE FROM captures WHERE outcome = 'robots'")
    return warcs(archive)[0]


def lose_an_article(archive: Path) -> Path:
    execute(archive, "DELETE FROM articles WHERE capture_id IN (SELECT max(capture_id) FROM articles)")
    return archive / "catalog.sqlite"


def rename_an_article(archive: Path) -> Path:
    return execute(archive, "UPDATE articles SET title = 'Another' WHERE revision = 1 AND title LIKE 'Whale%'")


def call_it_a_revision(archive: Path) -> Path:
    return execute(archive, "UPDATE articles SET revision = 1 WHERE revision = 0")


def shorten_a_day(archive: Path) -> Path:
    return execute(archive, "UPDATE days SET bytes = 7 WHERE publisher = 'lagoon'")


def forget_the_newer_file(archive: Path) -> Path:
    """The catalog of yesterday."""
    newer = "(SELECT id FROM files ORDER BY name DESC LIMIT 1)"
    execute(archive, f"DELETE FROM articles WHERE capture_id IN (SELECT id FROM captures WHERE file_id = {newer})")
    execute(archive, f"DELETE FROM captures WHERE file_id = {newer}")
    execute(archive, f"DELETE FROM files WHERE id = {newer}")
    for path in (archive / "articles").rglob("*.jsonl"):
        publisher, day = path.parts[-4], "-".join(path.with_suffix("").parts[-3:])
        older = [
            line for line in path.read_bytes().splitlines(keepends=True) if warcs(archive)[0].name.encode() in line
        ]
        size = sum(map(len, older))
        execute(archive, f"UPDATE days SET bytes = {size} WHERE publisher = '{publisher}' AND day = '{day}'")
    return warcs(archive)[1]


def change_the_mark(archive: Path) -> Path:
    return execute(archive, "UPDATE files SET mark = 'dddddddddddddddd' WHERE id = 1")


def ingest_less(archive: Path) -> Path:
    return execute(archive, "UPDATE files SET ingested = ingested - 1 WHERE id = 1")


def spoil_a_target(archive: Path) -> Path:
    return execute(archive, "UPDATE targets SET last_at = '2024-03-06T05:00:01.123456Z' WHERE url LIKE '%ferry%'")


def spoil_the_schema(archive: Path) -> Path:
    path = archive / "catalog.sqlite"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"line_digest TEXT", b"line_digfst TEXT", 1))
    return path


def alter_a_line(archive: Path) -> Path:
    return edit(day_file(archive), lambda lines: [lines[0].replace(b"harbour office", b"harbour master"), *lines[1:]])


def lose_a_line(archive: Path) -> Path:
    return edit(day_file(archive), lambda lines: lines[1:])


def add_a_line(archive: Path) -> Path:
    return edit(day_file(archive), lambda lines: [*lines, lines[0].replace(b"2024", b"2025")])


def swap_two_lines(archive: Path) -> Path:
    return edit(day_file(archive), lambda lines: [lines[1], lines[0], *lines[2:]])


def repeat_a_line(archive: Path) -> Path:
    return edit(day_file(archive), lambda lines: [lines[0], *lines])


def tear_a_line(archive: Path) -> Path:
    return edit(day_file(archive), lambda lines: [*lines[:-1], lines[-1][:50]])


def lose_a_day(archive: Path) -> Path:
    path = day_file(archive)
    path.unlink()
    return path


def invent_a_day(archive: Path) -> Path:
    path = day_file(archive)
    stray = path.with_name("31.jsonl")
    shutil.copy(path, stray)
    return stray


# What is done, words of the one finding, and whether --repair makes all well again.
DAMAGES: list[tuple[Damage, str, bool]] = [
    (flip_in("warcinfo"), "gzip member is damaged", False),
    (flip_in("request"), "gzip member is damaged", False),
    (flip_in("metadata"), "gzip member is damaged", False),
    (flip_in("response"), "gzip member is damaged", False),
    (flip_in("revisit", 1), "gzip member is damaged", False),
    (flip_time_of_a_member, "its sha256 is", False),
    (cut_out_a_record, "the response it is tied to is not in the file", False),
    (append_garbage, "no gzip member begins here", False),
    (tear_the_tail, "the file ends inside this record", False),
    (lose_a_warc, "which is not there", False),
    (lose_a_warc_and_its_index, "which is not there", False),
    (lose_the_manifest, "is not there: the sha256", True),
    (lose_a_line_of_the_manifest, "has no line for it", True),
    (tear_the_manifest, "is torn", True),
    (name_another_file, "the file of this sha256 is called news-", False),
    (rename_a_warc, "the file of this sha256 is called olds-", True),
    (empty_a_warc, "the file is empty", False),
    (blank_out_several_records, "gzip member is damaged", False),
    (note_twice, "is there twice", False),
    (lose_an_index, "is not there: the index", True),
    (lose_a_line_of_an_index, "lacks what the record at byte", True),
    (misplace_a_line_of_an_index, "not in order", True),
    (point_an_index_elsewhere, "is not what the record at byte", True),
    (index_nothing, "is the index of gone.warc.gz", False),
    (lose_the_catalog, "is not there; run: scraper replay", True),
    (overwrite_the_catalog, "file is not a database", True),
    (spoil_a_page_of_the_catalog, "malformed", True),
    (move_a_row, "another length than the capture", True),
    (change_an_outcome, "another outcome than the capture", True),
    (lose_a_row, "1 of its captures are not in the catalog; run: scraper replay", True),
    (lose_an_article, "is an article, and it has no row", True),
    (rename_an_article, "another title than the capture", True),
    (call_it_a_revision, "against its history", True),
    (shorten_a_day, "days: a row says 7 bytes", True),
    (forget_the_newer_file, "are not in the catalog; run: scraper replay", True),
    (change_the_mark, "another mark than the file", True),
    (ingest_less, "are ingested; it has", True),
    (spoil_a_target, "targets: the row of https://www.harbour.example/news/2024/03/05/ferry", True),
    (spoil_the_schema, "table articles is not made as it should be", True),
    (alter_a_line, "is not what the capture at byte", True),
    (lose_a_line, "lacks the line of https://www.harbour.example/", True),
    (add_a_line, "a line that no capture gives", True),
    (swap_two_lines, "not in order", True),
    (repeat_a_line, "is there twice", True),
    (tear_a_line, "is torn", True),
    (lose_a_day, "is not there; it has the line of", True),
    (invent_a_day, "lines that no capture gives", True),
]
