"""The configuration file and command line of our own runs."""

from collections.abc import Sequence
from pathlib import Path

LINKS = r"re:/[a-z]+/2026/03/\d\d/[a-z-]+-\d+$"


def write_config(place: Path, hosts: Sequence[str] = ()) -> Path:
    """A config.yaml in `place` that watches `/news` of each host with no delay, its archive beside it."""
    lines = [
        "archive: archive",
        "identity: {name: Bench, contact: 'https://courier.example/bench'}",
        "fetch: {delay: 0, per_host: 8, concurrency: 32, attempts: 1, allow_networks: [127.0.0.0/8]}",
        "sections:" if hosts else "sections: []",
    ]
    for number, host in enumerate(hosts):
        lines.append(
            f"  - {{name: bench{number}/news, url: 'http://{host}/news', every: 1d, kind: page, links: '{LINKS}', "
            "requisites: none}"  # no peer asks for pictures
        )
    file = place / "config.yaml"
    file.write_text("\n".join(lines) + "\n")
    return file


def count_records(place: Path) -> int:
    """How many record lines the archive in `place` holds."""
    return sum(file.read_bytes().count(b"\n") for file in (place / "archive" / "articles").rglob("*.jsonl"))
