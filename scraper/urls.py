"""One spelling for one address: how URLs are normalised, and which host, origin and site they belong to.

The rule of `normalise`, in the order it is applied:

1. Read as a browser reads it (WHATWG URL, 4.4): outer blanks and control characters off, tabs and line breaks out,
   `\\` is `/` before the query. Only http and https; anything else (`javascript:`, `mailto:`, `data:` ...) is None.
2. Resolved against the base (RFC 3986, 5.2), dot segments removed, percent-encoded dots too; an empty path is `/`.
3. Scheme and host in lower case, the host in its ASCII form (each label NFKC, then Punycode), no trailing dot, no user
   name or password, no default port. A host that no resolver would take, or a port above 65535, is None.
4. Percent-encoding (RFC 3986, 6.2.2): hexadecimal digits in upper case, unreserved characters decoded, and what may
   not stand in a URL encoded as UTF-8; a `%` that begins no triplet is `%25`.
5. The fragment is dropped, and so are empty parameters and those that only tell how a reader came (`_TRACKING`). Every
   other parameter stays as it is, in its place: `page`, `id`, `p`, `q`, `story`, `date`, `ref` may select content.

It does not fold `www.`, `http` into `https`, slashes at the end, letter case in paths or the order of parameters:
those are different addresses until a server says that they are one.
"""

import ipaddress
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

MAX_LENGTH = 8_000  # RFC 9110, 4.1 asks for no more; longer ones are no news addresses

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_PARTS = re.compile(r"(?:(https?):/*|//)([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE | re.DOTALL)
_RELATIVE = re.compile(r"([^?#]*)(?:\?([^#]*))?", re.DOTALL)
_OUTER = "".join(map(chr, range(0x21)))
_BREAKS = re.compile(r"[\t\n\r]+")
_AUTHORITY = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]{0,7}))?$")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*$")
# Most links of a page are in their normal form as written: a plain host, and a path without dot segments or escapes.
_NORMAL_PATH = r"(?:[A-Za-z0-9\-_~!$&'()*+,;=:@]|/(?!\.)|(?<!/)\.)*"
_NORMAL_HOST = r"(?=[^/]{4,253}/)(?:[a-z0-9][a-z0-9-]{0,61}\.)+[a-z]{2,20}"
_NORMAL = re.compile(rf"https?://{_NORMAL_HOST}/{_NORMAL_PATH}\Z", re.ASCII)
_ROOTED = re.compile(rf"/(?![/.]){_NORMAL_PATH}\Z", re.ASCII)
_PLAIN_PATH = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/]*$")
_PLAIN_QUERY = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/?]*$")
_PATH_SAFE = "!$&'()*+,;=:@/"
_QUERY_SAFE = _PATH_SAFE + "?"
_UNFIT_PATH = re.compile(r"""[^!-~]|["<>^`{}]""")
_UNFIT_QUERY = re.compile(r"""[^!-~]|["'<>]""")
_TRIPLET = re.compile(r"%([0-9A-Fa-f]{2})|([^%]+|%)", re.DOTALL)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DEFAULT_PORTS = {"http": 80, "https": 443}

# Matched against a whole parameter name, without case. Names that some site uses to select content (cid, ref, source,
# from, mod, rel, tag, feed, share) are left alone even though others use them to count visits.
_TRACKING = re.compile(
    r"""(?:amp;)?(?:
      utm_.* | mtm_.* | pk_(?:campaign|kwd|keyword|source|medium|content|cid|vid) | piwik_.* | matomo_.*
    | ns_(?:mchannel|source|campaign|linkname|fee) | wt[_.]z?mc(?:[_.].*)? | wt\.tsrc | itm_.* | hsa_.*
    | __?hs(?:enc|mi|tc|sc|fp|cc) | at_(?:medium|campaign(?:_type)?|custom\d|link_(?:id|type|origin)|ptr_name|format)
    | at_(?:bbc_team|creation|variant|network)
    | fbclid | fb_(?:action_ids|action_types|ref|source|comment_id) | igshid? | gclid | gclsrc | dclid | gbraid | wbraid
    | msclkid | twclid | ttclid | li_fat_id | y(?:m|s)?clid | epik | srsltid | ef_id | s_kwcid | s_cid | rb_clickid
    | _openstat | _ga | _gl | _branch_match_id | mc_[ce]id | mkt_tok | oly_(?:anon|enc)_id | vero_(?:id|conv) | wickedid
    | ref_(?:src|url) | __twitter_impression | sfnsn | mibextid | usqp | amp_(?:js_v|gsa)
    | cmp | cmpid | icmp | ocid | ncid | xtor | smid | smtyp | spm | ito | wprov | tblci | dicbo
    | soc_(?:src|trk) | guccounter | guce_referrer(?:_sig)? | cx_(?:testid|testvariant|artpos|rec) | tag_from
    | tracking_page_direct | __s | __tn__ | __cft__\[\d*\]
    )$""",
    re.IGNORECASE | re.VERBOSE,
)

