"""What a WARC file is given once it is closed: its line in the fixity manifest, and its index."""

from pathlib import Path

from scraper.errors import ArchiveError
from scraper.warc.cdxj import keep_sidecar, sidecar
from scraper.warc.fixity import MANIFEST, mend_manifest, note, read_manifest, sha256_of
from scraper.warc.naming import is_closed


def finish(path: Path, sha256: str) -> list[str]:
    """Note a closed file's sha256 and keep its index; a sentence on what could not be done, which `complete` will do.

    Neither holds evidence, so nothing is raised.
    """
    complaints = []
    try:
        note(path, sha256)
    except OSError as error:
        complaints.append(f"{path.parent / MANIFEST}: {path.name} cannot be noted: {error.strerror}")
    return complaints + _index(path)


def complete(folder: Path) -> list[str]:
    """Finish the closed files of ours in a folder that a crash kept from it; a sentence on each, done or not.

    A file that has its line in the manifest keeps it, right or wrong: `scraper verify` tells which. Never raises.
    """
    said: list[str] = []
    try:
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        said += filter(None, [mend_manifest(folder)])
        noted = read_manifest(folder).entries
    except OSError as error:
        return [*said, f"{error.filename or folder / MANIFEST}: {error.strerror}"]
    except ArchiveError as error:
        return [*said, str(error)]
    there = frozenset(names)
    for path in (folder / name for name in names if is_closed(name)):
        if path.name not in noted:
            said.append(_note_late(path))
        if sidecar(path).name not in there:
            said += _index(path) or [f"{sidecar(path)}: made, since its file was closed without it"]
    return said


def _note_late(path: Path) -> str:
    manifest = path.parent / MANIFEST
    try:
        note(path, sha256_of(path))
    except OSError as error:
        return f"{manifest}: {path.name} cannot be noted: {error.strerror}"
    except ArchiveError as error:
        return str(error)
    return f"{manifest}: {path.name} noted as it is now, since it was closed without a line"


def _index(path: Path) -> list[str]:
    try:
        keep_sidecar(path)
    except ArchiveError as error:
        return [str(error)]
    return []
