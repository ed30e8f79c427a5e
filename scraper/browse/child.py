"""pywb in a process of its own, started by `process` as a script: it imports nothing of ours, so that gevent is first.

    python child.py FOLDER PORT      FOLDER holds what `layout` put there; PORT 0 takes a free one

It listens on 127.0.0.1 alone, writes the port to its standard output once it does, and ends when its standard input
does, however its parent ended; then it takes FOLDER along. It connects to no other machine whatever pywb and the
libraries below it would like to look up.
"""

import ipaddress
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_NAMES = ("127.0.0.1", "localhost", "[::1]")  # what a browser on this machine, or at the end of a tunnel, calls us


def main(folder: str, port: int) -> None:
    """Serve until standard input ends. Raises OSError where the port cannot be had."""
    told = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # pywb prints a line a request
    os.chdir(folder)
    sys.addaudithook(stay_inside)

    from gevent import get_hub, monkey

    monkey.patch_all()
    get_hub().threadpool.spawn(_end_with_parent, folder)

    from gevent.pywsgi import WSGIHandler, WSGIServer
    from pywb.utils.geventserver import RequestURIWSGIHandler

    WSGIHandler.log_request = lambda _: None  # what is left of the log is what went wrong
    server = WSGIServer(("127.0.0.1", port), _guarded(_application()), handler_class=RequestURIWSGIHandler)
    server.init_socket()
    os.write(told, b"%d\n" % server.address[1])
    os.close(told)
    server.serve_forever()


def _application() -> Application:
    """pywb by the configuration in the working folder, mended where it does not do what is wanted here."""
    import tldextract
    from pywb.apps.frontendapp import FrontEndApp
    from pywb.warcserver.resource.resolvingloader import ResolvingLoader

    # By default it asks publicsuffix.org for the newest list at the first cookie; the list it brings will do.
    vars(tldextract)["extract"] = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())
    FrontEndApp.REPLAY_API = FrontEndApp.REPLAY_API.replace("localhost", "127.0.0.1")
    FrontEndApp.CDX_API = FrontEndApp.CDX_API.replace("localhost", "127.0.0.1")
    load = ResolvingLoader.load_headers_and_payload

    def load_unmodified(self: Any, cdx: Any, failed: Any, find: Any) -> Any:
        """A 304 is no answer to a browser that holds nothing: give what the server said had not changed."""
        headers, payload = load(self, cdx, failed, find)
        head = headers.http_headers
        if cdx.get("mime") == "warc/revisit" and head is not None and head.get_statuscode() == "304":
            payload = self._load_different_url_payload(cdx, headers, failed, find)
            headers.http_headers = payload.http_headers
        return headers, payload

    ResolvingLoader.load_headers_and_payload = load_unmodified
    application: Application = FrontEndApp(config_file="config.yaml")
    return application


def _guarded(application: Application) -> Application:
    """The application as this machine's browser may use it, each answer ending where its bytes do."""

    def guard(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        # What another site's page asks by a name of its own that leads here (DNS rebinding).
        if re.sub(r":\d*$", "", environ.get("HTTP_HOST", "localhost")) not in _NAMES:
            start("421 Misdirected Request", [("Content-Type", "text/plain")])
            return [b"This archive is shown as 127.0.0.1 or localhost only.\n"]

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            # Of a capture that was cut short it is too large: a browser would wait for what never comes.
            return start(status, [pair for pair in headers if pair[0].lower() != "content-length"], *more)

        return application(environ, begin)

    return guard


def stay_inside(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook (PEP 578): refuse to connect to, or look up, anything but this machine."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"  # no tuple: a Unix socket
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not _is_here(host.decode("ascii", "replace") if isinstance(host, bytes) else host):
        raise PermissionError(f"an archive is shown without the network; {host} was asked for")


def _is_here(host: str | None) -> bool:
    try:
        return host is None or host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _end_with_parent(folder: str) -> None:
    """Runs in a thread of its own, which no request can hold up."""
    while os.read(0, 1):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
