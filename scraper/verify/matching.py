"""Which file on disk is which in the catalog: by name and mark, or by what is left of them where a row is wrong."""

from dataclasses import dataclass
from pathlib import Path

from scraper.catalog import captures
from scraper.catalog.checking import FileRow
from scraper.errors import ArchiveError
from scraper.ingest import Shelves
from scraper.verify.evidence import Checked
from scraper.verify.files import Evidence
from scraper.verify.finding import Finding


@dataclass(frozen=True, slots=True)
class Matched:
    """The row of each file; one that the catalog does not know has an empty row. What is wrong with rows of files."""

    rows: dict[Path, tuple[Checked, FileRow]]  # by resolved path
    findings: list[Finding]

    def of(self, path: Path) -> tuple[Checked, FileRow]:
        """The file and row for a path, which its writer may have given its final name since."""
        path = path.resolve()
        found = self.rows.get(path)
        return found if found is not None else self.rows[path.with_name(path.name + ".open")]


def match_files(shelves: Shelves, evidence: Evidence, files: list[FileRow]) -> Matched:
    """Match rows and files. A row of captures whose file is nowhere is a finding, unless its manifest told that."""
    left = {row.number: row for row in files}
    known = {(row.name, row.mark): row for row in files}
    named = {path: _name(shelves, path, checked) for path, checked in evidence.checked.items()}
    chosen = {path: known[file.name, file.mark] for path, file in named.items() if (file.name, file.mark) in known}
    for found in chosen.values():
        left.pop(found.number, None)
    matched: dict[Path, tuple[Checked, FileRow]] = {}
    findings: list[Finding] = []
    catalog = str(shelves.catalog.path)
    for path, checked in evidence.checked.items():
        file = named[path]
        row = chosen.get(path) or _choose(left, file)
        if row is None:
            matched[path] = checked, FileRow(0, file.name, file.mark, file.folder, 0, 0)
            continue
        left.pop(row.number, None)
        matched[path] = checked, row
        wrong = "" if checked.changed or not file.mark else _wrong(shelves, row, file)
        if wrong and not checked.renamed:
            evidence.stale.moved.append((row.number, file))
            findings.append(Finding(catalog, None, f"files: the row of {file.name} has another {wrong} than the file"))
    for lost in left.values():
        if lost.captures and lost.name not in evidence.sealed.gone:
            path = shelves.folder / lost.folder / lost.name
            if not path.exists() and not path.with_name(path.name + ".open").exists():
                what = f"files: {lost.captures} captures lie in {lost.folder}/{lost.name}, which is not there"
                findings.append(Finding(catalog, None, what))
    return Matched(matched, findings)


def _name(shelves: Shelves, path: Path, checked: Checked) -> captures.File:
    try:
        return shelves.file(checked.job.path)
    except ArchiveError:  # closed meanwhile, or not to be read, which was told
        return captures.File(path.name.removesuffix(".open"), "", "")


def _choose(left: dict[int, FileRow], file: captures.File) -> FileRow | None:
    """Among the rows that no file is of, the one that has two of name, mark and folder in common with a file."""
    for row in left.values():
        if (row.name == file.name) + (row.mark == file.mark) + (row.folder == file.folder) >= 2:
            return row
    return None


def _wrong(shelves: Shelves, row: FileRow, file: captures.File) -> str:
    if row.name != file.name:
        return "name"
    if row.mark != file.mark:
        return "mark"
    moved = row.folder != file.folder and not (shelves.folder / row.folder / row.name).exists()
    return "folder" if moved else ""
