"""URLs as sort-friendly keys (SURT), by which CDXJ indexes are sorted and looked up: `com,example)/path?a=1&b=2`.

The canonical form is the Internet Archive's, which pywb, OpenWayback and ReplayWeb.page share: scheme, user, fragment,
default port and a leading `www.` are left out, all is lower case, the query's arguments are sorted, the marks of a
visit (jsessionid and the like) are taken off. Addresses that differ in nothing else have one key; no address can be
made from it again.
"""

import re
import socket
from urllib.parse import quote_from_bytes, unquote_to_bytes

_KEPT = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:")
_SCHEMES = re.compile(rb"^(https?://)+")  # http://https://host: the last one holds
_PARTS = re.compile(rb"([^:]+):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?")
_WWW = re.compile(rb"www\d*\.")
_DOTTED = re.compile(rb"(?:[1-9][0-9]*|0[0-7]*)(?:\.[0-9]+){0,3}")
_DEFAULT_PORTS = {b"http": 80, b"https": 443}
_PATH_SESSIONS = (
    re.compile(rb"(.*/)\((?:[a-z]\([0-9a-z]{24}\))+\)/([^?]+\.aspx.*)", re.IGNORECASE),
    re.compile(rb"(.*/)\([0-9a-z]{24}\)/([^?]+\.aspx.*)", re.IGNORECASE),
)
_QUERY_SESSIONS = tuple(
    re.compile(rb"(.*)" + argument + rb"(?:&(.*))?", re.IGNORECASE)
    for argument in (
        rb"jsessionid=[0-9a-z]{32}",
        rb"phpsessid=[0-9a-z]{32}",
        rb"sid=[0-9a-z]{32}",
        rb"aspsessionid[a-z]{8}=[a-z]{24}",
        rb"cfid=[^&]++&cftoken=[^&]++",
    )
)


def surt(url: str) -> str:
    """The key of a URL, in ASCII and without blanks; `-` for none.

    An address that cannot be taken apart (a port that is no number) is its own key, lower-cased and percent-encoded.
    """
    data = url.encode("utf-8", "surrogatepass").strip().translate(None, b"\r\n\t")
    if not data:
        return "-"
    if not _SCHEME.match(data):
        data = b"http://" + data
    try:
        return _key(_SCHEMES.sub(rb"\1", data)).decode("ascii")
    except ValueError:
        return _escape(data).decode("ascii").lower()


def _key(url: bytes) -> bytes:
    """Raises ValueError for a port that is none."""
    match = _PARTS.match(url)
    if match is None:
        raise ValueError(url)
    scheme, authority, path, query = match.groups()
    host, port = _split_authority((authority or b"").rstrip(b":"))
    if not host and path and scheme.startswith(b"http"):  # http:host/path, http:////host/path
        host, _, path = path.lstrip(b"/").partition(b"/")
        path = b"/" + path
    if host:
        host = _fold_host(host, scheme)
    path = _fold_path(_unescape(path), within_host=bool(host))
    query = _fold_query(query) if query else b""
    key = scheme + b":"
    if host:
        shown = b":%d" % port if port and port != _DEFAULT_PORTS.get(scheme.lower()) else b""
        key = b",".join(reversed(host.split(b"."))) + shown + b")"
    key += path or (b"/" if query else b"")
    return key + b"?" + query if query else key


def _split_authority(authority: bytes) -> tuple[bytes, int]:
    place = authority.rpartition(b"@")[2]
    before, bracket, inside = place.partition(b"[")
    if bracket:
        host, _, rest = inside.partition(b"]")
        port = rest.partition(b":")[2]
    else:
        host, _, port = before.partition(b":")
    number = port.lstrip(b"0")
    if (port and not port.isdigit()) or len(number) > 5 or int(number or 0) > 65_535:
        raise ValueError(authority)
    return host, int(number or 0)


def _fold_host(host: bytes, scheme: bytes) -> bytes:
    host = _unescape(host)
    if not host.isascii():
        try:
            host = host.decode("utf-8", "ignore").encode("idna")
        except UnicodeError:
            pass
    host = host.replace(b"..", b".").strip(b".")
    host = _to_address(host) or _escape(host.lower()).lower()
    return host if scheme == b"dns" else _WWW.sub(b"", host, count=1) if _WWW.match(host) else host


def _to_address(host: bytes) -> bytes | None:
    """An IPv4 address in its usual form, where the host is one in any of the forms that `inet_aton` takes."""
    if host.isdigit():  # one number, of which 32 bits hold, and so the last 32 digits
        return socket.inet_ntoa((int(host[-32:]) & 0xFFFFFFFF).to_bytes(4, "big")).encode()
    if _DOTTED.fullmatch(host) is None:
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.decode("ascii"))).encode()
    except OSError:
        return None


def _fold_path(path: bytes, *, within_host: bool) -> bytes:
    if within_host:
        path = _resolve_dots(path)
    path = _escape(path).lower()
    if b".aspx" in path:
        for pattern in _PATH_SESSIONS:
            if match := pattern.fullmatch(path):
                path = match[1] + match[2]
    return path[:-1] if len(path) > 1 and path.endswith(b"/") else path


def _resolve_dots(path: bytes) -> bytes:
    """Without `.` and `..` steps and doubled slashes; a `..` that leads above the root stays."""
    kept: list[bytes] = []
    for step in path.split(b"/")[1:]:
        if step == b"..":
            if kept:
                kept.pop()
                continue
        elif step == b".":
            continue
        kept.append(step)
    return b"/" + b"/".join([*filter(None, kept[:-1]), *kept[-1:]])


def _fold_query(query: bytes) -> bytes:
    query = _escape(_unescape(query))
    if b"id=" in (folded := query.lower()) or b"token=" in folded or b"sessionid" in folded:
        for pattern in _QUERY_SESSIONS:
            if match := pattern.fullmatch(query):
                query = match[1] + (match[2] or b"")
    return b"&".join(b"=".join(pair) for pair in sorted(tuple(one.split(b"=", 1)) for one in query.lower().split(b"&")))


def _unescape(data: bytes) -> bytes:
    """Percent-decoded again and again, until nothing is left to decode."""
    while b"%" in data:
        plain = unquote_to_bytes(data)
        if plain == data:
            break
        data = plain
    return data


def _escape(data: bytes) -> bytes:
    return quote_from_bytes(data, _KEPT).encode("ascii")
