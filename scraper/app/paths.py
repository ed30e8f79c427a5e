"""The files that a command is given by name."""

from collections.abc import Sequence
from pathlib import Path

from scraper.errors import ConfigError
from scraper.warc import find_files


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The WARC and ARC files among these paths and in these folders. ConfigError where there are none."""
    for path in paths:
        if not path.exists():
            raise ConfigError(f"{path}: no such file or folder")
        if not (path.is_file() or path.is_dir()):  # a pipe, say: a file is read by seeks, and more than once
            raise ConfigError(f"{path}: expected a file or a folder")
    files = find_files(paths)
    if not files:
        raise ConfigError(f"{', '.join(map(str, paths))}: no WARC or ARC file there")
    return files
