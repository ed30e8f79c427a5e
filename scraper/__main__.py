"""`python -m scraper` and the `scraper` command."""

import sys

from scraper import cli
from scraper.workers import collect_rarely


def main() -> None:
    collect_rarely()
    sys.exit(cli.main())


if __name__ == "__main__":
    main()