# Where names are registered below a second label, by the registries' own lists; other two-letter domains get `_USUAL`.
_SECOND_LEVEL = {
    "ar": "com edu gob gov int mil net org tur",
    "at": "ac co gv or",
    "au": "asn com edu gov id net org",
    "br": "com edu gov jor jus leg mil net org tv",
    "cn": "ac com edu gov mil net org",
    "de": "",
    "fr": "asso com gouv nom prd tm",
    "hr": "com",
    "id": "ac biz co desa go mil my net or ponpes sch web",
    "il": "ac co gov idf k12 muni net org",
    "in": "ac co edu firm gen gov ind mil net nic org res",
    "jp": "ac ad co ed go gr lg ne or",
    "kr": "ac co es go hs kg mil ms ne or pe re sc",
    "mx": "com edu gob net org",
    "my": "com edu gov mil name net org",
    "nl": "",
    "nz": "ac co cri geek gen govt health iwi maori mil net org school",
    "th": "ac co go in mi net or",
    "tr": "bel com edu gen gov info k12 mil name net org pol tv web",
    "tw": "club com ebiz edu game gov idv mil net org",
    "ua": "com edu gov in kiev kyiv lviv net od org",
    "uk": "ac co gov ltd me net nhs org plc police sch",
    "za": "ac co gov law mil net nom org web",
}
_REGISTRIES = {label: frozenset(names.split()) for label, names in _SECOND_LEVEL.items()}
_USUAL = frozenset({"ac", "co", "com", "edu", "gob", "gov", "govt", "gouv", "mil", "net", "org", "or"})
# Hosting domains whose customers are sites of their own.
_HOSTS = "blogspot.com github.io netlify.app pages.dev substack.com tumblr.com vercel.app wordpress.com"
_HOSTERS = frozenset(_HOSTS.split())


class _Split(NamedTuple):
    scheme: str
    authority: str
    path: str
    query: str | None


def normalise(url: str, base: str | None = None) -> str | None:
    """The absolute http(s) URL that `url` names on a page at `base`, by the module's rule; None where there is none.

    Idempotent. Never raises. Without a base only absolute URLs are taken.
    """
    url = url.strip(_OUTER)
    if len(url) > MAX_LENGTH:
        return None
    if _NORMAL.match(url):
        return url
    if base and _ROOTED.match(url) and (rooted := _base(base)):
        return f"{rooted.scheme}://{rooted.authority}{url}"
    split = _read(url, base)
    if split is None:
        return None
    path = split.path
    if not _PLAIN_PATH.match(path):
        path = _encode(path, _PATH_SAFE)
    if "/." in path:
        path = _without_dots(path)
    query = f"?{kept}" if split.query and (kept := _content_query(split.query)) else ""
    return f"{split.scheme}://{split.authority}{path or '/'}{query}"


def requested(url: str, base: str | None = None) -> str | None:
    """The absolute http(s) URL that a browser asks for where a page at `base` names `url`; None where there is none.

    Read and resolved as by `normalise`, but path and query stay as they are written, save for what may not stand in
    them (WHATWG URL, 1.3 and 4.4): who replays the page in a browser asks for this very address.
    """
    url = url.strip(_OUTER)
    split = _read(url, base) if len(url) <= MAX_LENGTH else None
    if split is None:
        return None
    path = _UNFIT_PATH.sub(_percent, split.path)
    if "/." in path:
        path = _without_dots(path)
    query = "" if split.query is None else "?" + _UNFIT_QUERY.sub(_percent, split.query)
    return f"{split.scheme}://{split.authority}{path or '/'}{query}"


def host(url: str) -> str:
    """The host of an absolute http(s) URL, as `normalise` writes it, without port; "" where there is none."""
    authority = _normal_authority(url)
    if authority is None:
        return ""
    name = authority[1]
    return re.sub(r":\d+$", "", name) if ":" in name else name


def origin(url: str) -> str:
    """Scheme, host and port (RFC 6454) of an absolute http(s) URL, without a default port; "" where there is none."""
    authority = _normal_authority(url)
    return f"{authority[0]}://{authority[1]}" if authority else ""


def site(url: str) -> str:
    """The registrable domain of a URL's host (`kabar24.bisnis.com` -> `bisnis.com`), "" where there is none.

    By a short list of second-level registries and hosters, not by the Public Suffix List: enough to tell a publisher's
    own links from foreign ones. An address of digits is its own site.
    """
    return _registrable(host(url))


