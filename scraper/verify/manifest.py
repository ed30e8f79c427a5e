"""The fixity manifest of a folder (RFC 8493, section 2.1.3) held against the files that were read anyway."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.verify.evidence import Checked
from scraper.verify.finding import Finding
from scraper.warc.fixity import MANIFEST, Manifest, read_manifest, sha256_of
from scraper.warc.naming import is_closed

_PLAIN = re.compile(rb"[0-9a-f]{64}  \S[^\r]*")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder whose manifest is to be checked, whole or for some of its files only.

    `inside`: it is the archive's own, where every closed file of ours has a line, written as we write them.
    """

    path: Path
    whole: bool
    inside: bool = False


@dataclass(slots=True)
class Sealed:
    """What manifests came to."""

    gone: set[str] = field(default_factory=set)  # names of files that have a line and are not there; that was told
    renamed: list[tuple[Path, Path]] = field(default_factory=list)  # files as they are called, and as they were


def check_manifest(folder: Folder, checked: Mapping[Path, Checked], sealed: Sealed) -> Iterator[Finding]:
    """What is wrong with a manifest's lines, and the files that it lacks; `checked` are those read, by resolved path.

    A file whose sha256 differs is told of with the file. Without a manifest only the archive's own folder lacks one.
    """
    path = folder.path / MANIFEST
    manifest, lines = read_manifest(folder.path), _lines(path)
    if not path.exists():
        if any(_lacks(folder, each, manifest) for each in checked.values()):
            yield Finding(str(path), None, "is not there: the sha256 of every closed file")
        return
    bad = {complaint.line: complaint.reason for complaint in manifest.complaints}
    if folder.inside:
        strange = "is not as it was written: a sha256 in small hex, two blanks and a file name"
        bad |= {n: strange for n, line in enumerate(lines, 1) if n not in bad and not _PLAIN.fullmatch(line)}
        seen: set[bytes] = set()
        for number, line in enumerate(lines, 1):
            if line in seen:
                bad.setdefault(number, "is there twice")
            seen.add(line)
    lacking = {each.sha256: each.job.path.name for each in checked.values() if _lacks(folder, each, manifest)}
    for name, sha256 in manifest.entries.items() if folder.whole else ():
        file = folder.path / name
        if file.is_file():
            if file.resolve() not in checked:
                yield from _check_other(file, sha256)
        elif sha256 in lacking:
            bad[_number(lines, name)] = f"names {name}, and the file of this sha256 is called {lacking[sha256]}"
            sealed.gone.add(name)
            sealed.renamed.append((folder.path / lacking[sha256], file))
        else:
            bad.setdefault(_number(lines, name), f"names {name}, which is not there")
            sealed.gone.add(name)
    for number, reason in sorted(bad.items()):
        yield Finding(str(path), None, reason, number)
    wrong = b"\n".join(lines[number - 1] for number in bad if 0 < number <= len(lines))
    for sha256, name in lacking.items():
        if os.fsencode(name) not in wrong and sha256.encode() not in wrong.lower():
            yield Finding(str(folder.path / name), None, f"{MANIFEST} has no line for it")


def _check_other(file: Path, sha256: str) -> Iterator[Finding]:
    """A file in the manifest that is no WARC or ARC file."""
    try:
        if sha256_of(file) != sha256:
            yield Finding(str(file), None, f"its sha256 is not what {MANIFEST} says")
    except ArchiveError as error:
        yield Finding(str(file), None, str(error).removeprefix(f"{file}: "))


def _lacks(folder: Folder, each: Checked, manifest: Manifest) -> bool:
    path = each.job.path
    if path.parent.resolve() != folder.path.resolve() or path.name in manifest.entries or each.job.open:
        return False
    return each.job.inside and is_closed(path.name) if folder.inside else folder.whole and bool(manifest.entries)


def _number(lines: list[bytes], name: str) -> int:
    return next((n for n, line in enumerate(lines, 1) if line.rstrip(b"\r").endswith(os.fsencode(name))), 0)


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().removesuffix(b"\n").split(b"\n") if path.exists() else []
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
