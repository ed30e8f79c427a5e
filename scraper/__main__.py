"""`python -m scraper` and the `scraper` command."""

import signal
import sys

# While the program is being loaded there is nothing to end in good order, nor anything to say about it.
_interrupt = signal.getsignal(signal.SIGINT)
if _interrupt is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from scraper import cli  # noqa: E402
from scraper.workers import collect_rarely  # noqa: E402


def main() -> None:
    """Run the command line and exit with its code."""
    signal.signal(signal.SIGINT, _interrupt)
    collect_rarely()
    sys.exit(cli.main())


if __name__ == "__main__":
    main()
