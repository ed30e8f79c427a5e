"""The folder that pywb works in: links to the indexes, a list of where the WARCs lie, its configuration. No copies."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from scraper.browse.process import COLLECTION
from scraper.browse.start import link_host, listing
from scraper.errors import ArchiveError
from scraper.warc import cdxj, find_files
from scraper.warc.files import location_name

# One gzip member, or nothing, round each record: pywb finds one by a seek, and knows no other packing.
_UNKNOWN_TO_PYWB = (".zst", ".zst.open")
# In pywb's list of files, where one such path would cost it all of them.
_UNTELLABLE = re.compile("[\t\r\n\ud800-\udfff]")
_LOOKED_AT = 64  # of the newest files the start page lists the hosts, at some 10 ms a file


def lay_out(paths: Sequence[Path], folder: Path, about: Mapping[str, str]) -> list[str]:
    """Fill an empty folder for `showing`; gives a sentence for each thing among the paths that will not be seen.

    A fresh sidecar is linked to; a file that is still written, or has no fresh one, is indexed into the folder. What is
    archived from now on is not shown. `about` is HTML by its heading, for the start page; a list of hosts is added
    to it. Raises ArchiveError for a path that does not exist.
    """
    complaints: list[str] = []
    shown: dict[str, Path] = {}
    indexes = folder / "indexes"
    indexes.mkdir()
    for file in find_files(paths):
        name = location_name(file)
        if file.name.endswith(_UNKNOWN_TO_PYWB):
            complaints.append(f"{file}: not shown: pywb cannot read Zstandard")
        elif _UNTELLABLE.search(str(file.absolute())):
            complaints.append(f"{file}: not shown: its path is not UTF-8, or has a tab or line end in it")
        elif name in shown:
            complaints.append(f"{file}: not shown: {shown[name]} has the same name")
        else:
            shown[name] = file.absolute()
            complaints += _index(file, indexes / f"{len(shown):06d}.cdxj")
    lines = [f"{name}\t{_places(name, file)}\n" for name, file in shown.items()]
    (folder / "files.tsv").write_text("".join(sorted(lines)), encoding="utf-8")
    told = {**about, "hosts": listing(link_host(host) for host in _hosts(indexes))}
    collection = {"index_paths": "indexes", "archive_paths": "files.tsv", "metadata": told}
    settings = {"collections": {COLLECTION: collection}, "enable_auto_colls": False}
    # JSON is YAML, but for control characters and for what is no character.
    (folder / "config.yaml").write_text(json.dumps(settings), encoding="ascii")
    return complaints


def _index(file: Path, index: Path) -> list[str]:
    """Link to the sidecar, or make an index here; gives what could not be read."""
    if file.name == location_name(file) and cdxj.is_fresh(file):
        index.symlink_to(cdxj.sidecar(file).absolute())
        return []
    try:
        kept = cdxj.write_index(index, file)
    except ArchiveError as error:
        return [str(error)]
    return [f"{file}: not shown from byte {fault.offset} to {fault.end}: {fault.reason}" for fault in kept.faults]


def _hosts(indexes: Path) -> list[str]:
    """The hosts in the newest files, each once."""
    found: dict[str, str] = {}
    for index in sorted(indexes.iterdir())[-_LOOKED_AT:]:
        for entry in cdxj.hosts(index):
            found.setdefault(entry.key.partition(")")[0], entry.url.split("/")[2] if "//" in entry.url else entry.url)
    return [found[key] for key in sorted(found)]


def _places(name: str, file: Path) -> str:
    """Where pywb may look for a file, in this order: one that is being written loses its `.open` some day."""
    return str(file) if file.name == name else f"{file}\t{file.with_name(name)}"
