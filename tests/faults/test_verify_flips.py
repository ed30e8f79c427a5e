"""One bit flipped anywhere in an archive's folder is found, named by its file, and told once."""

import random
import sqlite3
from pathlib import Path

from tests.faults.small_archive import make_archive, verify

FLIPS = 200


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def names(archive: Path) -> list[str]:
    found = (path for path in archive.rglob("*") if path.is_file() and path.stat().st_size)
    return sorted(str(path.relative_to(archive)) for path in found)


def test_a_flipped_bit_is_one_finding_that_names_its_file(tmp_path: Path) -> None:
    settings = make_archive(tmp_path / "archive")
    archive, chance = settings.archive, random.Random(11)
    files = [name for name in names(archive) if not name.startswith("catalog")]
    assert len(files) == 8
    for turn in range(FLIPS):
        path = archive / files[turn % len(files)]
        before = path.read_bytes()
        flip(path, chance)
        found, _ = verify(settings)
        assert len(found) == 1, (path.name, found)
        assert path.name in found[0].file or path.name in found[0].what, (path.name, found)
        path.write_bytes(before)
    assert verify(settings)[0] == []


# What nothing else tells of, so that another value of the same form cannot be known to be wrong.
UNVOUCHED = {"targets": ("first_seen", "next_poll", "depth", "failures")}


def contents(path: Path) -> object:
    """Everything a catalog says that something else vouches for; capitals and blanks in its schema carry nothing."""
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        made = connection.execute("SELECT coalesce(lower(sql), '') FROM sqlite_master ORDER BY name").fetchall()
        found: dict[str, object] = {"schema": [words.split() for (words,) in made]}
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            wanted = ", ".join(f'"{column}"' for column in columns if column not in UNVOUCHED.get(name, ()))
            found[name] = connection.execute(f"SELECT {wanted} FROM {name} ORDER BY 1").fetchall()
    except (sqlite3.Error, UnicodeError) as error:
        return str(error)
    finally:
        connection.close()
    return found


def test_a_flipped_bit_in_the_catalog_is_found_where_it_says_something(tmp_path: Path) -> None:
    settings = make_archive(tmp_path / "archive")
    path, chance = settings.archive / "catalog.sqlite", random.Random(12)
    before = path.read_bytes()
    whole = contents(path)
    written = [place for place, byte in enumerate(before) if byte]  # unused bytes are zero
    changed = 0
    for _ in range(FLIPS):
        data = bytearray(before)
        place = chance.choice(written)
        data[place] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        says_otherwise = contents(path) != whole
        found, _ = verify(settings)
        for each in path.parent.glob("catalog.sqlite-*"):
            each.unlink()
        assert len(found) <= 1, (place, found)
        assert found or not says_otherwise, (place, data[place - 20 : place + 20])
        assert all(each.file == str(path) for each in found), (place, found)
        changed += says_otherwise
    assert changed > FLIPS // 3