@lru_cache(maxsize=4096)
def _registrable(name: str) -> str:
    labels = name.split(".")
    if len(labels) < 3 or name.startswith("[") or labels[-1].isdigit():
        return name
    registry = len(labels[-1]) == 2 and labels[-2] in _REGISTRIES.get(labels[-1], _USUAL)
    return ".".join(labels[-3:] if registry or ".".join(labels[-2:]) in _HOSTERS else labels[-2:])


def _normal_authority(url: str) -> tuple[str, str] | None:
    match = _PARTS.match(url)
    if match is None or match[1] is None:
        return None
    scheme = match[1].lower()
    authority = _authority(scheme, match[2])
    return (scheme, authority) if authority else None


def _read(url: str, base: str | None) -> _Split | None:
    """The parts of the absolute URL, the authority normalised, path and query as written."""
    if "\n" in url or "\t" in url or "\r" in url:
        url = _BREAKS.sub("", url)
    if "\\" in url:
        head, mark, tail = url.partition("?")
        url = head.replace("\\", "/") + mark + tail
    split = _resolve(url, base)
    authority = _authority(split.scheme, split.authority) if split else None
    return split._replace(authority=authority) if split and authority else None


def _resolve(url: str, base: str | None) -> _Split | None:
    """RFC 3986, 5.2.2, for http and https; dot segments are left for later."""
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in _DEFAULT_PORTS:
        return None
    absolute = _PARTS.match(url)
    if absolute and absolute[1]:
        return _Split(absolute[1].lower(), absolute[2], absolute[3], absolute[4])
    origin_of = _base(base) if base else None
    if origin_of is None:
        return None
    if absolute:
        return _Split(origin_of.scheme, absolute[2], absolute[3], absolute[4])
    relative = _RELATIVE.match(url)
    path, query = (relative[1], relative[2]) if relative else ("", None)
    if not path:
        return origin_of._replace(query=origin_of.query if query is None else query)
    if not path.startswith("/"):
        path = origin_of.path[: origin_of.path.rfind("/") + 1] + path
    return _Split(origin_of.scheme, origin_of.authority, path, query)


@lru_cache(maxsize=64)
def _base(base: str) -> _Split | None:
    match = _PARTS.match(requested(base) or "")
    return _Split(match[1], match[2], match[3], match[4]) if match else None


@lru_cache(maxsize=1024)
def _authority(scheme: str, written: str) -> str | None:
    """`host` or `host:port`, normalised; None where it is none."""
    match = _AUTHORITY.match(written.rpartition("@")[2])
    if match is None:
        return None
    name, port = match[1], match[2]
    ascii_name = _ascii_host(name)
    if ascii_name is None or (port and int(port) > 65535):
        return None
    return ascii_name if not port or int(port) == _DEFAULT_PORTS[scheme] else f"{ascii_name}:{int(port)}"


def _ascii_host(name: str) -> str | None:
    if name.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(name[1:-1])}]" if "%" not in name else None
        except ValueError:
            return None
    if "%" in name:
        name = bytes(name, "utf-8", "replace").decode("latin-1")
        name = re.sub("%([0-9A-Fa-f]{2})", lambda triplet: chr(int(triplet[1], 16)), name)
        name = name.encode("latin-1").decode("utf-8", "replace")
    if not name.isascii():
        # NFKC and lower case twice: the second round settles what the first uncovers (UTS 46, section 4).
        for _ in range(2):
            name = unicodedata.normalize("NFKC", name).lower().replace("。", ".").replace("\xad", "")
        name = ".".join(
            label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in name.split(".")
        )
    name = name.lower().removesuffix(".")
    if not _HOST.match(name):
        return None
    if name[-1].isdigit() and re.match(r"(?:\d+|0x[0-9a-f]*)$", name.rpartition(".")[2]):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError:
            return None
    return name


def _encode(text: str, safe: str) -> str:
    return _TRIPLET.sub(lambda part: _octet(part[1]) if part[1] else quote(part[2], safe, errors="replace"), text)


def _percent(found: re.Match[str]) -> str:
    return quote(found[0], safe="", errors="replace")


def _octet(digits: str) -> str:
    character = chr(int(digits, 16))
    return character if character in _UNRESERVED else f"%{digits.upper()}"


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept) + ("/" if segments[-1] in (".", "..") and kept else "")


def _content_query(query: str) -> str:
    kept = [part for part in query.split("&") if part and not _TRACKING.match(part.partition("=")[0])]
    text = "&".join(kept)
    return text if _PLAIN_QUERY.match(text) else _encode(text, _QUERY_SAFE)
